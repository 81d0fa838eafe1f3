"""Windows round cells as they are looked at in several ways, and columns, which are windows each seen in one of them:
hashes, the columns that a search for rules is about, and where conditions hold at all of them or at drawn ones."""

from __future__ import annotations

import numpy as np

from ...backends import Int32, UInt8, UInt64, array_kernel
from ..bits import packed, unpacked

VALUES = 16  # in windows that hashes tell apart
COLORS = 10
OUTSIDE, ANOTHER, ANCHOR = 10, 11, 12  # signs after the colours: outside, not as in the middle, as at the anchor
SIGNS = 13  # of a place
HERE = 12  # the cell's own place in its window, which no way turns
COLUMNS = 256  # that are drawn evenly to be counted; what is found is then checked at all columns
DRAWN = 4 * COLUMNS // 64  # words: COLUMNS as things are, COLUMNS in the end, twice as many where nothing may hold


@array_kernel(
    width=lambda around, turns, mixed: turns.shape[0],
    body="""
    const uint8_t* window = around.row(item).p;
    FOR_LANES(way, out.width) {
        uint64_t sum = 0;
        for (int k = 0; k < turns.width; k++) sum += mixed(k, window[turns(way, k)] & 15);
        out[way] = sum;
    }
    """,
)
def window_codes(around: UInt8, turns: UInt8, mixed: UInt64) -> UInt64:
    """A hash of each window for each way to look at it: uint64 (n, ways).

    around: uint8 (n, places), values below VALUES; turns: uint8 (ways, k), the places that are looked at, in order;
    mixed: uint64 (k, VALUES), random numbers (Zobrist hashing).
    """
    return mixed[np.arange(turns.shape[1]), around[:, turns] & (VALUES - 1)].sum(axis=2, dtype=np.uint64)


