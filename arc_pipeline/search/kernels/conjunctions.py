"""Conjunctions of few conditions that hold at some cells to be changed and at none to be kept: a search for each colour
of a cell, what becomes of it, and the place of the anchor, whose colour is not named."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...backends import Int32, UInt64, array_kernel
from ..bits import unpacked
from .columns import ANCHOR, ANOTHER, COLORS, COLUMNS, DRAWN, OUTSIDE, SIGNS

KEPT = 32  # conjunctions that are returned
LONGEST = 4  # conditions of one
HEAD = 5  # numbers before the conjunctions
_BEAM = 48  # conjunctions of two or three that are made longer
_NONE = -1


@array_kernel(
    width=lambda *_: HEAD + (1 + KEPT) * (LONGEST + 2),
    beside=("masks", "drawn"),
    body="""
    SHARED(int16_t, conditions, CONDITIONS);
    SHARED(int16_t, chosen, CONDITIONS);
    SHARED(int16_t, next, CONDITIONS);
    SHARED(int16_t, found, 6 * FOUND);
    SHARED(uint64_t, known, FOUND);
    SHARED(uint64_t, supported, KEPT);
    SHARED(uint64_t, begun, KEPT);
    SHARED(uint64_t, promising, BEAM);
    SHARED(uint64_t, waiting, LANES);
    SHARED(uint64_t, held, DRAWN);
    SHARED(int, picked, 2 * KEPT);
    SHARED(int, sizes, 4);              // conditions, chosen conjunctions, those that are found, and those picked
    const int columns = (int)masks.width / 2, number = (int)drawn.width / DRAWN, anchor = searches(item, 3);
    const uint64_t* right = masks.row(item).p;
    const Whole all = {whole.p, right, right + columns, columns, anchor};
    int counts[3] = {};
    FOR_LANES(k, columns) {
        counts[k % rows >= words] += ones(all.right[k]);
        counts[2] += ones(all.never[k]);
    }
    for (int k = 0; k < 3; k++) counts[k] = TOTAL(counts[k]);
    FOR_LANES(c, number) next[c] = is_usable(all, c, named, rows, words);
    FOR_LANES(k, out.width) out[k] = -1;
    SYNC();
    ONCE {
        sizes[0] = sizes[2] = 0;
        sizes[1] = 1;
        for (int c = 0; c < number; c++) if (next[c]) conditions[sizes[0]++] = (int16_t)c;
        if (!counts[0] || !counts[1]) sizes[0] = 0;
    }
    SYNC();
    const Search search = {sizes[0], conditions, drawn.row(item).p, chosen, held, waiting};
    for (int length = 1; length <= LONGEST; length++) {
        FOR_LANES(k, KEPT) supported[k] = begun[k] = 0;
        FOR_LANES(k, BEAM) promising[k] = 0;
        SYNC();
        count_longer(search, sizes[1], length, supported, begun, promising, next);
        ONCE sizes[3] = merge_indices(supported, begun, picked);
        SYNC();
        for (int t = 0; t < sizes[3]; t++) enter_pure(search, all, picked[t], length, found, known, sizes + 2);
        SYNC();
        ONCE sizes[1] = lengthen(search, length, promising, next);
        SYNC();
    }
    ONCE {
        out[0] = search.m;
        for (int k = 0; k < 3; k++) out[2 + k] = counts[k];
        const bool none_needed = counts[0] && counts[1] && !counts[2];
        for (int k = 0; none_needed && k < 2; k++) out[HEAD + LONGEST + k] = counts[k];
        out[1] = none_needed + best_of(found, sizes[2], out.p + HEAD + 6 * none_needed);
    }
    """,
)
def single_out(
    searches: Int32, masks: UInt64, drawn: UInt64, whole: UInt64, rows: int, words: int, named: int
) -> Int32:
    """The conjunctions that hold at some columns to be changed as things are and at none where nothing may hold: in
    turn the next with most support and the next with most columns now, of equal ones the shorter: int32 (n, HEAD + (1 +
    KEPT) * 6).

    searches: int32 (n, 4), last the row of the anchor among the places, negative for none; masks: uint64
    (n, 2 * columns), made by `search_columns`; drawn: uint64 (n, places * SIGNS * DRAWN), made by `drawn_bits`, fewer
    than 26 places; whole: uint64 (places or more, 12 * columns), made by `window_bits`; rows: the words of windows in
    one way, of which the first `words` hold cells to be changed as things are, and as many the same cells in the end;
    named: the colours that signs may be, as bits.
    A row of the result begins with how many conditions hold at some column now, how many conjunctions are found, and
    how many columns are to be changed now, are to be changed in the end, and must never be. Each conjunction follows
    with up to four conditions, place * SIGNS + sign, ascending, and the numbers of drawn columns at which it holds now
    and in the end; the rest is -1. If some columns are to be changed and none must not be, the first is that of no
    conditions with all columns.
    Those of two conditions extend every single one that also holds where nothing may; those of three and four extend
    the most promising shorter ones (a beam search). Of conjunctions that hold at the same columns only the first is
    returned.
    """
    made = np.full((len(searches), HEAD + (1 + KEPT) * (LONGEST + 2)), _NONE, dtype=np.int32)
    for row, (*_, anchor), mask, few in zip(made, searches.tolist(), masks, drawn, strict=True):
        right, never = unpacked(mask).reshape(2, -1, rows, 64)
        every = _conditions(whole, anchor, few.size // (SIGNS * DRAWN))
        counts = [int(part.sum()) for part in (right[:, :words], right[:, words:], never)]
        signs = [(sign < COLORS and named >> sign & 1) or sign in (OUTSIDE, ANOTHER) for sign in range(ANCHOR)]
        usual = np.array([*signs, anchor >= 0], dtype=bool)
        may = np.array([usual & (n != anchor) for n in range(len(every) // SIGNS)])
        holds = (every.reshape(len(every), -1, rows, 64)[:, :, :words] & right[:, :words]).any(axis=(1, 2, 3))
        conditions = np.flatnonzero(may.ravel() & holds) if counts[0] and counts[1] else np.zeros(0, np.int64)
        best = _best(
            list(_found(conditions, every, right.ravel(), never.ravel(), unpacked(few).reshape(len(every), -1)))
        )
        if counts[0] and counts[1] and not counts[2]:
            best.insert(0, ((), counts[0], counts[1]))
        row[:HEAD] = len(conditions), len(best), *counts
        for k, (chosen, begun, support) in enumerate(best):
            row[HEAD + 6 * k : HEAD + 6 * k + len(chosen)] = chosen
            row[HEAD + 6 * k + 4 : HEAD + 6 * k + 6] = begun, support
    return made


_Found = tuple[tuple[int, ...], int, int]  # conditions, and at how many drawn columns they hold now and in the end


def _found(
    conditions: np.ndarray, every: np.ndarray, right: np.ndarray, never: np.ndarray, few: np.ndarray
) -> Iterator[_Found]:
    """The conjunctions of one search; of those that hold at the same columns only the first."""
    known = set()
    chosen: list[tuple[int, ...]] = [()]
    for length in range(1, LONGEST + 1):
        pure: list[tuple[tuple[int, ...], int, int, int]] = []
        impure = pure.copy()
        for row in chosen:
            for k in conditions.tolist():
                if k in row or (length == 2 and k < row[0]):
                    continue
                there = few[[*row, k]].all(axis=0)
                now, later, wrong = (int(part.sum()) for part in np.split(there, [COLUMNS, 2 * COLUMNS]))
                if now:
                    (impure if wrong else pure).append((tuple(sorted([*row, k])), now, later, wrong))
        counts = np.array([one[1:3] for one in pure]).reshape(-1, 2)
        most = [np.argsort(-each, kind="stable")[:KEPT].tolist() for each in counts.T]
        for k in sorted({*most[0], *most[1]}):
            holds = every[list(pure[k][0])].all(axis=0)
            if not (holds & never).any() and (holds & right).tobytes() not in known:
                known.add((holds & right).tobytes())
                yield pure[k][:3]
        if length > 1:
            impure = sorted(impure, key=lambda one: -((one[2] * one[2] << 24) // (one[2] + one[3])))[:_BEAM]
        chosen = sorted({one[0] for one in impure})


def _best(found: list[_Found]) -> list[_Found]:
    """The best conjunctions, up to KEPT: in turn the next with most support and the next with most columns now."""
    orders = [
        sorted(found, key=lambda one: (-one[2], len(one[0]))),
        sorted(found, key=lambda one: (-one[1], len(one[0]))),
    ]
    return list(dict.fromkeys(one for pair in zip(*orders, strict=True) for one in pair))[:KEPT]


def _conditions(whole: np.ndarray, anchor: int, places: int) -> np.ndarray:
    """Where each condition holds: bool (places * SIGNS, columns * 64)."""
    bits = unpacked(whole).reshape(len(whole), ANCHOR, -1)
    same = (bits[:, :COLORS] & bits[anchor, :COLORS]).any(axis=1, keepdims=True)
    return np.concatenate([bits, same], axis=1)[:places].reshape(places * SIGNS, -1)
