"""Smaller pieces of a grid: halves, corners, boxes, and grids without some of their rows and columns.

What is cut off loses its place: results lie at (0, 0).
"""

from typing import Annotated

import numpy as np

from ..op import op
from ..types import Cells, Choice, Color, Count, Direction, Grid, Mask
from ..values import VOID

Corner = Annotated[str, Choice(("upper left", "upper right", "lower left", "lower right"))]
Lines = Annotated[str, Choice(("both", "rows", "columns"))]


def _box(inside: np.ndarray) -> tuple[slice, slice] | None:
    """The smallest window around all true cells."""
    rows, columns = np.nonzero(inside.any(1))[0], np.nonzero(inside.any(0))[0]
    if not len(rows):
        return None
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


@op(cost=1, kernel="cut(out, grid, 0, 0, grid.h / 2, grid.w);")
def tophalf(grid: Cells) -> Cells:
    """The upper half without the middle row: (h, w) -> (h // 2, w). Void for one row.

    >>> tophalf('120 034 555 600 078')
    '120 034'
    """
    return grid[: len(grid) // 2]


@op(cost=1, kernel="cut(out, grid, (grid.h + 1) / 2, 0, grid.h / 2, grid.w);")
def bottomhalf(grid: Cells) -> Cells:
    """The lower half without the middle row: (h, w) -> (h // 2, w). Void for one row.

    >>> bottomhalf('120 034 555 600 078')
    '600 078'
    """
    return grid[(len(grid) + 1) // 2 :]


@op(cost=1, kernel="cut(out, grid, 0, 0, grid.h, grid.w / 2);")
def lefthalf(grid: Cells) -> Cells:
    """The left half without the middle column: (h, w) -> (h, w // 2). Void for one column.

    >>> lefthalf('12567 03580')
    '12 03'
    """
    return grid[:, : grid.shape[1] // 2]


@op(cost=1, kernel="cut(out, grid, 0, (grid.w + 1) / 2, grid.h, grid.w / 2);")
def righthalf(grid: Cells) -> Cells:
    """The right half without the middle column: (h, w) -> (h, w // 2). Void for one column.

    >>> righthalf('12567 03580')
    '67 80'
    """
    return grid[:, (grid.shape[1] + 1) // 2 :]


@op(cost=1, kernel="cut(out, grid, 1, 1, grid.h - 2, grid.w - 2);")
def trim(grid: Cells) -> Cells:
    """Without the outermost ring of cells: (h, w) -> (h - 2, w - 2). Void for a side below 3.

    >>> trim('5555 5125 5345 5555')
    '12 34'
    """
    return grid[1:-1, 1:-1]


@op(
    cost=1,
    literals={"background": (0,)},
    kernel="""
    Box box = NOWHERE;
    FOR_CELLS(grid, i, j) if (grid(i, j) != background) include(box, i, j);
    cut(out, grid, joined(box));
    """,
)
def content(grid: Grid, background: Color) -> Grid:
    """The smallest window around all cells that are not background. Void where there are none.

    >>> content('00000 01200 00340 00000', 0)
    '120 034'
    """
    box = _box(grid != background)
    return VOID if box is None else grid[box]


@op(
    cost=2,
    kernel="""
    Box box = NOWHERE;
    FOR_CELLS(grid, i, j) if (grid(i, j) == color) include(box, i, j);
    cut(out, grid, joined(box));
    """,
)
def crop_color(grid: Grid, color: Color) -> Grid:
    """The smallest window around all cells of a colour. Void where there are none.

    >>> crop_color('10000 03200 00330 00000', 3)
    '320 033'
    """
    box = _box(grid == color)
    return VOID if box is None else grid[box]


@op(
    cost=2,
    kernel="""
    Box box = NOWHERE;
    if (grid.h == mask.h && grid.w == mask.w) {
        FOR_CELLS(grid, i, j) if (mask(i, j)) include(box, i, j);
    }
    cut(out, grid, joined(box));
    """,
)
def crop_mask(grid: Cells, mask: Mask) -> Cells:
    """The smallest window around the cells of a mask of the same shape. Void where there are none.

    >>> crop_mask('1234 5678 4321', '0000 0010 0110')
    '67 32'
    """
    box = _box(mask != 0) if mask.shape == grid.shape else None
    return VOID if box is None else grid[box]


@op(
    cost=2,
    literals={"size": (2, 3)},
    kernel="""
    const bool fits = size >= 1 && size <= grid.h && size <= grid.w;
    if (fits) cut(out, grid, corner >= 2 ? grid.h - size : 0, corner & 1 ? grid.w - size : 0, size, size);
    """,
)
def crop_corner(grid: Cells, corner: Corner, size: Count) -> Cells:
    """The square of `size` x `size` cells in a corner. Void where it does not fit.

    >>> crop_corner('1234 5678 4321', 'upper right', 2)
    '34 78'
    """
    h, w = grid.shape
    if not 1 <= size <= min(h, w):
        return VOID
    top = h - size if "lower" in corner else 0
    left = w - size if "right" in corner else 0
    return grid[top : top + size, left : left + size]


@op(
    cost=3,
    literals={"row": (0, 1), "column": (0, 1), "height": (3,), "width": (3,)},
    kernel="""
    const bool fits = row >= 0 && height >= 1 && height <= grid.h && row <= grid.h - height &&
                      column >= 0 && width >= 1 && width <= grid.w && column <= grid.w - width;
    if (fits) cut(out, grid, row, column, height, width);
    """,
)
def crop(grid: Cells, row: Count, column: Count, height: Count, width: Count) -> Cells:
    """The window of height x width cells whose upper left one is (row, column). Void unless it lies inside.

    >>> crop('1234 5678 4321', 1, 0, 2, 3)
    '567 432'
    """
    h, w = grid.shape
    if row < 0 or column < 0 or height < 1 or width < 1 or row + height > h or column + width > w:
        return VOID
    return grid[row : row + height, column : column + width]


@op(
    cost=2,
    literals={"count": (1,)},
    kernel="""
    const bool vertical = side < 2;
    if (count >= 0 && count < (vertical ? grid.h : grid.w))
        cut(out, grid, side == 0 ? count : 0, side == 2 ? count : 0,
            grid.h - (vertical ? count : 0), grid.w - (vertical ? 0 : count));
    """,
)
def peel(grid: Cells, side: Direction, count: Count) -> Cells:
    """Without `count` rows or columns at one side. Void if nothing is left or `count` is negative.

    >>> peel('1234 5678', 'left', 1)
    '234 678'
    """
    h, w = grid.shape
    if not 0 <= count < (h if side in ("up", "down") else w):
        return VOID
    return {
        "up": grid[count:],
        "down": grid[: h - count],
        "left": grid[:, count:],
        "right": grid[:, : w - count],
    }[side]


@op(
    cost=2,
    kernel="""
    SHARED(int, colors, 2 * MAX_SIDE);
    SHARED(uint8_t, places, 2 * MAX_SIDE);
    mark_plain_lines(grid, colors);
    int rows = 0, columns = 0;
    for (int i = 0; i < grid.h; i++) if (colors[i] < 0) rows |= bit(i);
    for (int j = 0; j < grid.w; j++) if (colors[MAX_SIDE + j] < 0) columns |= bit(j);
    keep_lines(out, grid, rows, columns, places);
    """,
)
def compress(grid: Cells) -> Cells:
    """Without the rows and columns that are of one colour. Void if nothing is left.

    >>> compress('1020 0000 3040 3010')
    '12 34 31'
    """
    rows = [len(set(row.tolist())) > 1 for row in grid]
    columns = [len(set(column.tolist())) > 1 for column in grid.T]
    return grid[np.ix_(rows, columns)]


@op(
    cost=1,
    kernel="""
    SHARED(int, changes, 2);
    SHARED(uint8_t, places, 2 * MAX_SIDE);
    mark_changes(grid, changes);
    const int rows = lines == 2 ? all_bits(grid.h) : changes[0] | 1;
    const int columns = lines == 1 ? all_bits(grid.w) : changes[1] | 1;
    keep_lines(out, grid, rows, columns, places);
    """,
)
def drop_repeats(grid: Cells, lines: Lines) -> Cells:
    """Without the rows and/or columns that equal the one before.

    >>> drop_repeats('1122 1122 3344', 'both')
    '12 34'
    """
    h, w = grid.shape
    rows = [i == 0 or lines == "columns" or bool((grid[i] != grid[i - 1]).any()) for i in range(h)]
    columns = [j == 0 or lines == "rows" or bool((grid[:, j] != grid[:, j - 1]).any()) for j in range(w)]
    return grid[np.ix_(rows, columns)]
