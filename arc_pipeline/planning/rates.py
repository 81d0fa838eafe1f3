"""What a round of a task costs and what it brings, as measured on tasks that may be looked at.

rates.json has the rate of each round, from the first, and how many searches it rests on; `python -m benchmarks.rates`
writes it.
"""

from __future__ import annotations

import json
import os
from dataclasses import astuple, dataclass, fields, replace
from functools import cached_property
from pathlib import Path

import numpy as np

RATES = Path(__file__).with_name("rates.json")
_DEARER = 1.2  # factor of the seconds from one round to the next, beyond those that were measured
_POORER = 0.8  # the same of what a round solves
_SIZES = 0.25, 4.0  # bounds of what the size of a task is taken to change its seconds by


@dataclass(frozen=True)
class Rate:
    """What one round does on average. `seconds`: of a core a task; `solved`: the share of tasks without a full fit that
    it solves; `corrected`: by how much it raises the share that is right among tasks with an uncertain full fit, at
    least 0; `settled`: the share of tasks that are settled afterwards and not searched again; `once`: what a job takes
    besides its tasks, however many it has, as a multiple of what it takes for each."""

    seconds: float
    solved: float
    corrected: float
    settled: float
    once: float


@dataclass(frozen=True)
class Rates:
    """The rates of the rounds, from the first. `cells`: the mean number of cells of a task; `growth`: the power of its
    relative size with which the seconds grow."""

    rounds: tuple[Rate, ...]
    cells: float
    growth: float

    def of(self, round: int) -> Rate:
        """The rates of a round, from 1; of later rounds than were measured an estimate."""
        if round <= len(self.rounds):
            return self.rounds[round - 1]
        last, further = self._tail, round - len(self.rounds)
        less = _POORER**further
        return replace(
            last,
            seconds=last.seconds * _DEARER**further,
            solved=last.solved * less,
            corrected=last.corrected * less,
            settled=last.settled * less,
        )

    @cached_property
    def _tail(self) -> Rate:
        """The mean of the last two rounds: an expensive one and one of views take turns."""
        return Rate(*np.mean([astuple(one) for one in self.rounds[-2:]], axis=0).tolist())

    def relative_size(self, cells: int) -> float:
        """How many times as long as a mean task one of this many cells takes, before anything was measured on it."""
        return float(np.clip((max(1, cells) / self.cells) ** self.growth, *_SIZES))


def read_rates(path: str | os.PathLike[str] = RATES) -> Rates:
    """The rates in a file that `benchmarks.rates` wrote."""
    found = json.loads(Path(path).read_text(encoding="utf-8"))
    names = [one.name for one in fields(Rate)]
    rounds = tuple(Rate(**{name: one[name] for name in names}) for one in found["rounds"])
    return Rates(rounds, found["cells"], found["growth"])
