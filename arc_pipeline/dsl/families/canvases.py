"""Shapes as numbers, and plain grids made from numbers and colours."""

from typing import Annotated

import numpy as np

from ..op import op
from ..types import Cells, Choice, Color, Colors, Count, Grid, State
from ..values import MAX_SIDE, VOID
from .painted import painted


@painted(cost=1)
@op(cost=1, kernel="out = grid.h;")
def height(grid: Cells) -> Count:
    """How many rows there are.

    >>> height('123 456')
    2
    """
    return len(grid)


@painted(cost=1)
@op(cost=1, kernel="out = grid.w;")
def width(grid: Cells) -> Count:
    """How many columns there are.

    >>> width('123 456')
    3
    """
    return grid.shape[1]


@op(
    cost=2,
    literals={"color": (0,)},
    kernel="""
    RESIZE(out, like.h, like.w);
    FOR_CELLS(out, i, j) out(i, j) = (uint8_t)color;
    """,
)
def canvas_like(color: Color, like: State) -> Grid:
    """A grid of one colour in the shape of another.

    >>> canvas_like(3, '120 045')
    '333 333'
    """
    return np.full(like.shape, color)


@op(
    cost=3,
    literals={"color": (), "height": (1, 2, 3), "width": (1, 2, 3)},
    kernel="""
    RESIZE(out, height, width);
    FOR_CELLS(out, i, j) out(i, j) = (uint8_t)color;
    """,
)
def canvas(color: Color, height: Count, width: Count) -> Grid:
    """A grid of one colour: (height, width). Void for sides outside 1-30.

    >>> canvas(3, 2, 4)
    '3333 3333'
    """
    if not (1 <= height <= MAX_SIDE and 1 <= width <= MAX_SIDE):
        return VOID
    return np.full((height, width), color)


@op(
    cost=2,
    kernel="""
    int length = 0;
    for (int k = 0; k < colors.count; k++) length += colors[k] != NONE;
    RESIZE(out, along == 1 ? length : 1, along == 1 ? 1 : length);
    int place = 0;
    for (int k = 0; k < colors.count && place < out.size(); k++) {
        if (colors[k] == NONE) continue;
        ONCE out.p[place] = (uint8_t)colors[k];
        place++;
    }
    """,
)
def strip(colors: Colors, along: Annotated[str, Choice(("row", "column"))]) -> Grid:
    """The colours of a list as a grid of one row or one column, void ones left out. Void for none or over 30.

    >>> strip([2, 3, 4], 'row')
    '234'
    >>> strip([2, 3, 4], 'column')
    '2 3 4'
    """
    cells = np.array([[color for color in colors if color is not None]])
    return cells if along == "row" else cells.T
