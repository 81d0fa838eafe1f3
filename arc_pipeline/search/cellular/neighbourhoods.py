"""The windows round cells at which cellular rules look, as rows of an array and as hash codes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from ...backends import Backend
from ...backends.arena import pack, to_host
from ...dsl.families.propagation import HERE, OUTSIDE, SIDE, seen
from ...measure import counted_cache
from ...tasks import Pair
from ..evaluation.tables import Packed
from ..kernels.columns import VALUES, window_codes

NEAREST = sorted(
    (place for place in range(SIDE * SIDE) if place != HERE),
    key=lambda place: [max(map(abs, seen(place, 0))), sum(map(abs, seen(place, 0)))],
)
# TURNED[way, place]: the place that lies there in the turned window, uint8 (8, places).
TURNED = np.array(
    [
        [SIDE * (down + 2) + across + 2 for down, across in (seen(place, way) for place in range(SIDE * SIDE))]
        for way in range(8)
    ],
    np.uint8,
)
_MIXED = np.random.default_rng(0).integers(0, 2**64, (TURNED.shape[1], VALUES), dtype=np.uint64)


class Neighbourhoods:
    """The cells of all examples, one example after the other, and the windows round them."""

    def __init__(self, examples: Sequence[Pair]) -> None:
        self.examples = tuple(examples)
        self.before = np.concatenate([each.input.ravel() for each in examples])
        self.wanted = np.concatenate([each.output.ravel() for each in examples])
        self._begins = np.cumsum([0, *(each.input.size for each in examples)])
        steps = [_neighbours(*each.input.shape) for each in examples]
        # The index of the cell at each place, int64 (cells, SIDE * SIDE); -1 is the OUTSIDE that `windows` appends.
        self._index = np.concatenate(
            [np.where(each < 0, -1, each + begin) for each, begin in zip(steps, self._begins, strict=False)]
        )

    def without(self, k: int) -> Neighbourhoods:
        """All examples but the k-th."""
        return Neighbourhoods([*self.examples[:k], *self.examples[k + 1 :]])

    @cached_property
    def packed(self) -> Packed:
        """The grids in the layout of arena slots."""
        return pack([each.input for each in self.examples])

    def cells(self, rows: np.ndarray) -> np.ndarray:
        """The cells of slots that cycle through the examples, by cycle: uint8 (n * examples, SLOT) -> (n, cells)."""
        sizes = np.diff(self._begins).tolist()
        return np.concatenate([rows[k :: len(sizes), :size] for k, size in enumerate(sizes)], axis=1)

    def windows(self, cells: np.ndarray) -> np.ndarray:
        """The window round each cell: uint8 (cells,) -> (cells, places). The columns are the places of rules."""
        return np.append(cells, np.uint8(OUTSIDE))[self._index]

    @cached_property
    def around_wanted(self) -> np.ndarray:
        """The windows in the outputs: uint8 (cells, places)."""
        return self.windows(self.wanted)


@counted_cache("surroundings", 256)
def _neighbours(h: int, w: int) -> np.ndarray:
    """The index of the cell at each place round each cell of a grid, -1 outside: int64 (h * w, SIDE * SIDE)."""
    padded = np.pad(np.arange(h * w).reshape(h, w), SIDE // 2, constant_values=-1)
    steps = (seen(place, 0) for place in range(SIDE * SIDE))
    return np.stack([padded[2 + d : 2 + d + h, 2 + a : 2 + a + w].ravel() for d, a in steps], axis=1)


def codes_of(backend: Backend, around: np.ndarray, turns: np.ndarray) -> np.ndarray:
    """A hash code of each window, uint8 (n, places), in each way to look at it, uint8 (ways, places looked at): uint64
    (n, ways). The same cells in the same order have the same code."""
    return to_host(backend.apply(window_codes, around, turns, _MIXED[: turns.shape[1]]))


def whole_codes(backend: Backend, around: np.ndarray) -> np.ndarray:
    """A hash code of each whole window, uint8 (n, places), as it lies: uint64 (n,)."""
    return codes_of(backend, around, TURNED[:1])[:, 0]
