"""Painting onto a grid: objects and masks put where they lie, what sticks out is clipped. Also cutting out of it.

Void elements of a list are left out; where several overlap the later one lies on top.
"""

import numpy as np

from ..op import op
from ..types import Array, Color, Grid, Mask, Masks, Object, Objects
from ..values import TRANSPARENT, VOID, origin_of
from .color import mostcolor


def painted(grid: Array, patch: Array, inside: Array, colors: Array | int, onto: int | None = None) -> Array:
    """A copy of `grid` with `colors` in the patch's cells that are `inside`; `onto`: only on cells of this colour."""
    result = grid.copy()
    values = np.broadcast_to(colors, patch.shape)
    y, x = origin_of(patch)
    for i, j in np.argwhere(inside):
        row, column = y + i, x + j
        is_there = 0 <= row < grid.shape[0] and 0 <= column < grid.shape[1]
        if is_there and onto in (None, grid[row, column]):
            result[row, column] = values[i, j]
    return result


@op(
    cost=1,
    kernel="""
    COPY(out, grid);
    SYNC();
    put(out, obj, TRANSPARENT, NONE, NONE);
    """,
)
def paint(grid: Grid, obj: Object) -> Grid:
    """The grid with the object painted on it.

    >>> paint('00000 05500 05500 00000', '33. .33 @2,2')
    '00000 05500 05330 00033'
    """
    return painted(grid, obj, obj != TRANSPARENT, obj)


@op(
    cost=1,
    may_be_empty=("objs",),
    kernel="""
    COPY(out, grid);
    for (int k = 0; k < objs.count; k++) {
        SYNC();
        put(out, objs[k], TRANSPARENT, NONE, NONE);
    }
    """,
)
def paintall(grid: Grid, objs: Objects) -> Grid:
    """The grid with all objects painted on it, one after the other.

    >>> paintall('00000 00000 00000 00000', ['11 11', '2. 22 @1,1', '33 @3,3'])
    '11000 12000 02200 00033'
    """
    for obj in objs:
        grid = grid if obj is None else painted(grid, obj, obj != TRANSPARENT, obj)
    return grid


@op(
    cost=2,
    kernel="""
    const int common = most_common(count_colors(grid));
    COPY(out, grid);
    SYNC();
    put(out, obj, TRANSPARENT, NONE, common);
    """,
)
def underpaint(grid: Grid, obj: Object) -> Grid:
    """The grid with the object painted only on cells of the grid's most common colour.

    >>> underpaint('00000 05500 05500 00000', '33. .33 @2,2')
    '00000 05500 05530 00033'
    """
    return painted(grid, obj, obj != TRANSPARENT, obj, onto=mostcolor(grid))


@op(
    cost=1,
    kernel="""
    COPY(out, grid);
    SYNC();
    put(out, patch, 0, color, NONE);
    """,
)
def fill(grid: Grid, color: Color, patch: Mask) -> Grid:
    """The grid with this colour under the ones of the mask.

    >>> fill('00000 05500 05500 00000', 3, '110 011 @2,2')
    '00000 05500 05330 00033'
    """
    return painted(grid, patch, patch != 0, color)


@op(
    cost=2,
    may_be_empty=("patches",),
    kernel="""
    COPY(out, grid);
    for (int k = 0; k < patches.count; k++) {
        SYNC();
        put(out, patches[k], 0, color, NONE);
    }
    """,
)
def fillall(grid: Grid, color: Color, patches: Masks) -> Grid:
    """The grid with this colour under the ones of all masks.

    >>> fillall('00000 05500 05500 00000', 3, ['11 11', '111 @2,2'])
    '33000 33500 05333 00000'
    """
    for patch in patches:
        grid = grid if patch is None else painted(grid, patch, patch != 0, color)
    return grid


@op(
    cost=1,
    kernel="""
    const int common = most_common(count_colors(grid));
    COPY(out, grid);
    SYNC();
    put(out, patch, 0, color, common);
    """,
)
def underfill(grid: Grid, color: Color, patch: Mask) -> Grid:
    """The grid with this colour under the ones of the mask, only on cells of the grid's most common colour.

    >>> underfill('00000 05500 05500 00000', 3, '110 011 @2,2')
    '00000 05500 05530 00033'
    """
    return painted(grid, patch, patch != 0, color, onto=mostcolor(grid))


@op(
    cost=1,
    kernel="""
    const int common = most_common(count_colors(grid));
    COPY(out, grid);
    SYNC();
    put(out, patch, TRANSPARENT, common, NONE);
    """,
)
def cover(grid: Grid, patch: Object) -> Grid:
    """The grid with the object's cells in the grid's most common colour: the object is taken away.

    >>> cover('11000 03300 00330 00044', '33. .33 @1,1')
    '11000 00000 00000 00044'
    """
    return painted(grid, patch, patch != TRANSPARENT, mostcolor(grid))


@op(
    cost=2,
    may_be_empty=("patches",),
    kernel="""
    const int common = most_common(count_colors(grid));
    COPY(out, grid);
    for (int k = 0; k < patches.count; k++) {
        SYNC();
        put(out, patches[k], TRANSPARENT, common, NONE);
    }
    """,
)
def coverall(grid: Grid, patches: Objects) -> Grid:
    """The grid with the cells of all objects in the grid's most common colour: the objects are taken away.

    >>> coverall('11000 03300 00330 00044', ['33. .33 @1,1', '44 @3,3'])
    '11000 00000 00000 00000'
    """
    common = mostcolor(grid)
    for patch in patches:
        grid = grid if patch is None else painted(grid, patch, patch != TRANSPARENT, common)
    return grid


@op(
    cost=1,
    literals={"color": (0,)},
    kernel="""
    RESIZE(out, obj.h, obj.w);
    FOR_LANES(k, obj.size()) out.p[k] = obj.p[k] == TRANSPARENT ? color : obj.p[k];
    """,
)
def flatten(obj: Object, color: Color) -> Grid:
    """A grid of the object's shape, with this colour where the object is transparent.

    >>> flatten('3.. 333 ..3', 0)
    '300 333 003'
    """
    return np.where(obj == TRANSPARENT, color, obj)


@op(
    cost=1,
    kernel="""
    int top = MAX_SIDE, bottom = -1, left = MAX_SIDE, right = -1;
    FOR_CELLS(patch, i, j)
        if (patch(i, j) != TRANSPARENT) {
            top = least(top, i); bottom = most(bottom, i);
            left = least(left, j); right = most(right, j);
        }
    top = most(0, SMALLEST(top) + patch.y);
    left = most(0, SMALLEST(left) + patch.x);
    bottom = least(grid.h - 1, LARGEST(bottom) + patch.y);
    right = least(grid.w - 1, LARGEST(right) + patch.x);
    RESIZE(out, bottom - top + 1, right - left + 1);
    FOR_CELLS(out, i, j) out(i, j) = grid(top + i, left + j);
    """,
)
def subgrid(patch: Object, grid: Grid) -> Grid:
    """The grid's cells in the smallest rectangle around the object, clipped. Void if nothing is left.

    >>> subgrid('3.. 333 @1,1', '00000 03050 03330 00000')
    '305 333'
    """
    rows, columns = np.nonzero(patch != TRANSPARENT)
    if len(rows) == 0:
        return VOID
    y, x = origin_of(patch)
    top, left = max(0, rows.min() + y), max(0, columns.min() + x)
    return grid[top : max(0, rows.max() + y + 1), left : max(0, columns.max() + x + 1)]
