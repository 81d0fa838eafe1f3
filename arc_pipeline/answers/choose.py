"""Chooses two different attempts for every test input from a task's candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..search.candidates import Candidate
from ..tasks import Task
from .confidence import Judge, model
from .votes import Votes, votes


@dataclass(frozen=True)
class Attempt:
    """One attempt at one test input. `candidate`: the likeliest that made the grid, None for a filler. `weight`: the
    share (0..1) of its candidates in the weight of all that fit, or of all that do not. `confidence`: the probability
    (0..1) that it is right."""

    grid: np.ndarray
    candidate: Candidate | None
    weight: float
    confidence: float


def choose(task: Task, candidates: Sequence[Candidate]) -> list[tuple[Attempt, Attempt]]:
    """The two attempts at each test input, the likelier first; they always differ.

    Each candidate votes for its output. Outputs of candidates that fit all demonstrations come first, ranked by
    confidence, then those of all other candidates, ranked by votes. If fewer than two outputs remain, the test input
    itself and grids of one colour fill the gaps.
    """
    judge = Judge(task)
    return [_choose_two(judge, task.test[k], k, candidates) for k in range(len(task.test))]


def _choose_two(judge: Judge, given: np.ndarray, test: int, candidates: Sequence[Candidate]) -> tuple[Attempt, Attempt]:
    fitting = votes([candidate for candidate in candidates if candidate.fits], test)
    others = votes([candidate for candidate in candidates if not candidate.fits], test)
    fillers = [Votes(filler, (), 0.0) for filler in (given, np.zeros_like(given), np.ones_like(given))]
    sure = model().probabilities(judge.features(test, fitting))
    ranked = [(fitting[k], float(sure[k])) for k in np.argsort(-sure, kind="stable").tolist()]
    unfit = (1.0 - float(sure.sum())) * model().partial
    chosen: list[Attempt] = []
    for group, confidence in [*ranked, *((other, unfit) for other in (*others, *fillers))]:
        if len(chosen) < 2 and not any(np.array_equal(group.grid, attempt.grid) for attempt in chosen):
            likelier = chosen[0].confidence if chosen else 1.0
            chosen.append(_attempt(group, min(confidence, likelier)))
    return chosen[0], chosen[1]


def _attempt(group: Votes, confidence: float) -> Attempt:
    return Attempt(group.grid, group.candidates[0] if group.candidates else None, group.share, confidence)
