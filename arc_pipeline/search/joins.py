"""Which nodes go together as the arguments of a call: pairs within one task, lists only beside their own list."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..backends.arena import spread


def pairs(left_keys: np.ndarray, right_keys: np.ndarray, most: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """All (left, right) index pairs with equal keys, int64, in portions of at most about `most` pairs.

    `right_keys` must be ascending.
    """
    first = np.searchsorted(right_keys, left_keys, side="left")
    counts = np.searchsorted(right_keys, left_keys, side="right") - first
    ends = np.cumsum(counts)
    begin = 0
    while begin < len(left_keys):
        done = ends[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, done + most, side="right")))
        rows, places, _ = spread(np, counts[begin:end])
        yield rows + begin, first[begin:end][rows] + places
        begin = end
