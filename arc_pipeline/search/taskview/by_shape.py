"""The nodes with cells of one task by their shapes on the demonstrations, found by hashes without looking at all
nodes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from ...dsl.types import GRID
from .nodes import TaskNodes


class NodesByShape:
    """The task's nodes with cells. Shapes are (h, w), one per demonstration; results are cheapest first."""

    def __init__(self, view: TaskNodes) -> None:
        self._nodes = view.of_cells()
        shapes = view.heads(self._nodes)[:, : len(view.outputs), :2]
        grids = view.are(self._nodes, GRID)
        self._grids, self._sides = self._nodes[grids], shapes[grids]
        self._shaped = _Rows(shapes.reshape(len(shapes), -1))
        self._across = [_Rows(self._sides[..., 1 - axis]) for axis in (0, 1)]

    def of(self, shapes: Sequence[tuple[int, ...]]) -> np.ndarray:
        """The nodes of these shapes: int64 (n,)."""
        return self._nodes[self._shaped.equal_to(np.array(shapes).ravel())]

    def shorter_grids(self, shapes: Sequence[tuple[int, ...]], axis: int) -> tuple[np.ndarray, np.ndarray]:
        """The grids that are shorter than these shapes along an axis and have the same size across it: nodes int64
        (n,), and their sizes along the axis, int64 (n, demonstrations)."""
        sides = np.array(shapes)
        rows = self._across[axis].equal_to(sides[:, 1 - axis])
        rows = rows[(self._sides[rows][..., axis] < sides[:, axis]).all(axis=1)]
        return self._grids[rows], self._sides[rows][..., axis]


class _Rows:
    """Rows of integers (n, m), sorted by a hash so that equal rows lie together."""

    def __init__(self, rows: np.ndarray) -> None:
        hashes = hashes_of(rows)
        self._order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[self._order]

    def equal_to(self, row: np.ndarray) -> np.ndarray:
        """The indices of the rows that equal this one, ascending: int64 (n,)."""
        wanted = hashes_of(row)
        begin, end = (np.searchsorted(self._hashes, wanted, side) for side in ("left", "right"))
        return self._order[begin:end]


@cache
def hash_factors(number: int) -> np.ndarray:
    """Random odd factors, the same for every call with the same number: uint64 (number,)."""
    return np.random.default_rng(0).integers(1, 2**63, number, dtype=np.uint64) | np.uint64(1)


def hashes_of(rows: np.ndarray) -> np.ndarray:
    """A hash of each row of integers: (..., m) -> uint64 (...)."""
    return np.asarray(rows.astype(np.uint64) @ hash_factors(rows.shape[-1]))
