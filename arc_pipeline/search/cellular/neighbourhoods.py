"""The windows round cells that rules of a neighbourhood look at, as rows of an array, and as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np

from ...backends import Backend
from ...backends.arena import pack, to_host
from ...dsl.families.propagation import BECOMES, BESIDE, HERE, LARGEST, OUTSIDE, SIDE, seen
from ..kernels.looks import VALUES, window_codes
from ..running import Packed
from .examples import Example

NEAREST = sorted(
    (place for place in range(SIDE * SIDE) if place != HERE),
    key=lambda place: [max(map(abs, seen(place, 0))), sum(map(abs, seen(place, 0)))],
)
_TURNED = np.array(
    [
        [SIDE * (down + 2) + across + 2 for down, across in (seen(place, way) for place in range(SIDE * SIDE))]
        for way in range(8)
    ]
)
# By way and place the place that lies there, uint8 (8, places); those of the feature turn as those of the grid do.
TURNED = np.concatenate([_TURNED, np.full((8, 1), BECOMES), BESIDE + _TURNED], axis=1).astype(np.uint8)
_MIXED = np.random.default_rng(0).integers(0, 2**64, (TURNED.shape[1], VALUES), dtype=np.uint64)


class Neighbourhoods:
    """The cells of examples, one example after the other, and the windows round them."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = tuple(examples)
        self.before = np.concatenate([each.grid.ravel() for each in examples])
        self.wanted = np.concatenate([each.output.ravel() for each in examples])
        self._begins = np.cumsum([0, *(each.grid.size for each in examples)])
        steps = [_neighbours(*each.grid.shape) for each in examples]
        # The cell that lies at each place, int64 (cells, SIDE * SIDE); the last one, which is put there, is outside.
        self._index = np.concatenate(
            [np.where(each < 0, -1, each + begin) for each, begin in zip(steps, self._begins, strict=False)]
        )

    def without(self, k: int) -> Neighbourhoods:
        """The other examples."""
        return Neighbourhoods([*self.examples[:k], *self.examples[k + 1 :]])

    @cached_property
    def packed(self) -> Packed:
        """The grids as slots hold them."""
        return pack([each.grid for each in self.examples])

    @cached_property
    def packed_beside(self) -> Packed | None:
        """The features beside the grids."""
        return pack([each.beside for each in self.examples]) if self.has_feature else None

    @property
    def has_feature(self) -> bool:
        """Whether a feature lies beside the grids."""
        return self.examples[0].beside is not None

    def cells(self, rows: np.ndarray) -> np.ndarray:
        """The cells of slots, uint8 (n * examples, SLOT), by turns of each example, in one row: uint8 (n, cells)."""
        sizes = np.diff(self._begins).tolist()
        return np.concatenate([rows[k :: len(sizes), :size] for k, size in enumerate(sizes)], axis=1)

    def windows(self, cells: np.ndarray) -> np.ndarray:
        """The window round each cell, and that of the feature beside it if there is one: uint8 (cells,) -> (cells,
        places), by the places of the operation's rules."""
        around = np.append(cells, np.uint8(OUTSIDE))[self._index]
        return around if self._beside is None else np.concatenate([around, self._beside], axis=1)

    @cached_property
    def around_before(self) -> np.ndarray:
        """The windows of the grids."""
        return self.windows(self.before)

    @cached_property
    def around_wanted(self) -> np.ndarray:
        """The windows of the outputs."""
        return self.windows(self.wanted)

    @cached_property
    def _beside(self) -> np.ndarray | None:
        if not self.has_feature:
            return None
        feature = np.concatenate([each.beside.ravel() for each in self.examples if each.beside is not None])
        around = np.append(np.minimum(feature, LARGEST), OUTSIDE).astype(np.uint8)[self._index]
        return np.concatenate([np.zeros((len(around), BESIDE - BECOMES), np.uint8), around], axis=1)


@lru_cache(256)
def _neighbours(h: int, w: int) -> np.ndarray:
    """The cell at each place round each cell of a grid, -1 outside: int64 (h * w, SIDE * SIDE)."""
    padded = np.pad(np.arange(h * w).reshape(h, w), SIDE // 2, constant_values=-1)
    steps = (seen(place, 0) for place in range(SIDE * SIDE))
    return np.stack([padded[2 + d : 2 + d + h, 2 + a : 2 + a + w].ravel() for d, a in steps], axis=1)


def codes_of(backend: Backend, around: np.ndarray, turns: np.ndarray) -> np.ndarray:
    """A number for each window, uint8 (n, places), and each way to look at it, uint8 (ways, places looked at), the same
    for those in which the same lies there: uint64 (n, ways)."""
    return to_host(backend.apply(window_codes, around, turns, _MIXED[: turns.shape[1]]))


def whole_codes(backend: Backend, around: np.ndarray) -> np.ndarray:
    """A number for each window as it lies there, uint8 (n, places), other ones for other windows: uint64 (n,)."""
    return codes_of(backend, around, TURNED[:1, : around.shape[1]])[:, 0]


def firsts(codes: np.ndarray) -> np.ndarray:
    """Where each number comes first, uint64 (n,), ascending: int64."""
    # One sort of numbers whose lowest bits are where they are: those that are told apart by these alone are too few.
    low = np.uint64((1 << len(codes).bit_length()) - 1)
    ranked = np.sort((codes & ~low) | np.arange(len(codes), dtype=np.uint64))
    first = np.ones(len(codes), dtype=bool)
    first[1:] = ((ranked[1:] ^ ranked[:-1]) & ~low) != 0
    return np.sort((ranked[first] & low).astype(np.int64))


def is_among(codes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which codes of windows are among others: uint64 (n,), (m,) -> bool (n,)."""
    # By sorting: NumPy 2.0 raises where it may take a table and codes are larger than an int64 holds.
    return np.isin(codes, others, kind="sort")
