"""What a cell feature tells of the outputs: the bits that knowing it saves, less those of the table that uses it.

Far more cell features can be made than rules could combine, so that only those with the largest gains are kept. The
gain is the empirical information gain given the input's cell (Quinlan 1986), less a price for every entry of the table,
as in minimum description length (Rissanen 1978).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ...backends import Backend
from ...backends.arena import to_host
from ...tasks import Pair
from .. import currency
from ..kernels.gains import KINDS, VALUES, costs

_UNIT = 1 << 20  # units in a bit: sums of whole numbers are the same in any order


@dataclass(frozen=True, eq=False)
class Outputs:
    """The outputs of the demonstrations of one or more tasks, by which cell features of the same shapes are judged.

    A row for each task: `areas` int32 (tasks, demonstrations): the number of cells of each output; `base` int32
    (tasks, cells): for each cell what is given of it and the colour to be said, as one code; `sizes` int32 (tasks, 2):
    how many different values either has. `entry_bits`: the price of a table's entry.
    """

    backend: Backend
    areas: np.ndarray
    base: np.ndarray
    sizes: np.ndarray
    entry_bits: int

    @classmethod
    def of(
        cls,
        backend: Backend,
        target: np.ndarray,
        given: np.ndarray,
        areas: Sequence[int],
        entry_bits: int = currency.ENTRY,
    ) -> Outputs:
        """The outputs of one task. `target` uint8 (cells,): the colour to be said of each cell; `given` (cells,): what
        is known of it; `areas`: the number of cells of each demonstration. Raises ValueError if either has more than
        KINDS different values."""
        kinds, given = np.unique(given, return_inverse=True)
        colors, target = np.unique(target, return_inverse=True)
        if max(len(kinds), len(colors)) > KINDS:
            raise ValueError(f"{len(kinds)} values are given and {len(colors)} to be told; {KINDS} are the most")
        base = given * VALUES * len(colors) + target
        of_each, base, sizes = (np.array([row], np.int32) for row in (areas, base, (len(kinds), len(colors))))
        return cls(backend, of_each, base, sizes, entry_bits)

    @classmethod
    def of_pairs(cls, backend: Backend, pairs: Sequence[Pair], entry_bits: int = currency.ENTRY) -> Outputs:
        """The outputs of one task, from its demonstrations. Given is the input's cell if all outputs have their inputs'
        shapes, else nothing."""
        outputs = [pair.output for pair in pairs]
        target = np.concatenate([output.ravel() for output in outputs])
        alike = all(pair.keeps_shape for pair in pairs)
        given = np.concatenate([pair.input.ravel() for pair in pairs]) if alike else np.zeros_like(target)
        return cls.of(backend, target, given, [output.size for output in outputs], entry_bits)

    @classmethod
    def joined(cls, of_tasks: Sequence[Outputs]) -> Outputs:
        """The outputs of several tasks, at least one, with the same price of an entry."""
        areas, base = (_side_by_side([getattr(one, name) for one in of_tasks]) for name in ("areas", "base"))
        first = of_tasks[0]
        return cls(first.backend, areas, base, np.concatenate([one.sizes for one in of_tasks]), first.entry_bits)

    @property
    def demonstrations(self) -> int:
        """The largest number of demonstrations of a task."""
        return self.areas.shape[1]

    @property
    def plain(self) -> float:
        """The bits to say the outputs of the first task without any cell feature."""
        return float(self._plain[0]) / _UNIT

    def gains(self, slots: Any, cells: Any, task: np.ndarray | None = None) -> np.ndarray:
        """The bits that each cell feature saves: float32 (n,). `slots` int32 (n, demonstrations): the rows of `cells`
        uint8 (slots, bytes) that hold its cells; `task` int (n,): its task, None for the first."""
        task = np.zeros(len(slots), np.int64) if task is None else task
        return ((self._plain[task] - self._costs(task, slots, cells)) / _UNIT).astype(np.float32)

    @cached_property
    def _plain(self) -> np.ndarray:
        tasks = np.arange(len(self.areas))
        blank = np.zeros((1, int(self.areas.max())), np.uint8)
        return self._costs(tasks, np.zeros(self.areas.shape, np.int32), blank)

    @cached_property
    def _given(self) -> tuple[Any, ...]:
        """The kernel's arguments after the cell features: areas, base, sizes, n log2 n for every n, and the price of an
        entry."""
        count = np.arange(int(self.areas.sum(axis=1).max()) + 1, dtype=np.float64)
        bits = np.round(count * np.log2(np.maximum(count, 1)) * _UNIT).astype(np.int64)
        return (*map(self.backend.xp.asarray, (self.areas, self.base, self.sizes, bits)), self.entry_bits * _UNIT)

    def _costs(self, task: np.ndarray, slots: Any, cells: Any) -> np.ndarray:
        return to_host(self.backend.apply(costs, task.astype(np.int32), slots, cells, *self._given))[:, 0]


def _side_by_side(rows: Sequence[np.ndarray]) -> np.ndarray:
    """Rows of different lengths as one array, padded with 0: int32 (n, m) each -> (sum of n, the largest m)."""
    width = max(row.shape[1] for row in rows)
    return np.concatenate([np.pad(row, ((0, 0), (0, width - row.shape[1]))) for row in rows])


class Best:
    """The largest gains of the cell features of each task so far, up to `most`: what a new feature has to beat."""

    def __init__(self, tasks: int, most: int) -> None:
        self._most = most
        self._gains = [np.empty(0, np.float32) for _ in range(tasks)]

    def beaten_by(self, task: int, gains: np.ndarray) -> np.ndarray:
        """Which of these gains are larger than the least one held, all of them while fewer than `most` are held: bool
        (n,). From now on they are held themselves."""
        best = self._gains[task]
        larger = gains > best.min() if len(best) >= self._most else np.ones(len(gains), dtype=bool)
        if larger.any():
            best = np.concatenate([best, gains[larger]])
            self._gains[task] = np.partition(best, -self._most)[-self._most :] if len(best) > self._most else best
        return larger
