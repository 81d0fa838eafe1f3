"""A hash table with open addressing on the backend, which looks up and adds whole arrays of 64-bit keys at a time:
what is known of the values with these keys, and which nodes hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends import Backend
from ...backends.arena import to_host
from ..kernels.keys import key_places

_FULL = 0.5  # the largest share of the table's places in use, so that collisions stay few


@dataclass(frozen=True)
class Found:
    """Keys that were looked up and their places in a table, (n,) each on the device; `bits` uint8 (n,): what is known
    of them, 0 for keys that were never added; `most`: how many keys there were."""

    keys: Any
    places: Any
    bits: np.ndarray
    most: int

    def take(self, rows: Any) -> Found:
        """The keys at these row numbers, an array of the device."""
        return Found(self.keys[rows], self.places[rows], self.bits[to_host(rows)], self.most)


class SeenHashes:
    """Keys with eight bits each that say what is known of them, and a node each, -1 for none. Keys must be well mixed,
    as their lowest bits are their places in the table. The key 0 marks empty places; all bits of it count as set."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._table, self._bits, self._nodes = self._empty(1 << 10)
        self._most = 0  # an upper bound of the number of keys

    def find(self, keys: np.ndarray) -> Found:
        """Look up keys, uint64 (n,)."""
        there = self._backend.xp.asarray(keys)
        places = self._places(there)
        bits = to_host(self._bits[places] * (self._table[places] == there))
        bits[keys == 0] = 255
        return Found(there, places, bits, self._most)

    def nodes(self, keys: np.ndarray) -> np.ndarray:
        """The node of each of these keys, uint64 (n,), -1 where it has none: int64 (n,)."""
        there = self._backend.xp.asarray(keys)
        places = self._places(there)
        found = to_host(self._backend.xp.where(self._table[places] == there, self._nodes[places], -1))
        return found.astype(np.int64)

    def add(self, found: Found, bits: np.ndarray, nodes: np.ndarray) -> None:
        """Add keys that were looked up, without duplicates, with these bits, uint8 (n,), and nodes, int (n,); a key
        that is there already gets these bits as well, and the node in place of its own."""
        xp, keys = self._backend.xp, found.keys
        places = found.places if found.most == self._most else None
        self._most += len(keys)
        if self._most > _FULL * len(self._table):
            taken = self._table != 0
            before = self._table[taken], self._bits[taken], self._nodes[taken]
            self._table, self._bits, self._nodes = self._empty(1 << int(self._most / _FULL).bit_length())
            self._put(*before)
            places = None
        self._put(keys, xp.asarray(bits), xp.asarray(nodes.astype(np.int32)), places)

    def _put(self, keys: Any, bits: Any, nodes: Any, places: Any = None) -> None:
        """`places`: those of the keys in the table as it is; None if they are to be looked up."""
        while len(keys):
            places = self._places(keys) if places is None else places
            self._table[places] = keys  # of several keys at one place one stays, the others try again
            there = self._table[places] == keys
            self._bits[places[there]] |= bits[there]
            self._nodes[places[there]] = nodes[there]
            keys, bits, nodes, places = keys[~there], bits[~there], nodes[~there], None

    def _places(self, keys: Any) -> Any:
        return self._backend.apply(key_places, keys, self._table)[:, 0]

    def _empty(self, places: int) -> tuple[Any, Any, Any]:
        xp = self._backend.xp
        return xp.zeros(places, np.uint64), xp.zeros(places, np.uint8), xp.full(places, -1, np.int32)
