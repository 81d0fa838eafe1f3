"""Rules that go over a grid line by line and see what they have made so far: lines go on, bounce and alternate."""

from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Array, Choice, Direction, Grid, Table
from ..values import VOID

OUTSIDE = 10  # what lies outside of the grid
UNNAMED = 11  # the first colour of a key that the table names nowhere; the others follow

PLACES = (
    "here", "left", "right",
    "ahead", "ahead left", "ahead right",
    "behind", "behind left", "behind right",
    "made behind", "made behind left", "made behind right",
    "made two behind", "made two behind left", "made two behind right",
)  # fmt: skip
Place = Annotated[str, Choice(PLACES)]
FIRST_MADE = PLACES.index("made behind")


def lines_of(grid: Array, toward: str) -> Array:
    """The grid as its lines in the order in which they are made: (h, w) -> (h, w) or (w, h). Its own inverse."""
    return {"down": grid, "up": grid[::-1], "right": grid.T, "left": grid[:, ::-1].T}[toward]


def grid_of(lines: Array, toward: str) -> Array:
    """The inverse of `lines_of`."""
    return {"down": lines, "up": lines[::-1], "right": lines.T, "left": lines.T[:, ::-1]}[toward]


def step_to(place: int) -> tuple[int, int]:
    """Lines and cells from a cell to one of the places."""
    return (0, 1, -1, -1, -2)[place // 3], (0, -1, 1)[place % 3]


def signs(colors: list[int], named: set[int]) -> list[int]:
    """A key of colours, with those that are not named numbered as they come."""
    free = list(dict.fromkeys(color for color in colors if color not in named))
    return [UNNAMED + free.index(color) if color in free else color for color in colors]


@op(
    cost=3,
    kernel="""
    const bool fits = table[0] == 3;
    const bool across = toward >= 2;
    RESIZE(out, fits ? grid.h : 0, grid.w);
    const View made = out;
    const Lines lines = {across, toward == 0 || toward == 2, across ? made.w : made.h, across ? made.h : made.w};
    SHARED(uint8_t, named, 16);
    FOR_LANES(color, 16) named[color] = color >= OUTSIDE || (fits && is_named(table, color));
    SYNC();
    for (int line = 0; line < (fits ? lines.count : 0); line++) {
        FOR_LANES(k, lines.length) {
            const int a = look(grid, made, lines, line, k, first), b = look(grid, made, lines, line, k, second);
            const int c = look(grid, made, lines, line, k, third);
            const int i = lines.row(line, k), j = lines.column(line, k);
            made(i, j) = told(table, named, a, b, c, grid(i, j));
        }
        SYNC();
    }
    """,
)
def sweep(grid: Grid, table: Table, toward: Direction, first: Place, second: Place, third: Place) -> Grid:
    """Cells made line by line in that direction, by a table of three cells; those that it does not know stay.

    Of a grid that is swept down, "ahead" is below a cell and "behind" above it, as it was or as it was "made"; of one
    that is swept sideways "left" is above. 10 stands for what is outside, and 11, 12, 13 for colours that no key names.
    (h, w) -> (h, w). Void for tables of other keys.

    >>> sweep('0200 0000 3000', {(0, 0, 11): 11}, 'right', 'here', 'here', 'made behind')
    '0222 0000 3333'
    """
    if any(not isinstance(key, tuple) or len(key) != 3 for key in table):
        return VOID
    source, looks = lines_of(grid, toward), [PLACES.index(place) for place in (first, second, third)]
    made = np.array(source)
    named: set[int] = {OUTSIDE, *(part for key in table for part in key)}
    for line, k in np.ndindex(*source.shape):
        colors = [_at(made if look >= FIRST_MADE else source, line, k, look) for look in looks]
        told = signs(colors, named)
        value = table.get(tuple(told), OUTSIDE)
        if value != OUTSIDE and (value < OUTSIDE or value in told):
            made[line, k] = value if value < OUTSIDE else colors[told.index(value)]
    return np.array(grid_of(made, toward))


def _at(lines: Any, line: int, k: int, place: int) -> int:
    down, across = step_to(place)
    inside = 0 <= line + down < lines.shape[0] and 0 <= k + across < lines.shape[1]
    return int(lines[line + down, k + across]) if inside else OUTSIDE
