"""Masks made from a piece's bounding box, lying where the piece lies: box, inbox, outbox, backdrop, delta, corners.

`fill` puts them into a grid; `fillall` and `fill_each` do so for lists.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..op import op
from ..types import Array, Color, Mask, Object, State
from ..values import TRANSPARENT, VOID, at, origin_of
from .measures import enclosed


def _outline(piece: Array, margin: int) -> Any:
    """The outline of the bounding box grown by `margin` on every side."""
    h, w = piece.shape[0] + 2 * margin, piece.shape[1] + 2 * margin
    if h < 1 or w < 1:
        return VOID
    cells = np.ones((h, w))
    cells[1:-1, 1:-1] = 0
    row, column = origin_of(piece)
    return at(cells, (row - margin, column - margin))


@op(cost=2, kernel="draw_outline(out, piece, 0);")
def box(piece: State) -> Mask:
    """The outline of the bounding box, one cell thick: (h, w).

    >>> box('3... 33.. .333 ..3. @1,1')
    '1111 1001 1001 1111 @1,1'
    """
    return _outline(piece, 0)


@op(cost=2, kernel="draw_outline(out, piece, -1);")
def inbox(piece: State) -> Mask:
    """The outline one cell inside the bounding box: (h - 2, w - 2). Void where there is no inside.

    >>> inbox('3.... 33... .333. ..333 ....3 @1,1')
    '111 101 111 @2,2'
    """
    return _outline(piece, -1)


@op(cost=2, kernel="draw_outline(out, piece, 1);")
def outbox(piece: State) -> Mask:
    """The outline one cell outside the bounding box: (h + 2, w + 2). Void over 30.

    >>> outbox('3.. 333 ..3 @2,2')
    '11111 10001 10001 10001 11111 @1,1'
    """
    return _outline(piece, 1)


@op(
    cost=2,
    kernel="""
    RESIZE(out, piece.h, piece.w);
    MOVE(out, piece.y, piece.x);
    FOR_LANES(k, out.size()) out.p[k] = 1;
    """,
)
def backdrop(piece: State) -> Mask:
    """All cells of the bounding box: (h, w).

    >>> backdrop('3.. 333 ..3 @1,2')
    '111 111 111 @1,2'
    """
    return at(np.ones(piece.shape), origin_of(piece))


@op(
    cost=2,
    kernel="""
    RESIZE(out, obj.h, obj.w);
    MOVE(out, obj.y, obj.x);
    FOR_LANES(k, out.size()) out.p[k] = obj.p[k] == TRANSPARENT;
    """,
)
def delta(obj: Object) -> Mask:
    """The cells of the bounding box that do not belong to the object: (h, w).

    >>> delta('3.. 333 ..3 @1,2')
    '011 000 110 @1,2'
    """
    return at(obj == TRANSPARENT, origin_of(obj))


@op(
    cost=3,
    kernel="""
    RESIZE(out, piece.h, piece.w);
    MOVE(out, piece.y, piece.x);
    FOR_CELLS(out, i, j) out(i, j) = (i == 0 || i == out.h - 1) && (j == 0 || j == out.w - 1);
    """,
)
def corners(piece: State) -> Mask:
    """The four corners of the bounding box: (h, w).

    >>> corners('.3.. 3333 ..3. @1,1')
    '1001 0000 1001 @1,1'
    """
    cells = np.zeros(piece.shape)
    cells[[0, 0, -1, -1], [0, -1, 0, -1]] = 1
    return at(cells, origin_of(piece))


@op(
    cost=3,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, bounds, MAX_CELLS);
    label_gaps(obj, label, bounds);
    RESIZE(out, obj.h, obj.w);
    MOVE(out, obj.y, obj.x);
    FOR_LANES(k, out.size()) out.p[k] = label[k] && !reaches_border(obj, bounds[label[k] - 1]);
    """,
)
def hollow(obj: Object) -> Mask:
    """The cells of the object's holes: 4-connected regions of transparent cells that do not reach its border (h, w).

    >>> hollow('33333 3..3. 33333 @1,1')
    '00000 01100 00000 @1,1'
    """
    return at(np.any(enclosed(obj), axis=0), origin_of(obj))


@op(
    cost=3,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, bounds, MAX_CELLS);
    label_gaps(obj, label, bounds);
    RESIZE(out, obj.h, obj.w);
    MOVE(out, obj.y, obj.x);
    FOR_LANES(k, out.size())
        out.p[k] = (uint8_t)(label[k] && !reaches_border(obj, bounds[label[k] - 1]) ? color : obj.p[k]);
    """,
)
def fill_holes(obj: Object, color: Color) -> Object:
    """The object with its holes filled in this colour.

    >>> fill_holes('33333 3..3. 33333 @1,1', 4)
    '33333 3443. 33333 @1,1'
    """
    return at(np.where(np.any(enclosed(obj), axis=0), color, obj), origin_of(obj))
