"""What a state tells of the outputs: the bits that knowing it saves, less those of the table that would say it.

By the number of states that can be made, rules over all of them are out of reach; those that tell most are kept. The
measure is the empirical information gain given the input's cell (Quinlan 1986), with a price for every entry of the
table as in minimum description length (Rissanen 1978).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..tasks import Task

_VALUES = 32  # of a state that are told apart; what has more of them is no good key
_ENTRY_BITS = 4.0
_CELLS = 1 << 22  # of the tables that are counted at once


class Outputs:
    """The outputs of a task's demonstrations, as states of their shape are judged by them; arrays of `xp`."""

    def __init__(self, xp: Any, task: Task) -> None:
        outputs = [pair.output for pair in task.train]
        target = np.concatenate([output.ravel() for output in outputs])
        alike = all(pair.input.shape == pair.output.shape for pair in task.train)
        given = np.concatenate([pair.input.ravel() for pair in task.train]) if alike else np.zeros_like(target)
        kinds, given = np.unique(given, return_inverse=True)
        colors, target = np.unique(target, return_inverse=True)
        self.areas: Sequence[int] = [output.size for output in outputs]
        self._xp, self._colors, self._groups = xp, len(colors), len(kinds) * _VALUES
        self._place = xp.asarray((given * _VALUES * len(colors) + target).astype(np.int32))
        count = np.arange(len(target) + 1, dtype=np.float64)
        self._bits = xp.asarray((count * np.log2(np.maximum(count, 1))).astype(np.float32))
        self._plain = self._cost(xp.zeros((1, len(target)), np.uint8))

    def gains(self, cells: Any) -> Any:
        """The bits that each state saves, of its cells on all demonstrations: uint8 (n, cells) -> float32 (n,)."""
        block = max(1, _CELLS // (self._groups * self._colors))
        parts = [self._plain - self._cost(cells[begin : begin + block]) for begin in range(0, len(cells), block)]
        return self._xp.concatenate(parts)

    def _cost(self, cells: Any) -> Any:
        """Bits to say the outputs' colours given the states' values and the input, and to write the table down."""
        xp, n = self._xp, len(cells)
        size = self._groups * self._colors
        codes = self._place + (cells & (_VALUES - 1)).astype(np.int32) * self._colors
        codes += (xp.arange(n, dtype=np.int32) * size)[:, None]
        counts = xp.bincount(codes.ravel(), minlength=n * size).reshape(n, self._groups, self._colors)
        totals = counts.sum(axis=2)
        bits = self._bits[totals].sum(axis=1) - self._bits[counts].sum(axis=(1, 2))
        return bits + _ENTRY_BITS * (totals > 0).sum(axis=1)


class Best:
    """The largest gains of the states of each task so far: what a new one has to beat."""

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
