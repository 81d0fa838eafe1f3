"""The symmetries of the square. Pieces stay where their upper left corner was."""

import numpy as np

from ..op import op
from ..types import Cells
from ..values import at, origin_of


@op(
    cost=1,
    role="transformation",
    kernel="""
    RESIZE(out, grid.w, grid.h);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) out(i, j) = grid(grid.h - 1 - j, i);
    """,
)
def rot90(grid: Cells) -> Cells:
    """Turn a quarter clockwise: (h, w) -> (w, h).

    >>> rot90('123 400')
    '41 02 03'
    """
    return at(np.rot90(grid, -1), origin_of(grid))


@op(
    cost=1,
    role="transformation",
    kernel="""
    RESIZE(out, grid.h, grid.w);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) out(i, j) = grid(grid.h - 1 - i, grid.w - 1 - j);
    """,
)
def rot180(grid: Cells) -> Cells:
    """Turn by half: (h, w) -> (h, w).

    >>> rot180('123 400')
    '004 321'
    """
    return at(np.rot90(grid, 2), origin_of(grid))


@op(
    cost=1,
    role="transformation",
    kernel="""
    RESIZE(out, grid.w, grid.h);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) out(i, j) = grid(j, grid.w - 1 - i);
    """,
)
def rot270(grid: Cells) -> Cells:
    """Turn a quarter anticlockwise: (h, w) -> (w, h).

    >>> rot270('123 400')
    '30 20 14'
    """
    return at(np.rot90(grid), origin_of(grid))


@op(
    cost=1,
    role="transformation",
    kernel="""
    RESIZE(out, grid.h, grid.w);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) out(i, j) = grid(grid.h - 1 - i, j);
    """,
)
def hmirror(grid: Cells) -> Cells:
    """Mirror at the horizontal line through the middle, upside down: (h, w) -> (h, w).

    >>> hmirror('123 400')
    '400 123'
    """
    return at(np.flipud(grid), origin_of(grid))


@op(
    cost=1,
    role="transformation",
    kernel="""
    RESIZE(out, grid.h, grid.w);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) out(i, j) = grid(i, grid.w - 1 - j);
    """,
)
def vmirror(grid: Cells) -> Cells:
    """Mirror at the vertical line through the middle, left to right: (h, w) -> (h, w).

    >>> vmirror('123 400')
    '321 004'
    """
    return at(np.fliplr(grid), origin_of(grid))


@op(
    cost=1,
    role="transformation",
    kernel="""
    RESIZE(out, grid.w, grid.h);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) out(i, j) = grid(j, i);
    """,
)
def dmirror(grid: Cells) -> Cells:
    """Mirror at the diagonal from the upper left, the transpose: (h, w) -> (w, h).

    >>> dmirror('123 400')
    '14 20 30'
    """
    return at(grid.T, origin_of(grid))


@op(
    cost=1,
    role="transformation",
    kernel="""
    RESIZE(out, grid.w, grid.h);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) out(i, j) = grid(grid.h - 1 - j, grid.w - 1 - i);
    """,
)
def cmirror(grid: Cells) -> Cells:
    """Mirror at the counterdiagonal, from the upper right: (h, w) -> (w, h).

    >>> cmirror('123 400')
    '03 02 41'
    """
    return at(np.rot90(grid, 2).T, origin_of(grid))
