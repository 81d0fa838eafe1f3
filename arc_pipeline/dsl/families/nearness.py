"""How near the cells of two objects are: steps between them, rows and columns that they share.

Cells count here, not bounding boxes. An object without cells gives void where steps are asked for.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..op import op
from ..types import Count, Flag, Object
from ..values import TRANSPARENT, VOID, origin_of


def _cells(piece: Any) -> np.ndarray:
    return np.argwhere(piece != TRANSPARENT) + origin_of(piece)


@op(
    cost=3,
    kernel="""
    SHARED(uint32_t, mine, MAX_SIDE);
    SHARED(uint32_t, theirs, MAX_SIDE);
    collect_rows(a.h, a.w, [&](int i, int j) { return a(i, j) != TRANSPARENT; }, mine);
    collect_rows(b.h, b.w, [&](int i, int j) { return b(i, j) != TRANSPARENT; }, theirs);
    const int apart = gap(a.x, a.w, b.x, b.w);
    int best = FARTHEST;
    FOR_LANES(k, a.h * b.h) {
        const int i = k / b.h, other = k - i * b.h;
        if (!mine[i] || !theirs[other]) continue;
        const int rows = distance_of(a.y + i, b.y + other);
        best = least(best, rows + columns_apart(mine[i], theirs[other], b.x - a.x, apart, best - rows));
    }
    best = SMALLEST(best);
    if (best < FARTHEST) out = best;
    """,
)
def manhattan(a: Object, b: Object) -> Count:
    """The fewest steps, up, down and sideways, from a cell of one object to a cell of the other; 0 if they share one.

    >>> manhattan('333 3.. 3..', '55 .5 @3,4')
    5
    """
    mine, theirs = _cells(a), _cells(b)
    if not len(mine) or not len(theirs):
        return VOID
    return int(np.abs(mine[:, None] - theirs[None]).sum(-1).min())


@op(
    cost=4,
    kernel="""
    bool found = false;
    FOR_LANES(i, a.h) found |= holds_cell(a, i, true) && holds_cell(b, a.y + i - b.y, true);
    out = ANY(found);
    """,
)
def hmatching(a: Object, b: Object) -> Flag:
    """Whether both objects have a cell in one row.

    >>> hmatching('3.. ... ..3', ['55 @1,4', '5 5 @1,4'])
    [False, True]
    """
    return int(bool(set(_cells(a)[:, 0].tolist()) & set(_cells(b)[:, 0].tolist())))


@op(
    cost=4,
    kernel="""
    bool found = false;
    FOR_LANES(j, a.w) found |= holds_cell(a, j, false) && holds_cell(b, a.x + j - b.x, false);
    out = ANY(found);
    """,
)
def vmatching(a: Object, b: Object) -> Flag:
    """Whether both objects have a cell in one column.

    >>> vmatching('3.. ... ..3', ['5 5 @4,1', '55 @4,1'])
    [False, True]
    """
    return int(bool(set(_cells(a)[:, 1].tolist()) & set(_cells(b)[:, 1].tolist())))
