"""How pieces lie to each other and how alike they are: of two pieces, and of each piece in a list to the others.

A piece covers the cells of its frame from its origin on. Void elements of a list are passed over; their numbers are
void.
"""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Array, Choice, Connectivity, Count, Counts, Flag, Numbers, Object, Objects, State
from ..values import TRANSPARENT, VOID, origin_of, same
from .measures import TURNS

LIKENESSES = ("cells", "shape", "turned")
RELATIONS = ("touches", "holds", "lies in", "row", "column")
Likeness = Annotated[str, Choice(LIKENESSES)]
Relation = Annotated[str, Choice(RELATIONS)]
Partner = Annotated[str, Choice((*RELATIONS, *LIKENESSES, "nearest"))]


def _alike(first: Array, second: Array, by: str) -> bool:
    if by == "cells":
        return np.array_equal(first, second)
    mine, other = first != TRANSPARENT, second != TRANSPARENT
    if by == "shape" or np.array_equal(mine, other):
        return np.array_equal(mine, other)
    fits = sorted(mine.shape) == sorted(other.shape)  # most do not, and the turns of many pieces take seconds
    return fits and any(np.array_equal(mine, turn(other)) for turn in TURNS.values())


def _is_within(first: Any, second: Any) -> bool:
    return all(
        a >= b and a + n <= b + m
        for a, n, b, m in zip(origin_of(first), first.shape, origin_of(second), second.shape, strict=True)
    )


def _touch(first: Any, second: Any, connectivity: int) -> bool:
    if max(_gap(first, second, 0), _gap(first, second, 1)) > 1:
        return False
    reach = 1 if connectivity == 4 else 2
    cells, others = (np.argwhere(piece != TRANSPARENT) + origin_of(piece) for piece in (first, second))
    steps = np.abs(cells[:, None] - others[None])
    return bool(((steps.max(-1) == 1) & (steps.sum(-1) <= reach)).any())


def _overlap(first: Any, second: Any) -> bool:
    if _distance(first, second) > 0:
        return False
    cells, others = (np.argwhere(piece != TRANSPARENT) + origin_of(piece) for piece in (first, second))
    return bool((cells[:, None] == others[None]).all(-1).any())


def _distance(first: Any, second: Any) -> int:
    return _gap(first, second, 0) + _gap(first, second, 1)


def _gap(first: Any, second: Any, axis: int) -> int:
    a, n, b, m = origin_of(first)[axis], first.shape[axis], origin_of(second)[axis], second.shape[axis]
    return max(0, b - (a + n - 1), a - (b + m - 1))


def _relates(first: Any, second: Any, relation: str) -> bool:
    if relation == "touches":
        return _touch(first, second, 8)
    if relation in ("holds", "lies in"):
        return _is_within(second, first) if relation == "holds" else _is_within(first, second)
    if relation in ("row", "column"):
        return _gap(first, second, 0 if relation == "row" else 1) == 0
    return _alike(first, second, relation)


@op(cost=2, kernel="out = is_within(first, second);")
def inside(first: State, second: State) -> Flag:
    """Whether the first piece's bounding box lies within the second's.

    >>> inside('3. 33 @2,2', '5555 5..5 5..5 5555 @1,1')
    True
    """
    return int(_is_within(first, second))


@op(cost=2, kernel="out = gap(first.y, first.h, second.y, second.h) + gap(first.x, first.w, second.x, second.w);")
def distance(first: State, second: State) -> Count:
    """How many steps apart two bounding boxes are, up, down and sideways: 0 if they overlap, 1 side by side.

    >>> distance('33 3.', '5. 55 @0,4')
    3
    """
    return _distance(first, second)


@op(
    cost=2,
    kernel="""
    const bool found = ANY(touch(first, second, connectivity == 8, LANE, LANES));
    out = found && !ANY(overlap(first, second, LANE, LANES));
    """,
)
def adjacent(first: Object, second: Object, connectivity: Connectivity = 4) -> Flag:
    """Whether a cell of the first object is a neighbour of a cell of the second, but no cell belongs to both.

    >>> adjacent('33 .3', '55 @1,2')
    True
    >>> adjacent('33 .3', '5 @2,2')
    False
    """
    return int(_touch(first, second, connectivity) and not _overlap(first, second))


