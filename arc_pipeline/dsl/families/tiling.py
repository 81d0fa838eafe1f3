"""Grids side by side: concatenation, copies turned and mirrored, repetition.

Results lie at (0, 0).
"""

from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Cells, Choice, Count, State
from ..values import MAX_SIDE, VOID

Turns = Annotated[str, Choice(("mirrors", "clockwise", "anticlockwise", "mirrors sharing lines"))]
Mirrors = Annotated[
    str, Choice(("all", "rows left to right", "columns upside down", "rows upside down", "columns left to right"))
]


@op(
    cost=1,
    role="transformation",
    kernel="""
    if (a.h == b.h) {
        RESIZE(out, a.h, a.w + b.w);
        FOR_LANES(i, out.h) {
            for (int j = 0; j < a.w; j++) out(i, j) = a(i, j);
            for (int j = 0; j < b.w; j++) out(i, a.w + j) = b(i, j);
        }
    }
    """,
)
def hconcat(a: Cells, b: Cells) -> Cells:
    """b to the right of a: (h, w1 + w2). Void unless both are equally high.

    >>> hconcat('11 10', '22 02')
    '1122 1002'
    """
    return np.hstack([a, b]) if len(a) == len(b) else VOID


@op(
    cost=1,
    role="transformation",
    kernel="""
    if (a.w == b.w) {
        RESIZE(out, a.h + b.h, a.w);
        if (out.h) {
            FOR_LANES(k, a.size()) out.p[k] = a.p[k];
            FOR_LANES(k, b.size()) out.p[a.size() + k] = b.p[k];
        }
    }
    """,
)
def vconcat(a: Cells, b: Cells) -> Cells:
    """b below a: (h1 + h2, w). Void unless both are equally wide.

    >>> vconcat('11 10', '22 02')
    '11 10 22 02'
    """
    return np.vstack([a, b]) if a.shape[1] == b.shape[1] else VOID


@op(
    cost=1,
    role="transformation",
    literals={"rows": (1, 2, 3), "columns": (1, 2, 3)},
    kernel="tile_with(out, grid, rows, columns, [](int, int) { return (int)PLAIN; });",
)
def tile(grid: Cells, rows: Count, columns: Count) -> Cells:
    """The grid repeated: (h * rows, w * columns). Void for numbers below 1.

    >>> tile('12 03', 2, 3)
    '121212 030303 121212 030303'
    """
    if not (1 <= rows <= MAX_SIDE and 1 <= columns <= MAX_SIDE):
        return VOID
    return np.tile(grid, (rows, columns))


@op(
    cost=2,
    role="transformation",
    literals={"rows": (2, 3), "columns": (2, 3)},
    kernel="""
    tile_with(out, grid, rows, columns, [&](int a, int b) {
        const int odd_row = a & 1, odd_column = b & 1;
        switch (mirrors) {
            case 0: return odd_row * UPSIDE_DOWN + odd_column * LEFT_TO_RIGHT;
            case 1: return odd_row * LEFT_TO_RIGHT;
            case 2: return odd_column * UPSIDE_DOWN;
            case 3: return odd_row * UPSIDE_DOWN;
            default: return odd_column * LEFT_TO_RIGHT;
        }
    });
    """,
)
def tile_mirrored(grid: Cells, rows: Count, columns: Count, mirrors: Mirrors) -> Cells:
    """The grid repeated, every second copy mirrored: (h * rows, w * columns). Void for numbers below 1.

    all: odd rows of copies are upside down, odd columns of copies left to right; else odd rows or columns only.

    >>> tile_mirrored('12 03', 2, 3, 'all')
    '122112 033003 033003 122112'
    >>> tile_mirrored('12 03', 3, 3, 'rows left to right')
    '121212 030303 212121 303030 121212 030303'
    """
    if not (1 <= rows <= MAX_SIDE and 1 <= columns <= MAX_SIDE):
        return VOID

    def copy(a: int, b: int) -> Any:
        upside_down = (mirrors in ("all", "rows upside down") and a % 2) or (mirrors == "columns upside down" and b % 2)
        left_right = (mirrors in ("all", "columns left to right") and b % 2) or (
            mirrors == "rows left to right" and a % 2
        )
        turned = grid[::-1] if upside_down else grid
        return turned[:, ::-1] if left_right else turned

    return np.block([[copy(a, b) for b in range(columns)] for a in range(rows)])


@op(
    cost=1,
    role="transformation",
    kernel="""
    if (by == 0) tile_with(out, grid, 2, 2, [](int a, int b) { return a * UPSIDE_DOWN + b * LEFT_TO_RIGHT; });
    else if (by == 3) mirror_at_last_lines(out, grid);
    else turn_tiles(out, grid, by == 1);
    """,
)
def kaleidoscope(grid: Cells, by: Turns) -> Cells:
    """The grid in the upper left of 2 x 2 copies: mirrored towards each other, or each turned on by a quarter.

    clockwise: the copy to the right is a quarter turn clockwise. sharing lines: the last row and column are not
    doubled, (2 h - 1, 2 w - 1). Turns of a grid that is not square are void.

    >>> kaleidoscope('12 03', 'mirrors')
    '1221 0330 0330 1221'
    >>> kaleidoscope('12 03', 'clockwise')
    '1201 0332 2330 1021'
    """
    if by == "mirrors":
        return np.block([[grid, grid[:, ::-1]], [grid[::-1], grid[::-1, ::-1]]])
    if by == "mirrors sharing lines":
        return np.pad(grid, [(0, n - 1) for n in grid.shape], mode="reflect")
    if grid.shape[0] != grid.shape[1]:
        return VOID
    step = -1 if by == "clockwise" else 1
    return np.block([[grid, np.rot90(grid, step)], [np.rot90(grid, 3 * step), np.rot90(grid, 2)]])


@op(
    cost=2,
    role="transformation",
    kernel="""
    RESIZE(out, like.h, like.w);
    FOR_LANES(i, out.h) {
        const int from = i % grid.h;
        for (int left = 0; left < out.w; left += grid.w)
            for (int j = 0; j < least(grid.w, out.w - left); j++) out(i, left + j) = grid(from, j);
    }
    """,
)
def tile_like(grid: Cells, like: State) -> Cells:
    """The grid repeated from the upper left to fill the shape of `like`, cut off where it ends.

    >>> tile_like('12 03', '00000 00000 00000')
    '12121 03030 12121'
    """
    h, w = like.shape
    return grid[np.ix_(np.arange(h) % grid.shape[0], np.arange(w) % grid.shape[1])]
