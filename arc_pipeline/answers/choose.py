"""Two different attempts for every test input, out of a task's candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from ..search.candidates import Candidate
from ..tasks import Task
from .confidence import model
from .votes import Votes, votes


@dataclass(frozen=True)
class Attempt:
    """One attempt at one test input: the grid, the candidate it is from (None: nothing was found), its share of the
    weight of all candidates that fit, or of all that do not, and the probability that it is right."""

    grid: np.ndarray
    candidate: Candidate | None
    weight: float
    confidence: float


def choose(task: Task, candidates: Sequence[Candidate]) -> list[tuple[Attempt, Attempt]]:
    """The two attempts at each test input, the likelier first; they differ.

    Candidates that fit all demonstrations come before those that do not, each voting for its output. The first attempt
    is what fits with the most confidence, the second what has most votes of the rest; so is the first where nothing
    fits. Where there are fewer than two outputs, the test input and a plain grid fill up.
    """
    return [_choose_two(task, k, candidates) for k in range(len(task.test))]


def _choose_two(task: Task, test: int, candidates: Sequence[Candidate]) -> tuple[Attempt, Attempt]:
    grid, sureness = task.test[test], partial(model().first, task, test)
    fitting = votes([candidate for candidate in candidates if candidate.fits], test)
    others = votes([candidate for candidate in candidates if not candidate.fits], test)
    fillers = [Votes(filler, (), 0.0) for filler in (grid, np.zeros_like(grid), np.ones_like(grid))]
    surest = max(fitting, key=sureness, default=None)
    chosen: list[Votes] = [surest] if surest else []
    for group in [*fitting, *others, *fillers]:
        if not any(np.array_equal(group.grid, other.grid) for other in chosen):
            chosen.append(group)
    sure = sureness(chosen[0])
    return _attempt(chosen[0], sure), _attempt(chosen[1], model().next(sure, chosen[1]))


def _attempt(group: Votes, confidence: float) -> Attempt:
    return Attempt(group.grid, group.candidates[0] if group.candidates else None, group.share, confidence)