@array_kernel(
    width=lambda places, around, turns: ANCHOR * turns.shape[0] * (around.shape[0] // 64),
    body="""
    const int place = places[item], words = (int)around.rows / 64, columns = (int)turns.rows * words;
    FOR_LANES(t, columns) {
        const int look = turns(t / words, place);
        uint64_t bits[ANCHOR] = {};
        for (int k = 0; k < 64; k++) {
            const uint8_t* window = around.row(64 * (t % words) + k).p;
            const uint64_t bit = (uint64_t)1 << k;
            if (window[look] <= OUTSIDE) bits[window[look]] |= bit;
            if (window[look] != window[MIDDLE]) bits[ANOTHER] |= bit;
        }
        for (int sign = 0; sign < ANCHOR; sign++) out[sign * columns + t] = bits[sign];
    }
    """,
)
def window_bits(places: Int32, around: UInt8, turns: UInt8) -> UInt64:
    """Where each sign up to ANOTHER holds at a place of windows, which are looked at in all ways: uint64
    (n, ANCHOR * ways * windows / 64).

    places: int32 (n,); around: uint8 (windows, places), a multiple of 64 windows; turns: uint8 (ways, places), the
    place that is seen at each place.
    """
    signs = np.arange(ANOTHER)[:, None, None]
    seen = [around[:, turns[:, place]].T for place in places.tolist()]
    bits = np.array([[*(there == signs), there != around[:, HERE]] for there in seen])
    return packed(bits.reshape(len(places), -1))


@array_kernel(
    width=lambda searches, around, wanted, turns, words, named: 2 * turns.shape[0] * (around.shape[0] // 64),
    body="""
    const int own = searches(item, 0), outcome = searches(item, 1), anchor = searches(item, 2);
    const int rows = (int)around.rows / 64, columns = (int)turns.rows * rows;
    FOR_LANES(t, columns) {
        const int w = t % rows, look = turns(t / rows, anchor < 0 ? MIDDLE : anchor);
        uint64_t right = 0, never = 0;
        for (int k = 64 * w; k < 64 * w + 64; k++) {
            const uint8_t* window = around.row(k).p;
            const int here = window[MIDDLE], there = window[look];
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
    """For each search the columns at which its change is right, and those at which it never is: uint64
    (n, 2 * columns).

    searches: int32 (n, 4), a cell's colour and what it becomes, either COLORS or more if it is not named, and the place
    of the anchor, whose colour an unnamed outcome is, negative for none; around: uint8 (windows, places), `words` * 64
    windows of cells that are to be changed as things are, as many of the same cells as they are in the end, then
    windows of cells that are to stay, each part filled up with windows of no colour; wanted: uint8 (windows,), what the
    cells become, no colour where they stay; turns: uint8 (ways, places), the place that is seen at each place; named:
    colours, as bits. Columns are words of windows, way after way.
    """
    rows, made = len(around) // 64, []
    free = np.array([color < COLORS and not named >> color & 1 for color in range(256)])
    part = np.repeat(np.minimum(np.arange(rows) // max(words, 1), 2) if words else np.full(rows, 2), 64)
    for own, outcome, anchor, _ in searches.tolist():
        there = around[:, turns[:, anchor if anchor >= 0 else HERE]].T
        here = around[:, HERE]
        asked = np.broadcast_to(here == own if own < COLORS else free[here], there.shape)
        fits = wanted == outcome
        if outcome >= COLORS:
            asked, fits = asked & free[there], there == wanted
        made.append([asked & fits & (part < 2), asked & ~fits & (part != 1)])
    return packed(np.array(made, dtype=bool).reshape(len(searches), -1))


@array_kernel(
    width=lambda searches, masks, places, around, turns, words: places.shape[0] * SIGNS * DRAWN,
    beside=("masks",),
    body="""
    SHARED(int, columns, 64 * DRAWN);
    const int rows = (int)around.rows / 64, ways = (int)turns.rows, anchor = searches(item, 2);
    const uint64_t *right = masks.row(item).p, *never = right + ways * rows;
    ONCE {
        draw(right, ways, rows, 0, words, 0, 0, COLUMNS, columns);
        draw(right, ways, rows, words, 2 * words, 0, 0, COLUMNS, columns + COLUMNS);
        draw(never, ways, rows, 0, words, 2 * words, rows, 2 * COLUMNS, columns + 2 * COLUMNS);
    }
    SYNC();
    FOR_LANES(t, places.width * DRAWN) {
        const int n = t / DRAWN, place = places[n];
        uint64_t bits[SIGNS] = {};
        for (int k = 0; k < 64; k++) {
            const int column = columns[64 * (t % DRAWN) + k];
            if (column < 0) break;
            const uint8_t* window = around.row(column & 65535).p;
            const int way = column >> 16, there = window[turns(way, place)];
            const uint64_t bit = (uint64_t)1 << k;
            if (there <= OUTSIDE) bits[there] |= bit;
            if (there != window[MIDDLE]) bits[ANOTHER] |= bit;
            if (anchor >= 0 && there < COLORS && there == window[turns(way, anchor)]) bits[ANCHOR] |= bit;
        }
        for (int sign = 0; sign < SIGNS; sign++) out[(n * SIGNS + sign) * DRAWN + t % DRAWN] = bits[sign];
    }
    """,
)
def drawn_bits(searches: Int32, masks: UInt64, places: Int32, around: UInt8, turns: UInt8, words: int) -> UInt64:
    """Where each condition holds at columns that are drawn for each search: uint64 (n, places * SIGNS * DRAWN).

    masks: uint64 (n, 2 * columns), made by `search_columns`; places: int32 (p,); all others: as in `search_columns`,
    with fewer than 65536 windows. Drawn are at most COLUMNS columns where the change is right as
    things are, COLUMNS where it is right in the end, and 2 * COLUMNS where it never is.
    """
    made = np.zeros((len(searches), len(places), SIGNS, 64 * DRAWN), dtype=bool)
    flags = unpacked(masks).reshape(len(searches), 2, len(turns), len(around))
    for row, (_, _, anchor, _), (right, never) in zip(made, searches.tolist(), flags, strict=True):
        ends = 64 * words, 128 * words, len(around)
        parts = [right[:, : ends[0]], right[:, ends[0] : ends[1]], never[:, : ends[0]], never[:, ends[1] :]]
        begins = (0, ends[0], 0, ends[1])
        chosen = [np.argwhere(part) + np.array([0, begin]) for part, begin in zip(parts, begins, strict=True)]
        for first, most, each in ((0, 256, chosen[0]), (256, 256, chosen[1]), (512, 512, np.concatenate(chosen[2:]))):
            taken = min(len(each), most)
            ways, cells = each[np.arange(taken) * (len(each) - 1) // max(taken - 1, 1)].T
            for n, place in enumerate(places.tolist()):
                there, at = around[cells, turns[ways, place]], slice(first, first + taken)
                row[n, :ANOTHER, at] = there == np.arange(ANOTHER)[:, None]
                row[n, ANOTHER, at] = there != around[cells, HERE]
                if anchor >= 0:
                    row[n, ANCHOR, at] = (there == around[cells, turns[ways, anchor]]) & (there < COLORS)
    return packed(made.reshape(len(searches), -1))
