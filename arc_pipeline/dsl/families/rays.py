"""What each cell sees when looking straight on, and lines drawn that way. Background, seen through, is colour 0."""

from itertools import pairwise
from typing import Annotated

import numpy as np

from ..op import op
from ..types import Array, Choice, Direction, Field, Grid
from .neighbours import STEPS, Compass

Crossing = Annotated[
    str, Choice(("rows", "columns", "cross", "diagonals", "counterdiagonals", "diagonal cross", "star"))
]
Straight = Annotated[
    str,
    Choice(
        (
            "rows",
            "columns",
            "diagonals",
            "counterdiagonals",
            "rows, columns",
            "columns, rows",
            "diagonals, counterdiagonals",
        )
    ),
]

OPPOSITE = {
    "up": "down", "down": "up", "left": "right", "right": "left",
    "up left": "down right", "down right": "up left", "up right": "down left", "down left": "up right",
}  # fmt: skip
ALONG = {
    "rows": ("left", "right"),
    "columns": ("up", "down"),
    "diagonals": ("up left", "down right"),
    "counterdiagonals": ("up right", "down left"),
}


def view_from(grid: Array, i: int, j: int, direction: str) -> list[int]:
    """The colours of the cells after (i, j) in that direction, up to the border."""
    down, across = STEPS[direction]
    colors: list[int] = []
    while 0 <= (i := i + down) < grid.shape[0] and 0 <= (j := j + across) < grid.shape[1]:
        colors.append(int(grid[i, j]))
    return colors


def first_seen(grid: Array, direction: str) -> tuple[Array, Array]:
    """The first colour but 0 that each cell sees, and how many steps away; zeros where it sees none."""
    (h, w), (down, across), far = grid.shape, STEPS[direction], max(grid.shape)
    colors, steps, around = np.zeros((h, w), int), np.zeros((h, w), int), np.pad(grid, far)
    for k in range(far - 1, 0, -1):  # what is nearer is put over what is farther away
        top, left = far + k * down, far + k * across
        there = around[top : top + h, left : left + w]
        colors, steps = np.where(there > 0, there, colors), np.where(there > 0, k, steps)
    return colors, steps


@op(
    cost=1,
    kernel="""
    RESIZE(out, grid.h, grid.w);
    const View made = out;
    look(grid.h, grid.w, direction, [&](int i, int j, int a, int b, bool inside) {
        made(i, j) = inside ? (grid(a, b) ? grid(a, b) : made(a, b)) : 0;
    });
    """,
)
def seen(grid: Grid, direction: Compass) -> Grid:
    """The first colour but 0 that each cell sees in that direction, its own not counted; 0 if there is none.

    (h, w) -> (h, w)

    >>> seen('0030 2000 0405', 'left')
    '0003 0222 0044'
    """
    return first_seen(grid, direction)[0]


@op(
    cost=2,
    kernel="""
    RESIZE(out, grid.h, grid.w);
    const View made = out;
    look(grid.h, grid.w, direction, [&](int i, int j, int a, int b, bool inside) {
        made(i, j) = !inside ? 0 : grid(a, b) ? 1 : made(a, b) ? made(a, b) + 1 : 0;
    });
    """,
)
def seen_distance(grid: Grid, direction: Compass) -> Field:
    """Steps to the first cell that is not 0 in that direction; 0 if there is none: (h, w) -> (h, w).

    >>> seen_distance('0030 2000 0405', 'left')
    '0001 0123 0012'
    """
    return first_seen(grid, direction)[1]


@op(
    cost=2,
    kernel="""
    SHARED(uint16_t, view, MAX_CELLS);
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, out.size()) out.p[k] = 0;
    for (int direction = corners ? 4 : 0; direction < (corners ? 8 : 4); direction++) {
        see(grid, direction, view);
        FOR_LANES(k, out.size()) out.p[k] += view[k] != 0;
        SYNC();
    }
    """,
)
def walls_seen(grid: Grid, corners: Annotated[bool, Choice((False, True))] = False) -> Field:
    """In how many of the four (or the four diagonal) directions each cell sees a colour but 0: (h, w) -> (h, w).

    >>> walls_seen('33300 30003 33333')
    '23222 34432 23322'
    """
    directions = list(OPPOSITE)[4:] if corners else list(OPPOSITE)[:4]
    return sum((first_seen(grid, direction)[0] > 0 for direction in directions), np.zeros(grid.shape, int))


