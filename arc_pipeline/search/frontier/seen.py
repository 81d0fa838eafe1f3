"""What is known of 64-bit keys, whole arrays at a time: a hash table with open addressing, where the backend has it."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...backends import Backend
from ...backends.arena import to_host
from ..kernels.keys import key_places

_FULL = 0.5  # the share of the table that is taken at most, so that few keys find their places taken


class SeenHashes:
    """Keys with bits that say what is known of each. They are well mixed, as their lowest bits say where each lies; of
    the key 0 everything is known."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._table, self._bits = self._empty(1 << 10)
        self._most = 0  # keys that may be in it

    def bits(self, keys: np.ndarray) -> np.ndarray:
        """What is known of keys, uint64 (n,): uint8 (n,), 0 for those that were never put in."""
        keys = self._backend.xp.asarray(keys)
        places = self._places(keys)
        there = to_host(self._bits[places] * (self._table[places] == keys))
        there[to_host(keys == 0)] = 255
        return there

    def add(self, keys: np.ndarray, bits: np.ndarray) -> None:
        """Put in keys, uint64 (n,) of which no two are equal, or add what is known of them: uint8 (n,)."""
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
            self._table[places] = keys  # of several at one place one stays
            there = self._table[places] == keys
            self._bits[places[there]] |= bits[there]
            keys, bits = keys[~there], bits[~there]

    def _places(self, keys: Any) -> Any:
        return self._backend.apply(key_places, keys, self._table)[:, 0]

    def _empty(self, places: int) -> tuple[Any, Any]:
        return self._backend.xp.zeros(places, np.uint64), self._backend.xp.zeros(places, np.uint8)
