"""Lists of pieces as they are: their order, their ends, what repeats in them, lists put together.

Void elements are left out where cells are compared, and count as elements elsewhere.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..op import op
from ..types import Cells, CellsList, Count
from ..values import MAX_SIDE, VOID, same


@op(
    cost=2,
    may_be_empty=("pieces",),
    kernel="""
    LIST(out, pieces.count);
    for (int k = 0; k < out.count; k++) copy_element(out, k, pieces[pieces.count - 1 - k]);
    """,
)
def reverse(pieces: CellsList) -> CellsList:
    """The list from its end to its beginning.

    >>> reverse(['11 10', '22 22', '3'])
    ['3', '22 22', '11 10']
    """
    return pieces[::-1]


@op(
    cost=2,
    may_be_empty=("pieces",),
    kernel="""
    SHARED(int, kept, KEPT);
    const Leaders leaders = find_leaders(pieces, 0, kept);
    keep_elements(call, pieces, [&](int k) { return leaders[k] == k; }, out);
    """,
)
def distinct(pieces: CellsList) -> CellsList:
    """The pieces whose cells occur for the first time in the list, wherever they lie.

    >>> distinct(['11 10', '3', '11 10', '22', '3'])
    ['11 10', '3', '22']
    """
    found: list[Any] = []
    for piece in pieces:
        if piece is not None and not any(np.array_equal(piece, other) for other in found):
            found.append(piece)
    return found


@op(
    cost=1,
    kernel="""
    SHARED(int, kept, KEPT);
    const Leaders leaders = find_leaders(pieces, 0, kept);
    int best = -1, highest = 0;
    for (int k = 0; k < pieces.count; k++) {
        const int n = leaders[k] == k ? having_leader(pieces, leaders, k) : 0;
        best = n > highest ? k : best;
        highest = most(n, highest);
    }
    if (best >= 0) COPY(out, pieces[best]);
    """,
)
def most_repeated(pieces: CellsList) -> Cells:
    """The piece whose cells occur most often in the list, the first of several.

    >>> most_repeated(['3', '11 10', '22', '11 10'])
    '11 10'
    """
    present = [piece for piece in pieces if piece is not None]
    return max(present, key=lambda piece: sum(np.array_equal(piece, other) for other in present), default=VOID)


@op(
    cost=1,
    kernel="""
    SHARED(int, kept, KEPT);
    const Leaders leaders = find_leaders(pieces, 0, kept);
    int found = 0, last = 0;
    for (int k = 0; k < pieces.count; k++) {
        const bool alone = leaders[k] == k && having_leader(pieces, leaders, k) == 1;
        found += alone;
        last = alone ? k : last;
    }
    if (found == 1) COPY(out, pieces[last]);
    """,
)
def odd_grid(pieces: CellsList) -> Cells:
    """The piece whose cells no other one has. Void where not exactly one is like that.

    >>> odd_grid(['11 10', '11 10', '11 01', '11 10'])
    '11 01'
    """
    present = [piece for piece in pieces if piece is not None]
    alone = [piece for piece in present if sum(np.array_equal(piece, other) for other in present) == 1]
    return alone[0] if len(alone) == 1 else VOID


@op(
    cost=2,
    may_be_empty=("pieces",),
    kernel="""
    keep_elements(call, pieces, [&](int k) {
        const View mine = pieces[k];
        return is_live(mine) && !same_piece(mine, piece);
    }, out);
    """,
)
def remove(piece: Cells, pieces: CellsList) -> CellsList:
    """The list without this piece: without elements of the same cells at the same place.

    >>> remove('22 22', ['11 10', '22 22', '3'])
    ['11 10', '3']
    """
    return [other for other in pieces if other is not None and not same(other, piece)]


@op(
    cost=3,
    may_be_empty=("first", "second"),
    kernel="""
    LIST(out, first.count + second.count);
    for (int k = 0; k < out.count; k++) copy_element(out, k, k < first.count ? first[k] : second[k - first.count]);
    """,
)
def combine(first: CellsList, second: CellsList) -> CellsList:
    """The pieces of both lists, one list after the other.

    >>> combine(['11 10', '22 22'], ['3'])
    ['11 10', '22 22', '3']
    """
    return first + second


@op(
    cost=4,
    may_be_empty=("container",),
    kernel="""
    bool there = false;
    for (int k = 0; k < container.count; k++) there |= same_piece(value, container[k]);
    LIST(out, container.count + !there);
    for (int k = 0; k < out.count; k++) copy_element(out, k, k < container.count ? container[k] : value);
    """,
)
def insert(value: Cells, container: CellsList) -> CellsList:
    """The list with a piece more, at the end; as it is if it has the same cells at the same place already.

    >>> insert('3', ['11 10', '22 22'])
    ['11 10', '22 22', '3']
    """
    return container if any(other is not None and same(other, value) for other in container) else [*container, value]


@op(
    cost=4,
    may_be_empty=("pieces",),
    kernel="""
    keep_elements(call, pieces, [&](int k) {
        const View mine = pieces[k];
        bool earlier = false;
        for (int other = 0; other < k && !earlier; other++) earlier = same_piece(mine, pieces[other]);
        return is_live(mine) && !earlier;
    }, out);
    """,
)
def dedupe(pieces: CellsList) -> CellsList:
    """The list without what an earlier element is already: the same cells at the same place.

    >>> dedupe(['11 10', '3', '11 10', '3 @1,1', '3'])
    ['11 10', '3', '3 @1,1']
    """
    found: list[Any] = []
    for piece in pieces:
        if piece is not None and not any(same(piece, other) for other in found):
            found.append(piece)
    return found


@op(
    cost=4,
    literals={"num": ()},
    kernel="""
    LIST(out, num < 1 || num > MAX_SIDE ? -1 : num);
    for (int k = 0; k < out.count; k++) copy_element(out, k, piece);
    """,
)
def repeat(piece: Cells, num: Count) -> CellsList:
    """A list of so many times the same piece. Void outside 1-30.

    >>> repeat('11 10', 3)
    ['11 10', '11 10', '11 10']
    """
    return [piece] * num if 1 <= num <= MAX_SIDE else VOID


@op(cost=4, kernel="const View piece = container[0]; COPY(out, piece);")
def first(container: CellsList) -> Cells:
    """The first element of the list.

    >>> first(['11 10', '22 22', '3'])
    '11 10'
    """
    return container[0]


@op(cost=4, kernel="const View piece = container[container.count - 1]; COPY(out, piece);")
def last(container: CellsList) -> Cells:
    """The last element of the list.

    >>> last(['11 10', '22 22', '3'])
    '3'
    """
    return container[-1]


@op(
    cost=3,
    literals={"count": (2, 3, -1)},
    may_be_empty=("pieces",),
    kernel="""
    const int n = count < 0 ? most(count, -pieces.count) : least(count, pieces.count);
    LIST(out, n < 0 ? -n : n);
    for (int k = 0; k < out.count; k++) copy_element(out, k, pieces[n < 0 ? pieces.count + n + k : k]);
    """,
)
def take(pieces: CellsList, count: Count) -> CellsList:
    """The first `count` elements of the list, or the last ones if `count` is negative; all if there are fewer.

    >>> take(['11 10', '22 22', '3'], 2)
    ['11 10', '22 22']
    >>> take(['11 10', '22 22', '3'], -1)
    ['3']
    """
    return pieces[:count] if count >= 0 else pieces[count:]