@op(
    cost=3,
    kernel="""
    RESIZE(out, grid.h, grid.w);
    const View made = out;
    look(grid.h, grid.w, direction, [&](int i, int j, int a, int b, bool inside) {
        made(i, j) = inside ? made(a, b) + (grid(a, b) && grid(a, b) != grid(i, j)) : 0;
    });
    """,
)
def crossings(grid: Grid, direction: Direction) -> Field:
    """How many runs of one colour, not 0, each cell sees in that direction, its own not counted: (h, w) -> (h, w).

    >>> crossings('0303044 2200100', 'right')
    '3221100 1111000'
    """
    made = np.zeros(grid.shape, int)
    for i, j in np.ndindex(*grid.shape):
        view = [int(grid[i, j]), *view_from(grid, i, j, direction)]
        made[i, j] = sum(0 < there != here for here, there in pairwise(view))
    return made


@op(
    cost=3,
    literals={"direction": ("up", "down", "left", "right")},
    kernel="""
    RESIZE(out, grid.h, grid.w);
    const View made = out;
    look(grid.h, grid.w, direction, [&](int i, int j, int a, int b, bool inside) {
        made(i, j) = inside && grid(a, b) == grid(i, j) ? made(a, b) + 1 : 0;
    });
    """,
)
def run_position(grid: Grid, direction: Compass) -> Field:
    """How many cells of its own colour follow each cell without a gap in that direction: (h, w) -> (h, w).

    >>> run_position('33322 05554 00000', 'right')
    '21010 02100 43210'
    """
    made = np.zeros(grid.shape, int)
    for i, j in np.ndindex(*grid.shape):
        others = [color != grid[i, j] for color in view_from(grid, i, j, direction)] + [True]
        made[i, j] = others.index(True)
    return made


@op(
    cost=1,
    kernel="""
    RESIZE(out, grid.h, grid.w);
    const View made = out;
    look(grid.h, grid.w, opposite(direction), [&](int i, int j, int a, int b, bool inside) {
        made(i, j) = grid(i, j) ? grid(i, j) : inside ? made(a, b) : 0;
    });
    """,
)
def rays(grid: Grid, direction: Compass) -> Grid:
    """Every cell that is not 0 is drawn on in that direction, through 0, until something is in the way.

    (h, w) -> (h, w)

    >>> rays('0000 3005 0200 0000', 'right')
    '0000 3335 0222 0000'
    """
    return np.where(grid > 0, grid, first_seen(grid, OPPOSITE[direction])[0])


@op(
    cost=1,
    kernel="""
    const int lines[8] = {2, 3, 0, 1, 4, 7, 5, 6};
    const int first[7] = {0, 2, 0, 4, 6, 4, 0}, count[7] = {2, 2, 4, 2, 2, 4, 8};
    paint_nearest(grid, lines + first[axis], count[axis], out);
    """,
)
def lines_through(grid: Grid, axis: Crossing) -> Grid:
    """Lines through every cell that is not 0, along those ways, through 0; where they meet, the nearest cell's.

    (h, w) -> (h, w); of cells equally near, rows come before columns, diagonals before counterdiagonals, and left and
    up before right and down.

    >>> lines_through('000000 003000 000000 000000 000020', 'cross')
    '003020 333333 003020 003020 222222'
    """
    ways = {"cross": list(ALONG)[:2], "diagonal cross": list(ALONG)[2:], "star": list(ALONG)}.get(axis, [axis])
    views = [first_seen(grid, direction) for way in ways for direction in ALONG[way]]
    colors = np.array([color for color, _ in views])
    steps = np.array([np.where(step > 0, step, 99) for _, step in views])
    return np.where(grid > 0, grid, np.take_along_axis(colors, steps.argmin(0)[None], 0)[0])


@op(
    cost=1,
    kernel="""
    const int ways[7] = {2, 0, 4, 5, 2, 0, 4}, second[3] = {0, 2, 5};
    COPY(out, grid);
    SYNC();
    paint_between(grid, ways[axis], out);
    if (axis >= 4) paint_between(grid, second[axis - 4], out);
    """,
)
def link(grid: Grid, axis: Straight) -> Grid:
    """Two cells of one colour with nothing but 0 between them are joined by a line: (h, w) -> (h, w).

    "rows, columns": both ways, the lines named first on top.

    >>> link('03030 00000 03002', 'rows, columns')
    '03330 03000 03002'
    """
    made = np.array(grid)
    for way in axis.split(", "):
        ahead, behind = (first_seen(grid, direction)[0] for direction in ALONG[way])
        made = np.where((made == 0) & (ahead == behind), ahead, made)
    return made
