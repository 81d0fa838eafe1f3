"""Conjunctions of few conditions that hold at some cells to be changed and at none to be kept: a search for each colour
of a cell, what becomes of it, and the place of the colour that is not named."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...backends import Int32, UInt8, UInt64, array_kernel
from . import looks

COLORS = 10
OUTSIDE, ANOTHER, ANCHOR = 10, 11, 12  # signs after the colours: the last is that of the anchor
SIGNS = 13  # of a place
COLUMNS = 256  # that are counted, evenly drawn; what is found is seen to hold at none of all that it must not
DRAWN = 4 * COLUMNS // 64  # words: columns as things are, as many in the end, twice as many where nothing must hold
KEPT = 32  # conjunctions that are handed back
LONGEST = 4
HEAD = 5
_BEAM = 48  # conjunctions of two or three that are made longer
_NONE = -1


@array_kernel(
    width=lambda searches, around, wanted, turns, words, named: 2 * turns.shape[0] * (around.shape[0] // 64),
    body="""
    const int own = searches(item, 0), outcome = searches(item, 1), anchor = searches(item, 2), middle = 12;
    const int rows = (int)around.rows / 64, columns = (int)turns.rows * rows;
    FOR_LANES(t, columns) {
        const int w = t % rows, look = turns(t / rows, anchor < 0 ? middle : anchor);
        uint64_t right = 0, never = 0;
        for (int k = 64 * w; k < 64 * w + 64; k++) {
            const uint8_t* window = around.row(k).p;
            const int here = window[middle], there = window[look];
            bool asked = own < COLORS ? here == own : here < COLORS && !(named >> here & 1);
            bool fits = wanted[k] == outcome;
            if (outcome >= COLORS) {
                asked = asked && there < COLORS && !(named >> there & 1);
                fits = there == wanted[k];
            }
            right |= (uint64_t)(asked && fits) << (k & 63);
            never |= (uint64_t)(asked && !fits) << (k & 63);
        }
        const bool later = w >= words && w < 2 * words;
        out[t] = w < 2 * words ? right : 0;
        out[columns + t] = later ? 0 : never;
    }
    """,
)
def search_columns(searches: Int32, around: UInt8, wanted: UInt8, turns: UInt8, words: int, named: int) -> UInt64:
    """Which columns each search is about: where it is right to change cells, and where never: uint64 (n, 2 * columns).

    searches: int32 (n, 4), a cell's colour and what it becomes, or COLORS and more for one that is not named, and the
    anchor's place, negative for none, that tells the latter; around: uint8 (windows, places), those of cells that are
    to be changed as things are, `words` times 64 of them, then these as they are in the end, then those of cells that
    are to stay, each filled with windows of no colour; wanted: uint8 (windows,), what becomes of them, no colour where
    they stay; turns: uint8 (ways, places); named: colours, as bits. Columns are words of windows, way after way.
    """
    rows, made = len(around) // 64, []
    free = np.array([color < COLORS and not named >> color & 1 for color in range(256)])
    part = np.repeat(np.minimum(np.arange(rows) // max(words, 1), 2) if words else np.full(rows, 2), 64)
    for own, outcome, anchor, _ in searches.tolist():
        there = around[:, turns[:, anchor if anchor >= 0 else 12]].T
        here = around[:, 12]
        asked = np.broadcast_to(here == own if own < COLORS else free[here], there.shape)
        fits = wanted == outcome
        if outcome >= COLORS:
            asked, fits = asked & free[there], there == wanted
        made.append([asked & fits & (part < 2), asked & ~fits & (part != 1)])
    bits = np.array(made, dtype=bool).reshape(len(searches), -1)
    return np.packbits(bits, axis=1, bitorder="little").view(np.uint64)


@array_kernel(
    width=lambda searches, masks, places, around, turns, words: places.shape[0] * SIGNS * DRAWN,
    beside=("masks",),
    body="""
    SHARED(int, columns, 64 * DRAWN);
    const int rows = (int)around.rows / 64, ways = (int)turns.rows, anchor = searches(item, 2);
    const uint64_t *right = masks.row(item).p, *never = right + ways * rows;
    ONCE {
        draw(right, ways, rows, 0, words, 0, 0, 256, columns);
        draw(right, ways, rows, words, 2 * words, 0, 0, 256, columns + 256);
        draw(never, ways, rows, 0, words, 2 * words, rows, 512, columns + 512);
    }
    SYNC();
    FOR_LANES(t, places.rows * DRAWN) {
        const int n = t / DRAWN, place = places(n, 0), middle = places(n, 1);
        uint64_t bits[SIGNS] = {};
        for (int k = 0; k < 64; k++) {
            const int column = columns[64 * (t % DRAWN) + k];
            if (column < 0) break;
            const uint8_t* window = around.row(column & 65535).p;
            const int way = column >> 16, there = window[turns(way, place)];
            const uint64_t bit = (uint64_t)1 << k;
            if (there <= OUTSIDE) bits[there] |= bit;
            if (there != window[middle]) bits[ANOTHER] |= bit;
            if (anchor >= 0 && there < COLORS && there == window[turns(way, anchor)]) bits[UNNAMED] |= bit;
        }
        for (int sign = 0; sign < SIGNS; sign++) out[(n * SIGNS + sign) * DRAWN + t % DRAWN] = bits[sign];
    }
    """,
)
def drawn_bits(searches: Int32, masks: UInt64, places: Int32, around: UInt8, turns: UInt8, words: int) -> UInt64:
    """Where each condition holds at columns that are drawn for each search: uint64 (n, places * SIGNS * DRAWN).

    masks: uint64 (n, 2 * columns), as `search_columns` makes them; places: int32 (p, 2), as of `window_bits`; the
    rest: as of `search_columns`, fewer than 65536 windows. At most COLUMNS, COLUMNS and 2 * COLUMNS columns are drawn.
    """
    made = np.zeros((len(searches), len(places), SIGNS, 64 * DRAWN), dtype=bool)
    flags = _flags(masks).reshape(len(searches), 2, len(turns), len(around))
    for row, (_, _, anchor, _), (right, never) in zip(made, searches.tolist(), flags, strict=True):
        ends = 64 * words, 128 * words, len(around)
        parts = [right[:, : ends[0]], right[:, ends[0] : ends[1]], never[:, : ends[0]], never[:, ends[1] :]]
        begins = (0, ends[0], 0, ends[1])
        chosen = [np.argwhere(part) + np.array([0, begin]) for part, begin in zip(parts, begins, strict=True)]
        for first, most, each in ((0, 256, chosen[0]), (256, 256, chosen[1]), (512, 512, np.concatenate(chosen[2:]))):
            taken = min(len(each), most)
            ways, cells = each[np.arange(taken) * (len(each) - 1) // max(taken - 1, 1)].T
            for n, (place, middle) in enumerate(places.tolist()):
                there, at = around[cells, turns[ways, place]], slice(first, first + taken)
                row[n, :ANOTHER, at] = there == np.arange(ANOTHER)[:, None]
                row[n, ANOTHER, at] = there != around[cells, middle]
                if anchor >= 0:
                    row[n, ANCHOR, at] = (there == around[cells, turns[ways, anchor]]) & (there < COLORS)
    return np.packbits(made.reshape(len(searches), -1), axis=1, bitorder="little").view(np.uint64)


@array_kernel(
    width=lambda *_: HEAD + KEPT * (LONGEST + 2),
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
    SHARED(int, picked, 1 + 2 * KEPT);   // how many, and these
    SHARED(int, sizes, 3);              // conditions, chosen conjunctions, those that are found
    const int columns = (int)masks.width / 2, number = (int)drawn.width / DRAWN, anchor = searches(item, 3);
    const uint64_t *right = masks.row(item).p, *never = right + columns, *table = drawn.row(item).p;
    const Whole all = {whole.p, columns, anchor};
    int counts[3] = {};
    FOR_LANES(k, columns) {
        const int w = k % rows;
        counts[w >= words] += ones(right[k]);
        counts[2] += ones(never[k]);
    }
    for (int k = 0; k < 3; k++) counts[k] = TOTAL(counts[k]);
    FOR_LANES(c, number) {
        const int place = c / SIGNS, sign = c % SIGNS;
        bool may = place != anchor && (sign < COLORS ? named >> sign & 1 : sign < UNNAMED || anchor >= 0);
        if (place >= plain) may = sign < COLORS;
        bool holds = false;
        for (int k = 0; may && !holds && k < columns; k++) holds = k % rows < words && (all.word(c, k) & right[k]);
        next[c] = holds;
    }
    FOR_LANES(k, out.width) out[k] = -1;
    SYNC();
    ONCE {
        sizes[0] = sizes[2] = 0;
        sizes[1] = 1;
        for (int c = 0; c < number; c++) if (next[c]) conditions[sizes[0]++] = (int16_t)c;
        for (int k = 0; k < 3; k++) out[2 + k] = counts[k];
    }
    SYNC();
    const int m = counts[0] && counts[1] ? sizes[0] : 0;
    for (int length = 1; length <= LONGEST; length++) {
        FOR_LANES(k, KEPT) supported[k] = begun[k] = 0;
        FOR_LANES(k, BEAM) promising[k] = 0;
        FOR_LANES(k, m) next[k] = 0;
        const int rows_there = m ? sizes[1] : 0;
        SYNC();
        for (int r = 0; r < rows_there; r++) {
            const int16_t* row = chosen + r * (length - 1);
            FOR_LANES(w, DRAWN) {
                held[w] = ~(uint64_t)0;
                for (int i = 0; i + 1 < length; i++) held[w] &= table[conditions[row[i]] * DRAWN + w];
            }
            SYNC();
            for (int base = 0; base < m; base += LANES) {
                const int k = base + LANE, index = r * m + k;
                int now = 0, later = 0, wrong = 0;
                bool asked = k < m && (length != 2 || k > row[0]);
                for (int i = 0; i + 1 < length; i++) asked = asked && row[i] != k;
                if (asked) {
                    const uint64_t* p = table + conditions[k] * DRAWN;
                    for (int w = 0; w < 4; w++) now += ones(held[w] & p[w]);
                    for (int w = 4; w < 8; w++) later += ones(held[w] & p[w]);
                    for (int w = 8; w < DRAWN; w++) wrong += ones(held[w] & p[w]);
                }
                const bool pure = now && !wrong, impure = now && wrong;
                keep(supported, KEPT, pure ? key_of(later, index) : 0, waiting);
                keep(begun, KEPT, pure ? key_of(now, index) : 0, waiting);
                const uint64_t share = impure ? ((uint64_t)(later * later) << 24) / (later + wrong) : 0;
                if (length > 1) keep(promising, BEAM, impure ? key_of(share, index) : 0, waiting);
                else if (k < m) next[k] = impure;
            }
            SYNC();
        }
        ONCE picked[0] = merge_indices(supported, begun, picked + 1);
        SYNC();
        const int looked_at = picked[0];
        for (int t = 0; t < looked_at; t++) {
            int row[LONGEST] = {-1, -1, -1, -1};
            conditions_of(picked[1 + t], m, chosen, length, row);
            for (int i = 0; i < length; i++) row[i] = conditions[row[i]];
            bool wrong = false;
            FOR_LANES(k, columns) {
                uint64_t word = never[k];
                for (int i = 0; i < length && word; i++) word &= all.word(row[i], k);
                if (word) { wrong = true; break; }
            }
            if (ANY(wrong)) continue;
            uint64_t sum = 0;
            FOR_LANES(k, columns) {
                uint64_t word = right[k];
                for (int i = 0; i < length && word; i++) word &= all.word(row[i], k);
                if (word) sum += mix64(word + mix64((uint64_t)k + 1));
            }
            sum = TOTAL64(sum);
            ONCE {
                bool there = false;
                for (int k = 0; k < sizes[2]; k++) there |= known[k] == sum;
                if (!there) {
                    int now = 0, later = 0;
                    for (int w = 0; w < 8; w++) {
                        uint64_t word = ~(uint64_t)0;
                        for (int i = 0; i < length; i++) word &= table[row[i] * DRAWN + w];
                        (w < 4 ? now : later) += ones(word);
                    }
                    int16_t* one = found + 6 * sizes[2];
                    for (int i = 0; i < LONGEST; i++) one[i] = (int16_t)row[i];
                    one[4] = (int16_t)now;
                    one[5] = (int16_t)later;
                    known[sizes[2]++] = sum;
                }
            }
            SYNC();
        }
        ONCE {
            int count = 0;
            if (length == 1) {
                for (int k = 0; k < m; k++) if (next[k]) chosen[count++] = (int16_t)k;
            } else if (length < LONGEST) {
                for (int k = 0; k < BEAM && promising[k]; k++) {
                    int row[LONGEST];
                    conditions_of(index_of(promising[k]), m, chosen, length, row);
                    count = insert_row(next, count, length, row);
                }
                for (int k = 0; k < count * length; k++) chosen[k] = next[k];
            }
            sizes[1] = count;
        }
        SYNC();
    }
    ONCE {
        out[0] = m;
        out[1] = best_of(found, sizes[2], out);
    }
    """,
)
def single_out(
    searches: Int32, masks: UInt64, drawn: UInt64, whole: UInt64, rows: int, words: int, plain: int, named: int
) -> Int32:
    """The conjunctions that hold at some columns to be changed as things are and at none where nothing must hold: those
    with most support, and those that hold at most columns now, shorter ones first: int32 (n, HEAD + KEPT * 6).

    searches: int32 (n, 4), last the row of the anchor among the places, negative for none; masks: uint64 (n, 2 *
    columns) as of `search_columns`; drawn: uint64 (n, places * SIGNS * DRAWN) as of `drawn_bits`, fewer than 26
    places; whole: uint64 (places or more, 12 * columns) as of `window_bits`; rows: words of windows, of which `words`
    hold those to be changed as things are, then as many in the end; plain: places, of which no sign but colours lies at
    further ones; named: colours, as bits, that signs may be.
    Made are how many conditions hold at some column now, how many conjunctions are found, how many columns are to be
    changed now, in the end, and are never to be; then each conjunction: up to four conditions, place * SIGNS + sign,
    ascending, and at how many of the columns that are drawn it holds now and in the end; else -1. All conjunctions of
    two are counted; those of three and four are made of the most promising shorter ones (a beam search). Of those
    that hold at the same columns the first is there.
    """
    made = np.full((len(searches), HEAD + KEPT * (LONGEST + 2)), _NONE, dtype=np.int32)
    for row, (*_, anchor), mask, few in zip(made, searches.tolist(), masks, drawn, strict=True):
        right, never = _flags(mask).reshape(2, -1, rows, 64)
        every = _conditions(whole, anchor, few.size // (SIGNS * DRAWN))
        counts = right[:, :words].sum(), right[:, words:].sum(), never.sum()
        signs = [(sign < COLORS and named >> sign & 1) or sign in (OUTSIDE, ANOTHER) for sign in range(ANCHOR)]
        usual = np.array([*signs, anchor >= 0], dtype=bool)
        may = np.array(
            [[usual, np.arange(SIGNS) < COLORS][n >= plain] & (n != anchor) for n in range(len(every) // 13)]
        )
        holds = (every.reshape(len(every), -1, rows, 64)[:, :, :words] & right[:, :words]).any(axis=(1, 2, 3))
        conditions = np.flatnonzero(may.ravel() & holds) if counts[0] and counts[1] else np.zeros(0, np.int64)
        best = _best(list(_found(conditions, every, right.ravel(), never.ravel(), _flags(few).reshape(len(every), -1))))
        row[:HEAD] = len(conditions), len(best), *counts
        for k, (chosen, begun, support) in enumerate(best):
            row[HEAD + 6 * k : HEAD + 6 * k + len(chosen)] = chosen
            row[HEAD + 6 * k + 4 : HEAD + 6 * k + 6] = begun, support
    return made


_Found = tuple[tuple[int, ...], int, int]  # conditions, and at how many columns they hold now and in the end


def _found(
    conditions: np.ndarray, every: np.ndarray, right: np.ndarray, never: np.ndarray, few: np.ndarray
) -> Iterator[_Found]:
    """The conjunctions of one search, those that hold at the same columns once."""
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
    """In turn the next with most support and the next that holds at most columns now."""
    orders = [
        sorted(found, key=lambda one: (-one[2], len(one[0]))),
        sorted(found, key=lambda one: (-one[1], len(one[0]))),
    ]
    return list(dict.fromkeys(one for pair in zip(*orders, strict=True) for one in pair))[:KEPT]


def _conditions(whole: np.ndarray, anchor: int, places: int) -> np.ndarray:
    """Where each condition holds: bool (places * SIGNS, columns * 64)."""
    bits = _flags(whole).reshape(len(whole), looks.SIGNS, -1)
    same = (bits[:, :COLORS] & bits[anchor, :COLORS]).any(axis=1, keepdims=True)
    return np.concatenate([bits, same], axis=1)[:places].reshape(places * SIGNS, -1)


def _flags(words: np.ndarray) -> np.ndarray:
    return np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=-1, bitorder="little").astype(bool)
