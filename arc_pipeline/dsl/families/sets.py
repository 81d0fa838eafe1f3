"""Masks as sets of cells of one frame: what two share, what one has alone; all cells of a grid, copies in it.

Unlike in the logic of pieces laid over each other, cells meet where they lie in the frame, whatever the shapes.
"""

from __future__ import annotations

import numpy as np

from ..op import op
from ..types import Grid, Mask, Object
from ..values import TRANSPARENT, VOID, at, origin_of


@op(
    cost=4,
    kernel="""
    const int top = most(a.y, b.y), left = most(a.x, b.x);
    RESIZE(out, least(a.y + a.h, b.y + b.h) - top, least(a.x + a.w, b.x + b.w) - left);
    MOVE(out, top, left);
    FOR_CELLS(out, i, j) out(i, j) = a(top + i - a.y, left + j - a.x) & b(top + i - b.y, left + j - b.x);
    """,
)
def intersection(a: Mask, b: Mask) -> Mask:
    """The ones that both masks have, in the box that both cover. Void if their boxes do not overlap.

    >>> intersection('111 111 100', '011 111 @1,0')
    '011 100 @1,0'
    """
    (y, x), (top, left) = origin_of(a), np.maximum(origin_of(a), origin_of(b)).tolist()
    bottom, right = np.minimum(np.add(origin_of(a), a.shape), np.add(origin_of(b), b.shape)).tolist()
    if bottom <= top or right <= left:
        return VOID
    mine = a[top - y : bottom - y, left - x : right - x]
    y, x = origin_of(b)
    return at(mine & b[top - y : bottom - y, left - x : right - x], (top, left))


@op(
    cost=4,
    kernel="""
    RESIZE(out, a.h, a.w);
    MOVE(out, a.y, a.x);
    FOR_CELLS(out, i, j) out(i, j) = a(i, j) & (b.get(a.y + i - b.y, a.x + j - b.x, 0) ^ 1);
    """,
)
def difference(a: Mask, b: Mask) -> Mask:
    """The ones of the first mask where the second has none: (h, w) of the first.

    >>> difference('111 111 111', '11 10 @1,1')
    '111 100 101'
    """
    left = np.array(a)
    for i, j in np.argwhere(b) + origin_of(b) - origin_of(a):
        if 0 <= i < a.shape[0] and 0 <= j < a.shape[1]:
            left[i, j] = 0
    return at(left, origin_of(a))


@op(
    cost=4,
    kernel="""
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, out.size()) out.p[k] = 1;
    """,
)
def asindices(grid: Grid) -> Mask:
    """All cells of the grid: (h, w) -> (h, w).

    >>> asindices('120 034')
    '111 111'
    """
    return np.ones_like(grid)


@op(
    cost=4,
    kernel="""
    RESIZE(out, grid.h, grid.w);
    FOR_CELLS(out, i, j) out(i, j) = occurs(grid, obj, i, j);
    """,
)
def occurrences(grid: Grid, obj: Object) -> Mask:
    """Where the object occurs in the grid, colours and all: the upper left corner of its box there: (h, w) -> (h, w).

    >>> occurrences('12001 22120 00220', '12 2.')
    '10000 00100 00000'
    """
    (h, w), found = obj.shape, np.zeros_like(grid)
    for i in range(grid.shape[0] - h + 1):
        for j in range(grid.shape[1] - w + 1):
            found[i, j] = ((obj == TRANSPARENT) | (obj == grid[i : i + h, j : j + w])).all()
    return found
