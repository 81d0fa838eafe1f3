"""What features tell of the outputs, in whole numbers, so that every build says the same."""

from __future__ import annotations

import numpy as np

from ...backends import Int32, Int64, UInt8, array_kernel

VALUES = 32  # of a feature that are told apart; what has more of them is no good key
KINDS = 10  # of input cells, and colours of outputs, at most


@array_kernel(
    width=lambda *_: 1,
    body="""
    constexpr int VALUES = 32, PAIRS = VALUES * 10 * 10 / 2;
    const int groups = kinds * VALUES;
    SHARED(int, counts, PAIRS);     // two 16-bit counts in each
    FOR_LANES(k, (groups * colors + 1) / 2) counts[k] = 0;
    SYNC();
    int begin = 0, highest = 0;
    for (int d = 0; d < areas.width; d++) {
        const uint8_t* values = cells.row(slots(item, d)).p;
        FOR_LANES(k, areas[d]) {
            const int value = values[k] & (VALUES - 1);
            const int place = base[begin + k] + value * colors;
            highest = most(highest, value);
            ATOMIC_ADD(&counts[place >> 1], 1 << 16 * (place & 1));
        }
        begin += areas[d];
    }
    SYNC();
    int64_t cost = 0;
    const int used = LARGEST(highest) + 1;
    FOR_LANES(k, kinds * used) {
        const int group = k / used * VALUES + k % used;
        int total = 0;
        for (int color = 0; color < colors; color++) {
            const int place = group * colors + color, count = (unsigned)counts[place >> 1] >> 16 * (place & 1) & 65535;
            total += count;
            cost -= bits[count];
        }
        cost += bits[total] + (total > 0) * entry;
    }
    cost = (int64_t)TOTAL64((uint64_t)cost);
    ONCE out[0] = cost;
    """,
)
def costs(
    slots: Int32,
    cells: UInt8,
    areas: Int32,
    base: Int32,
    bits: Int64,
    kinds: int,
    colors: int,
    entry: int,
) -> Int64:
    """Bits to say the outputs' colours given the features' values and the input, and to write the table down: (n, 1).

    slots: int32 (n, demonstrations), the rows of `cells` uint8 (slots, bytes) where each feature has its cells; areas:
    int32 (demonstrations,), how many they are; base: int32 (cells,), the input's cell, below `kinds`, times VALUES x
    `colors`, plus the output's, below `colors`, both KINDS at most; bits: int64 (cells + 1,), of each n the n log2 n;
    entry: of one. Cells are fewer than 65536, and counted by the values' lowest 5 bits.
    """
    values = np.concatenate([cells[slots[:, d], :area] for d, area in enumerate(areas.tolist())], axis=1)
    groups = kinds * VALUES
    codes = base + (values & (VALUES - 1)).astype(np.int64) * colors
    codes += (np.arange(len(slots)) * groups * colors)[:, None]
    counts = np.bincount(codes.ravel(), minlength=len(slots) * groups * colors).reshape(-1, groups, colors)
    totals = counts.sum(axis=2)
    made = bits[totals].sum(axis=1) - bits[counts].sum(axis=(1, 2)) + entry * (totals > 0).sum(axis=1)
    return made[:, None]
