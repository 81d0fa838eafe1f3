"""Choosing from a list of pieces by a list of numbers: one of each, side by side.

Void elements and elements with a void number are as if they were not there. Void where the lists are of different
lengths, or no piece is chosen; a selection that nothing is left of is an empty list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..op import op
from ..types import Cells, CellsList, Flags, Number, Numbers
from ..values import VOID


def _paired(pieces: list[Any], keys: list[Any]) -> list[tuple[Any, int]]:
    """The pieces that take part, each with its number; none if the lists are of different lengths."""
    if len(pieces) != len(keys):
        return []
    return [(p, k) for p, k in zip(pieces, keys, strict=True) if p is not None and k is not None]


def _kept(pieces: list[Any], keys: list[Any], is_kept: Callable[[int], Any]) -> Any:
    """The pieces that take part and whose number is one to keep; void if the lists are of different lengths."""
    if len(pieces) != len(keys):
        return VOID
    return [piece for piece, key in _paired(pieces, keys) if is_kept(key)]


@op(
    cost=1,
    kernel="""
    const int best = extreme(pieces, keys, 1);
    if (best >= 0) COPY(out, pieces[best]);
    """,
)
def argmax(pieces: CellsList, keys: Numbers) -> Cells:
    """The piece with the largest number, the first of several.

    >>> argmax(['11 10', '22 22', '3'], [3, 4, 1])
    '22 22'
    """
    return max(_paired(pieces, keys), key=lambda pair: pair[1], default=(VOID, 0))[0]


@op(
    cost=1,
    kernel="""
    const int best = extreme(pieces, keys, -1);
    if (best >= 0) COPY(out, pieces[best]);
    """,
)
def argmin(pieces: CellsList, keys: Numbers) -> Cells:
    """The piece with the smallest number, the first of several.

    >>> argmin(['11 10', '22 22', '3'], [3, 4, 1])
    '3'
    """
    return min(_paired(pieces, keys), key=lambda pair: pair[1], default=(VOID, 0))[0]


@op(
    cost=1,
    may_be_empty=("pieces", "flags"),
    kernel="""
    const auto kept = [&](int k) { return takes_part(pieces, flags, k) && flags[k]; };
    if (pieces.count == flags.count) keep_elements(call, pieces, kept, out);
    """,
)
def keep_if(pieces: CellsList, flags: Flags) -> CellsList:
    """The pieces whose flag is true.

    >>> keep_if(['11 10', '22 22', '3'], [True, False, True])
    ['11 10', '3']
    """
    return _kept(pieces, flags, lambda flag: flag)


@op(
    cost=1,
    may_be_empty=("pieces", "flags"),
    kernel="""
    const auto kept = [&](int k) { return takes_part(pieces, flags, k) && !flags[k]; };
    if (pieces.count == flags.count) keep_elements(call, pieces, kept, out);
    """,
)
def drop_if(pieces: CellsList, flags: Flags) -> CellsList:
    """The pieces whose flag is false.

    >>> drop_if(['11 10', '22 22', '3'], [True, False, True])
    ['22 22']
    """
    return _kept(pieces, flags, lambda flag: not flag)


@op(
    cost=2,
    literals={"value": range(10)},
    may_be_empty=("pieces", "keys"),
    kernel="""
    const auto kept = [&](int k) { return takes_part(pieces, keys, k) && keys[k] == value; };
    if (pieces.count == keys.count) keep_elements(call, pieces, kept, out);
    """,
)
def where_equal(pieces: CellsList, keys: Numbers, value: Number) -> CellsList:
    """The pieces whose number is `value`.

    >>> where_equal(['11 10', '22 22', '3'], [2, 2, 1], 2)
    ['11 10', '22 22']
    """
    return _kept(pieces, keys, lambda key: key == value)


@op(
    cost=2,
    literals={"value": range(10)},
    may_be_empty=("pieces", "keys"),
    kernel="""
    const auto kept = [&](int k) { return takes_part(pieces, keys, k) && keys[k] != value; };
    if (pieces.count == keys.count) keep_elements(call, pieces, kept, out);
    """,
)
def where_other(pieces: CellsList, keys: Numbers, value: Number) -> CellsList:
    """The pieces whose number is not `value`.

    >>> where_other(['11 10', '22 22', '3'], [2, 1, 2], 2)
    ['22 22']
    """
    return _kept(pieces, keys, lambda key: key != value)


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
    """The piece whose number no other piece has. Void where not exactly one piece is like that.

    >>> odd_one(['11 10', '22 22', '3'], [2, 2, 1])
    '3'
    """
    pairs = _paired(pieces, keys)
    alone = [piece for piece, key in pairs if sum(other == key for _, other in pairs) == 1]
    return alone[0] if len(alone) == 1 else VOID


@op(
    cost=2,
    literals={"value": ()},
    kernel="""
    int found = 0, last = 0;
    for (int k = 0; k < pieces.count; k++) {
        const bool has = takes_part(pieces, keys, k) && keys[k] == value;
        found += has;
        last = has ? k : last;
    }
    if (found == 1 && pieces.count == keys.count) COPY(out, pieces[last]);
    """,
)
def only_one(pieces: CellsList, keys: Numbers, value: Number) -> Cells:
    """The piece whose number is `value`. Void where not exactly one piece is like that.

    >>> only_one(['11 10', '22 22', '3'], [1, 2, 2], 1)
    '11 10'
    """
    having = [piece for piece, key in _paired(pieces, keys) if key == value]
    return having[0] if len(having) == 1 else VOID


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
    """The first piece whose number is the one that most pieces have.

    >>> common_one(['11 10', '22 22', '3'], [1, 2, 2])
    '22 22'
    """
    pairs = _paired(pieces, keys)
    return max(pairs, key=lambda pair: sum(key == pair[1] for _, key in pairs), default=(VOID, 0))[0]


@op(
    cost=2,
    may_be_empty=("pieces", "keys"),
    kernel="""
    int n = 0;
    for (int k = 0; k < pieces.count; k++) n += takes_part(pieces, keys, k);
    LIST(out, pieces.count == keys.count ? n : -1);
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
    """The pieces from the smallest number to the largest; those with equal ones stay in their order.

    >>> sort_by(['11 10', '22 22', '3'], [3, 4, 1])
    ['3', '11 10', '22 22']
    """
    if len(pieces) != len(keys):
        return VOID
    return [piece for piece, _ in sorted(_paired(pieces, keys), key=lambda pair: pair[1])]
