"""Where keys lie in a hash table with open addressing and linear probing."""

from __future__ import annotations

import numpy as np

from ...backends import Int64, UInt64, array_kernel


@array_kernel(
    width=lambda *_: 1,
    body="""
    const uint64_t key = keys[item], last = table.width - 1;
    uint64_t place = key & last;
    while (table[place] != key && table[place] != 0) place = (place + 1) & last;
    ONCE out[0] = (int64_t)place;
    """,
)
def key_places(keys: UInt64, table: UInt64) -> Int64:
    """The place of each key in a table, or the empty place where it would be put: int64 (n, 1).

    keys: uint64 (n,); table: uint64 (places,), a power of two of them, 0 where one is empty, as at least one must be.
    The search begins at the place that the key's lowest bits give, and goes on from place to place, round the end.
    """
    places = keys & np.uint64(len(table) - 1)
    while True:
        further = (table[places] != keys) & (table[places] != 0)
        if not further.any():
            return places.astype(np.int64)[:, None]
        places[further] = (places[further] + np.uint64(1)) & np.uint64(len(table) - 1)
