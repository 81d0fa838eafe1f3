"""What lies in windows round cells, as they are looked at in several ways: as hashes, and as bits by place."""

from __future__ import annotations

import numpy as np

from ...backends import Int32, UInt8, UInt64, array_kernel
from ..bits import packed

VALUES = 16  # that are told apart
SIGNS = 12  # the colours, outside of the grid, and anything but what lies in the middle


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
    width=lambda places, around, turns: SIGNS * turns.shape[0] * (around.shape[0] // 64),
    body="""
    constexpr int SIGNS = 12, OUTSIDE = 10, ANOTHER = 11;
    const int place = places(item, 0), middle = places(item, 1), words = (int)around.rows / 64;
    const int columns = (int)turns.rows * words;
    FOR_LANES(t, columns) {
        const int look = turns(t / words, place);
        uint64_t bits[SIGNS] = {};
        for (int k = 0; k < 64; k++) {
            const uint8_t* window = around.row(64 * (t % words) + k).p;
            const uint64_t bit = (uint64_t)1 << k;
            if (window[look] <= OUTSIDE) bits[window[look]] |= bit;
            if (window[look] != window[middle]) bits[ANOTHER] |= bit;
        }
        for (int sign = 0; sign < SIGNS; sign++) out[sign * columns + t] = bits[sign];
    }
    """,
)
def window_bits(places: Int32, around: UInt8, turns: UInt8) -> UInt64:
    """Where each sign holds at a place of windows, which are looked at in all ways: uint64
    (n, SIGNS * ways * windows / 64).

    places: int32 (n, 2), a place and the middle, which it is compared with and which no way turns; around: uint8
    (windows, places), a multiple of 64 windows; turns: uint8 (ways, places), the place that is seen at each place.
    The last sign says that the value differs from that in the middle.
    """
    signs = np.arange(SIGNS - 1)[:, None, None]
    there = [(around[:, turns[:, place]].T, around[:, middle]) for place, middle in places.tolist()]
    bits = np.array([[*(seen == signs), seen != own] for seen, own in there])
    return packed(bits.reshape(len(places), -1))
