"""How each feature partitions the cells: which of them have equal values, whatever these values are."""

from __future__ import annotations

import numpy as np

from ...backends import Int32, UInt8, UInt64, array_kernel


@array_kernel(
    width=lambda *_: 1,
    body="""
    constexpr int NEVER = 1 << 30;
    SHARED(int, first, 256);
    FOR_LANES(value, 256) first[value] = NEVER;
    SYNC();
    int begin = 0;
    for (int s = 0; s < areas.width; begin += areas[s++]) {
        const uint8_t* row = cells.row(slots(item, s)).p;
        FOR_LANES(k, areas[s]) ATOMIC_MIN(&first[row[k]], begin + k);
    }
    SYNC();
    uint64_t sum = begin = 0;
    for (int s = 0; s < areas.width; begin += areas[s++]) {
        const uint8_t* row = cells.row(slots(item, s)).p;
        FOR_LANES(k, areas[s]) sum += (uint64_t)first[row[k]] * factors[begin + k];
    }
    sum = TOTAL64(sum);
    ONCE out[0] = sum;
    """,
)
def partitions(slots: Int32, cells: UInt8, areas: Int32, factors: UInt64) -> UInt64:
    """A 64-bit hash of how each feature partitions the cells: uint64 (n, 1).

    slots: int32 (n, samples), the rows of `cells` uint8 (slots, bytes) that hold each feature's cells; areas: int32
    (samples,), how many cells each sample has; factors: uint64 (cells,), random numbers. Each cell is represented by
    the first one with the same value.
    """
    values = np.concatenate([cells[slots[:, s], :area] for s, area in enumerate(areas.tolist())], axis=1)
    first = np.array([[row.index(value) for value in row] for row in values.tolist()], dtype=np.uint64)
    return (first * factors).sum(axis=1, dtype=np.uint64, keepdims=True)
