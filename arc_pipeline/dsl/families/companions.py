"""For each piece of a list the one among others that it belongs to, and how pieces take their places by such a one.

Void elements have no partner and are nobody's.
"""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Choice, Object, Objects, State
from ..values import TRANSPARENT, at, origin_of
from .measures import color
from .relations import _distance, _gap, hold_all, is_other

Bond = Annotated[str, Choice(("color", "nearest", "row", "column", "around"))]
EDGES = ("upper edge", "lower edge", "left edge", "right edge", "middle row", "middle column", "into")
Edge = Annotated[str, Choice(EDGES)]


@op(
    cost=4,
    may_be_empty=("objs", "others"),
    kernel="""
    LIST(out, objs.count);
    const Others found_among = others_of(objs, others);
    for (int k = 0; k < out.count; k++) {
        const int found = companion_of(objs[k], found_among, by);
        if (found < 0) ELEMENT(out, k, 0, 0, 0, 0);
        else copy_element(out, k, others[found]);
    }
    """,
)
def partners(objs: Objects, others: Objects, by: Bond) -> Objects:
    """For each object the largest of its colour, if larger than it is, or the nearest: of all, in its rows or columns.

    around: the one with the smallest box that its own lies in. Of equal ones the first. Where all objects are among the
    others, a piece is no other to itself. Void elements where there is none.

    >>> partners(['1 @0,1', '22 @0,3'], ['22 @2,0', '11 @4,4'], 'color')
    ['11 @4,4', None]
    >>> partners(['1 @0,1', '2 @0,3'], ['22 @2,0', '11 @4,4'], 'column')
    ['22 @2,0', None]
    """
    if by == "color":
        own, theirs = ([None if piece is None else color(piece) for piece in pieces] for pieces in (objs, others))
        alike = [[other for other, its in zip(others, theirs, strict=True) if its == mine is not None] for mine in own]
        return [None if obj is None else _largest(obj, some) for obj, some in zip(objs, alike, strict=True)]
    among = hold_all(others, objs)
    found = [[other for other in others if obj is not None and is_other(obj, other, among)] for obj in objs]
    return [_companion(obj, some, by) for obj, some in zip(objs, found, strict=True)]


def _largest(obj: Any, others: list[Any]) -> Any:
    larger = [other for other in others if _cells(other) > _cells(obj)]
    return max(larger, key=_cells, default=None)


def _cells(piece: Any) -> int:
    return int((piece != TRANSPARENT).sum())


def _companion(obj: Any, present: list[Any], by: str) -> Any:
    if by == "around":
        return min((other for other in present if _lies_in(obj, other)), key=lambda other: other.size, default=None)
    if by in ("row", "column"):
        present = [other for other in present if _gap(obj, other, int(by == "column")) == 0]
    return min(present, key=lambda other: _distance(obj, other), default=None)


def _lies_in(obj: Any, other: Any) -> bool:
    first, last = np.subtract(origin_of(obj), origin_of(other)), np.add(origin_of(obj), obj.shape)
    return bool((first >= 0).all() and (last <= np.add(origin_of(other), other.shape)).all())


@op(
    cost=5,
    kernel="""
    int y = obj.y, x = obj.x;
    const int bottom = target.y + target.h - obj.h, right = target.x + target.w - obj.w;
    if (edge == 0) y = target.y;
    if (edge == 1) y = bottom;
    if (edge == 2) x = target.x;
    if (edge == 3) x = right;
    if (edge == 4) y = target.y + ((target.h - obj.h) >> 1);
    if (edge == 5) x = target.x + ((target.w - obj.w) >> 1);
    if (edge == 6) {
        y = least(most(y, target.y), most(target.y, bottom));
        x = least(most(x, target.x), most(target.x, right));
    }
    COPY(out, obj);
    MOVE(out, y, x);
    """,
)
def line_up(obj: Object, target: State, edge: Edge) -> Object:
    """The object moved up or down, or to a side, to where its edge or its middle lies in line with the target's.

    into: moved by as few rows and columns as it takes to lie in the target's box, or to begin with it if it is larger.

    >>> line_up('3 3 @0,0', '55 55 55 @4,5', 'lower edge')
    '3 3 @5,0'
    >>> line_up('3 @0,0', '55 55 55 @4,5', 'into')
    '3 @4,5'
    """
    (y, x), (h, w), (top, left), (height, width) = origin_of(obj), obj.shape, origin_of(target), target.shape
    bottom, right = top + height - h, left + width - w
    places = {
        "upper edge": (top, x),
        "lower edge": (bottom, x),
        "left edge": (y, left),
        "right edge": (y, right),
        "middle row": (top + (height - h) // 2, x),
        "middle column": (y, left + (width - w) // 2),
        "into": (min(max(y, top), max(top, bottom)), min(max(x, left), max(left, right))),
    }
    return at(obj, places[edge])
