"""The nodes with cells of one task by their shapes on the demonstrations, found by hashes without looking at all
nodes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from .nodes import TaskNodes


class NodesByShape:
    """The task's nodes with cells, sorted by a hash of their shapes so that those of equal shapes lie together."""

    def __init__(self, view: TaskNodes) -> None:
        nodes = view.of_cells()
        shapes = view.heads(nodes)[:, : len(view.outputs), :2]
        hashes = hashes_of(shapes.reshape(len(shapes), -1))
        order = np.argsort(hashes, kind="stable")
        self._nodes, self._hashes = nodes[order], hashes[order]

    def of(self, shapes: Sequence[tuple[int, ...]]) -> np.ndarray:
        """The nodes of these shapes, (h, w) for each demonstration, cheapest first: int64 (n,)."""
        wanted = hashes_of(np.array(shapes).ravel())
        begin, end = (np.searchsorted(self._hashes, wanted, side) for side in ("left", "right"))
        return self._nodes[begin:end]


@cache
def hash_factors(number: int) -> np.ndarray:
    """Random odd factors, the same for every call with the same number: uint64 (number,)."""
    return np.random.default_rng(0).integers(1, 2**63, number, dtype=np.uint64) | np.uint64(1)


def hashes_of(rows: np.ndarray) -> np.ndarray:
    """A hash of each row of integers: (..., m) -> uint64 (...)."""
    return np.asarray(rows.astype(np.uint64) @ hash_factors(rows.shape[-1]))
