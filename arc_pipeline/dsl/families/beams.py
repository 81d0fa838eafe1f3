"""Rays that go on where others end: through everything in their way, or thrown back. Background is colour 0."""

from typing import Annotated

import numpy as np

from ..op import op
from ..types import Array, Choice, Color, Grid, Mask
from ..values import at, origin_of
from .neighbours import STEPS
from .rays import ALONG, OPPOSITE

Beam = Annotated[
    str,
    Choice(
        (
            "up",
            "down",
            "left",
            "right",
            "up left",
            "up right",
            "down left",
            "down right",
            "rows",
            "columns",
            "cross",
            "diagonals",
            "counterdiagonals",
            "diagonal cross",
            "star",
        )
    ),
]
Border = Annotated[str, Choice(("ends", "reflects", "sides reflect"))]

DIAGONAL = [STEPS[name] for name in list(OPPOSITE)[4:]]


def directions_of(way: str) -> list[str]:
    """The directions that make up a way of `beams`."""
    lines = {"cross": ["rows", "columns"], "diagonal cross": ["diagonals", "counterdiagonals"], "star": list(ALONG)}
    return [way] if way in STEPS else [one for line in lines.get(way, [way]) for one in ALONG[line]]


@op(
    cost=2,
    literals={"way": ("up", "down", "left", "right", "rows", "columns", "cross", "diagonal cross")},
    kernel="""
    SHARED(uint32_t, rows, MAX_SIDE);
    SHARED(int, made, MAX_SIDE);
    collect_rows(mask.h, mask.w, [&](int i, int j) { return mask(i, j) != 0; }, rows);
    FOR_LANES(i, mask.h) made[i] = 0;
    SYNC();
    FOR_LANES(direction, 8) if (directions_of(way) >> direction & 1) sweep(rows, mask.h, direction, made);
    SYNC();
    RESIZE(out, mask.h, mask.w);
    MOVE(out, mask.y, mask.x);
    FOR_CELLS(out, i, j) out(i, j) = made[i] >> j & 1;
    """,
)
def beams(mask: Mask, way: Beam) -> Mask:
    """The ones of a mask drawn on in a direction (or along lines both ways) to the border, whatever lies there.

    (h, w) -> (h, w)

    >>> beams('00000 01000 00000 00010', 'cross')
    '01010 11111 01010 11111'
    >>> beams('00000 01000 00000 00001', 'up right')
    '00100 01000 00000 00001'
    """
    made = mask > 0
    for direction in directions_of(way):
        down, across = STEPS[direction]
        for first in np.argwhere(mask):
            i, j = first
            while 0 <= i < mask.shape[0] and 0 <= j < mask.shape[1]:
                made[i, j] = True
                i, j = i + down, j + across
    return at(made, origin_of(mask))


@op(
    cost=3,
    literals={"color": range(1, 10)},
    kernel="""
    SHARED(int, passed, MAX_CELLS);
    send_rays(grid, color, border, passed);
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, out.size()) out.p[k] = passed[k] ? color : grid.p[k];
    """,
)
def bounce(grid: Grid, color: Color, border: Border) -> Grid:
    """Diagonal strokes of a colour drawn on through 0, thrown back by other cells and perhaps by the border.

    A cell with none of its colour at a corner sends rays all four ways. (h, w) -> (h, w)

    >>> bounce('10000 01000 00000 00000 22222 00000', 1, 'ends')
    '10000 01000 00101 00010 22222 00000'
    >>> bounce('0000 0000 0000 0000 0000 1000', 1, 'sides reflect')
    '0100 0010 0001 0010 0100 1000'
    """
    made = np.array(grid)
    for i, j in np.argwhere(grid == color):
        behind = [(down, across) for down, across in DIAGONAL if _cell(grid, i - down, j - across) == color]
        for down, across in behind or DIAGONAL:
            if _cell(grid, i + down, j + across) == 0:
                for cell in _ray(grid, int(i), int(j), down, across, border):
                    made[cell] = color
    return made


def _cell(grid: Array, i: int, j: int) -> int | None:
    """The colour of a cell, None outside."""
    return int(grid[i, j]) if 0 <= i < grid.shape[0] and 0 <= j < grid.shape[1] else None


def _ray(grid: Array, i: int, j: int, down: int, across: int, border: str) -> set[tuple[int, int]]:
    """The cells that a ray passes that leaves (i, j), the next one being free, until it ends or comes round."""

    def is_wall(a: int, b: int) -> bool:
        if _cell(grid, a, b) is None:
            return border == "reflects" or (border == "sides reflect" and not 0 <= b < grid.shape[1])
        return bool(grid[a, b])

    passed = set()
    i, j = i + down, j + across
    while _cell(grid, i, j) == 0 and (i, j, down, across) not in passed:
        passed.add((i, j, down, across))
        flat, upright = is_wall(i + down, j), is_wall(i, j + across)
        corner = not flat and not upright and is_wall(i + down, j + across)
        if flat or corner:
            down = -down
        if upright or corner:
            across = -across
        i, j = i + down, j + across
    return {(i, j) for i, j, _, _ in passed}
