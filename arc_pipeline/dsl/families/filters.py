"""Pieces kept by their colour, their size or a number. Void elements are left out."""

from __future__ import annotations

import numpy as np

from ..op import op
from ..types import Cells, Color, Count, Number, Objects
from ..values import TRANSPARENT, VOID


@op(
    cost=4,
    may_be_empty=("objs",),
    kernel="keep_elements(call, objs, [&](int k) { return first_color(objs[k]) == value; }, out);",
)
def colorfilter(objs: Objects, value: Color) -> Objects:
    """The objects whose first cell, in reading order, has this colour.

    >>> colorfilter(['33 .3', '5', '3 @4,4'], 3)
    ['33 .3', '3 @4,4']
    """
    return [obj for obj in objs if obj is not None and value in obj[obj != TRANSPARENT][:1]]


@op(
    cost=4,
    literals={"n": ()},
    may_be_empty=("container",),
    kernel="keep_elements(call, container, [&](int k) { return cells_of(container[k]) == n; }, out);",
)
def sizefilter(container: Objects, n: Count) -> Objects:
    """The objects of so many cells.

    >>> sizefilter(['33 .3', '5', '.4 44 @4,4'], 3)
    ['33 .3', '.4 44 @4,4']
    """
    return [obj for obj in container if obj is not None and np.count_nonzero(obj != TRANSPARENT) == n]


@op(
    cost=1,
    literals={"value": ()},
    kernel="if (key == value) COPY(out, piece);",
)
def if_equal(piece: Cells, key: Number, value: Number) -> Cells:
    """The piece if its number is `value`, else void.

    Of a list it keeps the places: what is void is not painted, and lists beside it stay beside it.

    >>> if_equal(['33 .3', '5 @1,1', '3 @4,4'], [3, 1, 1], 1)
    [None, '5 @1,1', '3 @4,4']
    """
    return piece if key == value else VOID


@op(
    cost=1,
    literals={"value": ()},
    kernel="if (key != value) COPY(out, piece);",
)
def if_other(piece: Cells, key: Number, value: Number) -> Cells:
    """The piece if its number is not `value`, else void.

    >>> if_other(['33 .3', '5 @1,1', '3 @4,4'], [3, 1, 1], 1)
    ['33 .3', None, None]
    """
    return piece if key != value else VOID
