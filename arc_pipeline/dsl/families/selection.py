"""Choosing from a list of pieces by a list of numbers: one of each, side by side.

Void elements and elements with a void number are as if they were not there. Void where the lists are of different
lengths, or nothing is left.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..op import op
from ..types import Cells, CellsList, Count, Flags, Number, Numbers
from ..values import VOID, same


def _paired(pieces: list[Any], keys: list[Any]) -> list[tuple[Any, int]]:
    """The pieces that take part, each with its number."""
    if len(pieces) != len(keys):
        return []
    return [(p, k) for p, k in zip(pieces, keys, strict=True) if p is not None and k is not None]


@op(
    cost=1,
    kernel="""
    const int best = extreme(pieces, keys, 1);
    if (best >= 0) COPY(out, pieces[best]);
    """,
)
def argmax(pieces: CellsList, keys: Numbers) -> Cells:
    """The piece with the largest number, the first of several."""
    return max(_paired(pieces, keys), key=lambda pair: pair[1], default=(VOID, 0))[0]


@op(
    cost=1,
    kernel="""
    const int best = extreme(pieces, keys, -1);
    if (best >= 0) COPY(out, pieces[best]);
    """,
)
def argmin(pieces: CellsList, keys: Numbers) -> Cells:
    """The piece with the smallest number, the first of several."""
    return min(_paired(pieces, keys), key=lambda pair: pair[1], default=(VOID, 0))[0]


@op(
    cost=1,
    kernel="keep_elements(call, pieces, [&](int k) { return takes_part(pieces, flags, k) && flags[k]; }, out);",
)
def keep_if(pieces: CellsList, flags: Flags) -> CellsList:
    """The pieces whose flag is true."""
    return [piece for piece, flag in _paired(pieces, flags) if flag]


@op(
    cost=1,
    kernel="keep_elements(call, pieces, [&](int k) { return takes_part(pieces, flags, k) && !flags[k]; }, out);",
)
def drop_if(pieces: CellsList, flags: Flags) -> CellsList:
    """The pieces whose flag is false."""
    return [piece for piece, flag in _paired(pieces, flags) if not flag]


@op(
    cost=2,
    literals={"value": range(10)},
    kernel="keep_elements(call, pieces, [&](int k) { return takes_part(pieces, keys, k) && keys[k] == value; }, out);",
)
def where_equal(pieces: CellsList, keys: Numbers, value: Number) -> CellsList:
    """The pieces whose number is `value`."""
    return [piece for piece, key in _paired(pieces, keys) if key == value]


@op(
    cost=2,
    literals={"value": range(10)},
    kernel="keep_elements(call, pieces, [&](int k) { return takes_part(pieces, keys, k) && keys[k] != value; }, out);",
)
def where_other(pieces: CellsList, keys: Numbers, value: Number) -> CellsList:
    """The pieces whose number is not `value`."""
    return [piece for piece, key in _paired(pieces, keys) if key != value]


@op(
    cost=1,
    kernel="""
    int found = 0, last = 0;
    for (int k = 0; k < pieces.count; k++) {
        const bool alone = having_key(pieces, keys, k) == 1 && takes_part(pieces, keys, k);
        found += alone;
        last = alone ? k : last;
    }
    if (found == 1) COPY(out, pieces[last]);
    """,
)
def odd_one(pieces: CellsList, keys: Numbers) -> Cells:
    """The piece whose number no other piece has. Void where not exactly one piece is like that."""
    pairs = _paired(pieces, keys)
    alone = [piece for piece, key in pairs if sum(other == key for _, other in pairs) == 1]
    return alone[0] if len(alone) == 1 else VOID


@op(
    cost=2,
    kernel="""
    int best = -1, highest = 0;
    for (int k = 0; k < pieces.count; k++) {
        const int n = having_key(pieces, keys, k);
        if (n > highest && takes_part(pieces, keys, k)) {
            highest = n;
            best = k;
        }
    }
    if (best >= 0) COPY(out, pieces[best]);
    """,
)
def common_one(pieces: CellsList, keys: Numbers) -> Cells:
    """The first piece whose number is the one that most pieces have."""
    pairs = _paired(pieces, keys)
    return max(pairs, key=lambda pair: sum(key == pair[1] for _, key in pairs), default=(VOID, 0))[0]


@op(
    cost=2,
    kernel="""
    int n = 0;
    for (int k = 0; k < pieces.count; k++) n += takes_part(pieces, keys, k);
    LIST(out, n);
    for (int k = 0; k < pieces.count && out.count; k++) {
        if (!takes_part(pieces, keys, k)) continue;
        int before = 0;
        FOR_LANES(other, pieces.count) {
            const bool first = keys[other] < keys[k] || (keys[other] == keys[k] && other < k);
            before += first && takes_part(pieces, keys, other);
        }
        copy_element(out, TOTAL(before), pieces[k]);
    }
    """,
)
def sort_by(pieces: CellsList, keys: Numbers) -> CellsList:
    """The pieces from the smallest number to the largest; those with equal ones stay in their order."""
    return [piece for piece, _ in sorted(_paired(pieces, keys), key=lambda pair: pair[1])]


@op(
    cost=2,
    kernel="""
    LIST(out, pieces.count);
    for (int k = 0; k < out.count; k++) copy_element(out, k, pieces[pieces.count - 1 - k]);
    """,
)
def reverse(pieces: CellsList) -> CellsList:
    """The list from its end to its beginning."""
    return pieces[::-1]


@op(
    cost=2,
    kernel="""
    SHARED(int, kept, KEPT);
    const Leaders leaders = find_leaders(pieces, 0, kept);
    keep_elements(call, pieces, [&](int k) { return leaders[k] == k; }, out);
    """,
)
def distinct(pieces: CellsList) -> CellsList:
    """The pieces whose cells occur for the first time in the list, wherever they lie."""
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
    """The piece whose cells occur most often in the list, the first of several."""
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
    """The piece whose cells no other one has. Void where not exactly one is like that."""
    present = [piece for piece in pieces if piece is not None]
    alone = [piece for piece in present if sum(np.array_equal(piece, other) for other in present) == 1]
    return alone[0] if len(alone) == 1 else VOID


@op(
    cost=2,
    kernel="""
    keep_elements(call, pieces, [&](int k) {
        const View mine = pieces[k];
        const bool equal = EVERY(mine.y == piece.y && mine.x == piece.x && same_cells(mine, piece, LANE, LANES));
        return is_live(mine) && !equal;
    }, out);
    """,
)
def remove(pieces: CellsList, piece: Cells) -> CellsList:
    """The list without this piece: without elements of the same cells at the same place."""
    return [other for other in pieces if other is not None and not same(other, piece)]


@op(
    cost=3,
    kernel="""
    LIST(out, first.count + second.count);
    for (int k = 0; k < out.count; k++) copy_element(out, k, k < first.count ? first[k] : second[k - first.count]);
    """,
)
def combine(first: CellsList, second: CellsList) -> CellsList:
    """The pieces of both lists, one list after the other."""
    return first + second


@op(
    cost=3,
    literals={"count": (2, 3, -1)},
    kernel="""
    const int n = count < 0 ? most(count, -pieces.count) : least(count, pieces.count);
    LIST(out, n < 0 ? -n : n);
    for (int k = 0; k < out.count; k++) copy_element(out, k, pieces[n < 0 ? pieces.count + n + k : k]);
    """,
)
def take(pieces: CellsList, count: Count) -> CellsList:
    """The first `count` elements of the list, or the last ones if `count` is negative; all if there are fewer."""
    return pieces[:count] if count >= 0 else pieces[count:]