@op(
    cost=2,
    kernel="""
    bool same = false;
    if (by == 0) {
        same = EVERY(same_cells(first, second, LANE, LANES));
    } else {
        for (int turn = 0; turn < (by == 1 ? 1 : 8); turn++)
            same |= EVERY(same_turned(first, second, turn, true, LANE, LANES));
    }
    out = same;
    """,
)
def same_as(first: Object, second: Object, by: Likeness) -> Flag:
    """Whether two objects have the same cells, the same shape, or the same shape after a turn or mirroring.

    >>> same_as('33 .3', '.5 55 @2,2', 'turned')
    True
    """
    return int(_alike(first, second, by))


@op(
    cost=2,
    may_be_empty=("objs",),
    kernel="""
    SHARED(int, kept, KEPT);
    const Leaders leaders = find_leaders(objs, by, kept);
    LIST(out, objs.count);
    FOR_LANES(k, out.count) {
        const int mine = leaders[k];
        int n = 0;
        for (int other = 0; other < objs.count; other++) n += leaders[other] == mine;
        out[k] = mine < 0 ? NONE : n;
    }
    """,
)
def alike(objs: Objects, by: Likeness) -> Counts:
    """For each object how many in the list, itself included, have its cells, its shape, or its shape turned.

    >>> alike(['33 .3', '.5 55 @2,2', '44 @0,3'], 'turned')
    [2, 2, 1]
    """
    present = [obj for obj in objs if obj is not None]
    return [None if obj is None else sum(_alike(obj, other, by) for other in present) for obj in objs]


@op(
    cost=2,
    may_be_empty=("objs", "others"),
    kernel="""
    LIST(out, objs.count);
    count_all<4>(objs, others_of(objs, others), relation, out);
    """,
)
def related(objs: Objects, others: Objects, relation: Relation) -> Counts:
    """For each object to how many of the others it has a relation.

    It touches them (8 neighbours), or its bounding box holds theirs, lies in theirs, or shares a row or column with it.
    Where all objects are among the others, a piece is no other to itself.

    >>> related(['33 33', '1 @4,4'], ['5 @0,2', '5 @2,2', '8 @2,5'], 'touches')
    [2, 0]
    """
    own = hold_all(others, objs)
    return [
        None if obj is None else sum(is_other(obj, other, own) and _relates(obj, other, relation) for other in others)
        for obj in objs
    ]


@op(
    cost=3,
    may_be_empty=("objs", "others", "values"),
    kernel="""
    if (others.count == values.count) LIST(out, objs.count);
    find_partners<NEAREST>(objs, others_of(objs, others), values, relation, out);
    """,
)
def partner(objs: Objects, others: Objects, values: Numbers, relation: Partner) -> Numbers:
    """For each object the number that belongs to the first of the others it has the relation to, or to the nearest.

    `values` are the others' numbers, one each (else void). Relations and others as in `related`, likeness as in
    `alike`; the nearest is the one at the least `distance`. Without a partner: void.

    >>> partner(['1', '1 @0,5'], ['8 @3,5', '3 @2,0'], [8, 3], 'nearest')
    [3, 8]
    """
    if len(others) != len(values):
        return VOID
    own = hold_all(others, objs)
    numbered = [(other, value) for other, value in zip(others, values, strict=True) if value is not None]
    found: list[Any] = []
    for obj in objs:
        pairs = [] if obj is None else [pair for pair in numbered if is_other(obj, pair[0], own)]
        if relation == "nearest":
            pairs.sort(key=lambda pair: _distance(obj, pair[0]))
        else:
            pairs = [pair for pair in pairs if _relates(obj, pair[0], relation)]
        found.append(pairs[0][1] if pairs else None)
    return found


def hold_all(others: list[Any], objs: list[Any]) -> bool:
    """Whether every object is among the others: the same cells at the same place."""
    return all(obj is None or any(other is not None and same(obj, other) for other in others) for obj in objs)


def is_other(piece: Any, other: Any, own: bool) -> bool:
    """Whether an element is there and an other to a piece; `own`: of a list that holds the piece itself."""
    return other is not None and not (own and same(piece, other))
