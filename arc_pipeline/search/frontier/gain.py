"""What a cell feature tells of the outputs: the bits that knowing it saves, less those of the table that would say it.

By the number of cell features that can be made, rules over all of them are out of reach; those that tell most are kept.
The measure is the empirical information gain given the input's cell (Quinlan 1986), with a price for every entry of the
table as in minimum description length (Rissanen 1978).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...backends import Backend
from ...backends.arena import to_host
from ...tasks import Pair
from .. import currency
from ..kernels.gains import KINDS, VALUES, costs

_UNIT = 1 << 20  # of a bit: sums of whole numbers are the same in any order


class Outputs:
    """The outputs of a task's demonstrations, as cell features of their shape are judged by them.

    `target`: what is to be said of each cell, uint8 (cells,); `given`: what is known of it, of up to KINDS values
    each; `areas`: how many cells each demonstration has; `entry_bits`: the price of an entry of a table.
    """

    def __init__(
        self,
        backend: Backend,
        target: np.ndarray,
        given: np.ndarray,
        areas: Sequence[int],
        entry_bits: int = currency.ENTRY,
    ) -> None:
        kinds, given = np.unique(given, return_inverse=True)
        colors, target = np.unique(target, return_inverse=True)
        if max(len(kinds), len(colors)) > KINDS:
            raise ValueError(f"{len(kinds)} values are given and {len(colors)} to be told; {KINDS} are the most")
        count = np.arange(len(target) + 1, dtype=np.float64)
        bits = np.round(count * np.log2(np.maximum(count, 1)) * _UNIT).astype(np.int64)
        base = (given * VALUES * len(colors) + target).astype(np.int32)
        arrays = (np.array(areas, np.int32), base, bits)
        self.areas, self._backend = areas, backend
        self._given = (*map(backend.xp.asarray, arrays), len(kinds), len(colors), entry_bits * _UNIT)
        self._plain = self._costs(np.zeros((1, len(areas)), np.int32), np.zeros((1, max(areas)), np.uint8))

    @classmethod
    def of_pairs(cls, backend: Backend, pairs: Sequence[Pair], entry_bits: int = currency.ENTRY) -> Outputs:
        """Given is the input's cell where all inputs have their outputs' shapes, else nothing."""
        outputs = [pair.output for pair in pairs]
        target = np.concatenate([output.ravel() for output in outputs])
        alike = all(pair.keeps_shape for pair in pairs)
        given = np.concatenate([pair.input.ravel() for pair in pairs]) if alike else np.zeros_like(target)
        return cls(backend, target, given, [output.size for output in outputs], entry_bits)

    @property
    def plain(self) -> float:
        """The bits to say the outputs without any cell feature."""
        return float(self._plain[0]) / _UNIT

    def gains(self, slots: Any, cells: Any) -> np.ndarray:
        """The bits that each cell feature saves: int32 (n, demonstrations), the rows of `cells` uint8 (slots, bytes)
        where it has its cells -> float32 (n,)."""
        return ((self._plain - self._costs(slots, cells)) / _UNIT).astype(np.float32)

    def _costs(self, slots: Any, cells: Any) -> np.ndarray:
        return to_host(self._backend.apply(costs, slots, cells, *self._given))[:, 0]


class Best:
    """The largest gains of the cell features of each task so far: what a new one has to beat."""

    def __init__(self, tasks: int, most: int) -> None:
        self._most = most
        self._gains = [np.empty(0, np.float32) for _ in range(tasks)]

    def beaten_by(self, task: int, gains: np.ndarray) -> np.ndarray:
        """Which of these gains are among the largest: bool (n,)."""
        best = self._gains[task]
        return gains > best.min() if len(best) >= self._most else np.ones(len(gains), dtype=bool)

    def add(self, task: int, gains: np.ndarray) -> None:
        best = np.concatenate([self._gains[task], gains])
        self._gains[task] = np.partition(best, -self._most)[-self._most :] if len(best) > self._most else best
