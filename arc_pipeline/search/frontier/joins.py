"""Joins on arrays: pairs of rows with equal keys, and the first few of equal rows or of groups."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...backends.hashing import mix_placed


def few_of_each(groups: np.ndarray, cost: np.ndarray, most: int) -> np.ndarray:
    """The indices of the `most` cheapest members of each group, group by group; of equally cheap ones the first: int
    (n,) both -> int64 (m,)."""
    order = np.lexsort((cost, groups))
    return order[places(groups[order]) < most]


def places(groups: np.ndarray) -> np.ndarray:
    """The place of each element among those of its group: int (n,), ascending -> int64 (n,)."""
    return np.arange(len(groups)) - np.searchsorted(groups, groups)


def first_of_equal(rows: np.ndarray) -> np.ndarray:
    """The indices of the first of equal rows: integers (n, k) -> int64 (m,), ascending. Rows are compared by 64-bit
    hashes."""
    keys = mix_placed(rows.astype(np.uint64), np.arange(rows.shape[1])).sum(axis=1, dtype=np.uint64)
    return np.sort(np.unique(keys, return_index=True)[1])


def pairs(left_keys: np.ndarray, right_keys: np.ndarray, most: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """All pairs of indices (left, right) with equal keys, int64, by ascending left index, in portions of `most` pairs.

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


def joined(left: np.ndarray, right: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """All pairs of a row of `left` and one of `right` that have equal keys: int (n,) and (m,) indices into `keys` ->
    int64 (k, 2), by ascending place in `left`."""
    right = right[np.argsort(keys[right], kind="stable")]
    found = [np.stack([left[i], right[j]], axis=1) for i, j in pairs(keys[left], keys[right], np.iinfo(np.int64).max)]
    return np.concatenate([np.empty((0, 2), np.int64), *found])
