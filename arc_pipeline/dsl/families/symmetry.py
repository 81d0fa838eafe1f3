"""The symmetries of the square. Pieces stay where their upper left corner was."""

import numpy as np

from ..op import op
from ..types import Cells
from ..values import at, origin_of


@op(
    cost=1,
    kernel="""
    RESIZE(out, grid.w, grid.h);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) out(i, j) = grid(grid.h - 1 - j, i);
    """,
)
def rot90(grid: Cells) -> Cells:
    """Turn a quarter clockwise: (h, w) -> (w, h)."""
    return at(np.rot90(grid, -1), origin_of(grid))


@op(
    cost=1,
    kernel="""
    RESIZE(out, grid.h, grid.w);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) out(i, j) = grid(grid.h - 1 - i, grid.w - 1 - j);
    """,
)
def rot180(grid: Cells) -> Cells:
    """Turn by half: (h, w) -> (h, w)."""
    return at(np.rot90(grid, 2), origin_of(grid))


@op(
    cost=1,
    kernel="""
    RESIZE(out, grid.w, grid.h);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) out(i, j) = grid(j, grid.w - 1 - i);
    """,
)
def rot270(grid: Cells) -> Cells:
    """Turn a quarter anticlockwise: (h, w) -> (w, h)."""
    return at(np.rot90(grid), origin_of(grid))


@op(
    cost=1,
    kernel="""
    RESIZE(out, grid.h, grid.w);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) out(i, j) = grid(grid.h - 1 - i, j);
    """,
)
def hmirror(grid: Cells) -> Cells:
    """Mirror at the horizontal line through the middle, upside down: (h, w) -> (h, w)."""
    return at(np.flipud(grid), origin_of(grid))


@op(
    cost=1,
    kernel="""
    RESIZE(out, grid.h, grid.w);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) out(i, j) = grid(i, grid.w - 1 - j);
    """,
)
def vmirror(grid: Cells) -> Cells:
    """Mirror at the vertical line through the middle, left to right: (h, w) -> (h, w)."""
    return at(np.fliplr(grid), origin_of(grid))


@op(
    cost=1,
    kernel="""
    RESIZE(out, grid.w, grid.h);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) out(i, j) = grid(j, i);
    """,
)
def dmirror(grid: Cells) -> Cells:
    """Mirror at the diagonal from the upper left, the transpose: (h, w) -> (w, h)."""
    return at(grid.T, origin_of(grid))


@op(
    cost=1,
    kernel="""
    RESIZE(out, grid.w, grid.h);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) out(i, j) = grid(grid.h - 1 - j, grid.w - 1 - i);
    """,
)
def cmirror(grid: Cells) -> Cells:
    """Mirror at the counterdiagonal, from the upper right: (h, w) -> (w, h)."""
    return at(np.rot90(grid, 2).T, origin_of(grid))
