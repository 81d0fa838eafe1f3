"""At how many cells conditions hold together: conjunctions of few of them, and each other condition beside these."""

from __future__ import annotations

import numpy as np

from ...backends import Int32, UInt64, array_kernel

WORDS = 32


@array_kernel(
    width=lambda chosen, table: table.shape[0],
    body="""
    const int words = table.width;
    const auto row = chosen.row(item);
    SHARED(uint64_t, held, 32);
    FOR_LANES(k, words) {
        held[k] = ~(uint64_t)0;
        for (int i = 0; i < chosen.width; i++) held[k] &= table(row[i], k);
    }
    SYNC();
    FOR_LANES(m, out.width) {
        const uint64_t* p = table.row(m).p;
        int count = 0;
        for (int k = 0; k < words; k++) count += ones(held[k] & p[k]);
        out[m] = count;
    }
    """,
)
def together(chosen: Int32, table: UInt64) -> Int32:
    """At how many columns all chosen conditions hold, and each of all conditions as well: int32 (n, m).

    chosen: int32 (n, length), rows of `table`; table: bits (m, words), up to WORDS of them, where each condition holds.
    """
    flags = np.unpackbits(np.ascontiguousarray(table).view(np.uint8), axis=1).astype(np.int32)
    return flags[chosen].all(axis=1).astype(np.int32) @ flags.T
