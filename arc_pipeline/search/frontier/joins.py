"""Which rows of arrays go together, and which are the first of their like: nodes as the arguments of a call."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...backends.hashing import mix_placed


def place_among_equals(ascending: np.ndarray) -> np.ndarray:
    """How many equal ones stand before each: (n,) ascending -> int64 (n,). So that the first few of each are chosen."""
    return np.arange(len(ascending)) - np.searchsorted(ascending, ascending)


def first_of_equal(rows: np.ndarray) -> np.ndarray:
    """The first of equal rows, whole numbers (n, k), told by 64-bit hashes: int64 (m,), ascending."""
    keys = mix_placed(rows.astype(np.uint64), np.arange(rows.shape[1])).sum(axis=1, dtype=np.uint64)
    return np.sort(np.unique(keys, return_index=True)[1])


def pairs(left_keys: np.ndarray, right_keys: np.ndarray, most: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """All (left, right) index pairs with equal keys, int64, in order, in portions of `most` pairs.

    `right_keys` must be ascending.
    """
    first = np.searchsorted(right_keys, left_keys, side="left")
    counts = np.searchsorted(right_keys, left_keys, side="right") - first
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    for begin in range(0, total, most):
        place = np.arange(begin, min(begin + most, total))
        left = np.searchsorted(ends, place, side="right")
        yield left, first[left] + place - (ends[left] - counts[left])
