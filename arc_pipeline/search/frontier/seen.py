"""A hash table with open addressing on the backend, which looks up and adds whole arrays of 64-bit keys at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...backends import Backend
from ...backends.arena import to_host
from ..kernels.keys import key_places

_FULL = 0.5  # the largest share of the table's places in use, so that collisions stay few


class SeenHashes:
    """Keys with eight bits each that say what is known of them. Keys must be well mixed, as their lowest bits are their
    places in the table. The key 0 marks empty places; all bits of it count as set."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._table, self._bits = self._empty(1 << 10)
        self._most = 0  # an upper bound of the number of keys

    def bits(self, keys: np.ndarray) -> np.ndarray:
        """The bits of keys, uint64 (n,): uint8 (n,), 0 for keys that were never added."""
        keys = self._backend.xp.asarray(keys)
        places = self._places(keys)
        there = to_host(self._bits[places] * (self._table[places] == keys))
        there[to_host(keys == 0)] = 255
        return there

    def add(self, keys: np.ndarray, bits: np.ndarray) -> None:
        """Add keys, uint64 (n,) without duplicates, with these bits, uint8 (n,); a key that is there already gets them
        as well."""
        xp = self._backend.xp
        self._most += len(keys)
        if self._most > _FULL * len(self._table):
            taken = self._table != 0
            before = self._table[taken], self._bits[taken]
            self._table, self._bits = self._empty(1 << int(self._most / _FULL).bit_length())
            self._put(*before)
        self._put(xp.asarray(keys), xp.asarray(bits))

    def _put(self, keys: Any, bits: Any) -> None:
        while len(keys):
            places = self._places(keys)
            self._table[places] = keys  # of several keys at one place one stays, the others try again
            there = self._table[places] == keys
            self._bits[places[there]] |= bits[there]
            keys, bits = keys[~there], bits[~there]

    def _places(self, keys: Any) -> Any:
        return self._backend.apply(key_places, keys, self._table)[:, 0]

    def _empty(self, places: int) -> tuple[Any, Any]:
        return self._backend.xp.zeros(places, np.uint64), self._backend.xp.zeros(places, np.uint8)
