"""A set of 64-bit keys for whole arrays at a time: sorted runs of growing size, merged as in a log-structured
merge-tree (O'Neil et al. 1996)."""

from __future__ import annotations

import numpy as np


class SeenHashes:
    """Which keys were seen before. Adding n keys to N costs about (n log N) in all, nothing per key in Python."""

    def __init__(self) -> None:
        self._runs: list[np.ndarray] = []

    def __len__(self) -> int:
        return sum(map(len, self._runs))

    def contains(self, keys: np.ndarray) -> np.ndarray:
        """bool (n,): which of the keys, uint64 (n,), are in the set."""
        found = np.zeros(len(keys), dtype=bool)
        for run in self._runs:
            place = np.minimum(np.searchsorted(run, keys), len(run) - 1)
            found |= run[place] == keys
        return found

    def add(self, keys: np.ndarray) -> None:
        """Put keys into the set, uint64 (n,)."""
        if not len(keys):
            return
        run = np.sort(keys)
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        self._runs.append(run)
