"""Ranks the different outputs that a task's candidates have for every test input; the first two are the attempts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..search.candidates import Candidate
from ..search.effort import STORED
from ..tasks import Task
from .confidence import Judge, model
from .votes import Votes, votes, votes_without_fit


@dataclass(frozen=True)
class Attempt:
    """One attempt at one test input. `candidate`: the likeliest that made the grid, None for a filler. `weight`: the
    share (0..1) of its candidates in the weight of all that fit, of all near misses, or of all others.
    `confidence`: the probability (0..1) that it is right."""

    grid: np.ndarray
    candidate: Candidate | None
    weight: float
    confidence: float

    @property
    def origin(self) -> str:
        """Where the grid comes from, for a caption: see `origin`."""
        made = self.candidate
        return (
            origin(None, None, None, None) if made is None else origin(made.source, made.length, made.fit, made.parent)
        )

    @property
    def program(self) -> str | None:
        """The text of the candidate's program; None for a filler."""
        return None if self.candidate is None else self.candidate.program.text


def origin(source: str | None, length: float | None, fit: float | None, parent: str | None) -> str:
    """The strategy that found an output, the length of its program in bits, its fit (0..1), and from which programs of
    the library it descends, if from any, in words. None: there is no program."""
    if source is None or length is None or fit is None:
        return "nothing was found"
    fits = "fits all" if fit == 1.0 else f"{fit:.1%} of the cells right"
    return ", ".join([source, f"{length:g} bits", fits, *([f"from {parent}"] if parent else [])])


def choose(task: Task, candidates: Sequence[Candidate]) -> list[tuple[Attempt, Attempt]]:
    """The two attempts at each test input, the likelier first: the first two that `ranked` gives; they differ."""
    return [first_two(attempts) for attempts in ranked(task, candidates)]


def first_two(attempts: Sequence[Attempt]) -> tuple[Attempt, Attempt]:
    """The two attempts that are submitted, of all that are ranked for a test input."""
    return attempts[0], attempts[1]


def ranked(task: Task, candidates: Sequence[Candidate], judge: Judge | None = None) -> list[list[Attempt]]:
    """For each test input all that could be attempted, the likeliest first: different grids, at least two. `judge`:
    the task's, if there is one from before, as it remembers outputs.

    Each candidate votes for its output. Outputs of candidates that fit all demonstrations come first, ranked by
    confidence, with those of the library's programs that miss one alone; then those of other candidates that miss one,
    and those of all others, ranked by votes; each of these is as likely as the first of them is, at most. If there are
    fewer than two outputs, the test input itself and grids of one colour fill the gaps.
    """
    judge = Judge(task) if judge is None else judge
    return [_ranked(judge, task.test[k], k, candidates) for k in range(len(task.test))]


def _ranked(judge: Judge, given: np.ndarray, test: int, candidates: Sequence[Candidate]) -> list[Attempt]:
    fitting = votes([candidate for candidate in candidates if candidate.fits], test)
    others = votes_without_fit(candidates, test)
    fillers = [Votes(filler, (), 0.0) for filler in (given, np.zeros_like(given), np.ones_like(given))]
    near = votes([candidate for candidate in candidates if candidate.is_near_miss and candidate.source == STORED], test)
    sure = model().probabilities(judge.features(test, fitting))
    none = 1.0 - float(sure.sum())
    order = [*zip(fitting, sure.tolist(), strict=True), *((one, none * model().near * one.share) for one in near)]
    order.sort(key=lambda one: -one[1])
    unfit = none * model().partial
    found: list[Attempt] = []
    known = set[tuple[tuple[int, ...], bytes]]()
    for group, confidence in [*order, *((other, unfit) for other in (*others, *fillers))]:
        key = group.grid.shape, group.grid.tobytes()
        if key not in known and (group.candidates or len(found) < 2):
            known.add(key)
            likelier = found[-1].confidence if found else 1.0
            found.append(_attempt(group, min(confidence, likelier)))
    return found


def _attempt(group: Votes, confidence: float) -> Attempt:
    return Attempt(group.grid, group.candidates[0] if group.candidates else None, group.share, confidence)
