"""Two different attempts for every test input, out of a task's candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from ..search.candidates import Candidate
from ..tasks import Task

_HALF_LIFE = 4.0  # bits of description length that halve a candidate's weight: a part of them would be agreed on anyway
_LEAST_FIT = 1e-6  # less than one cell of any task


@dataclass(frozen=True)
class Attempt:
    """One attempt at one test input: the grid, the candidate it is from (None: nothing was found) and its share of
    the weight of all candidates that fit, or of all that do not."""

    grid: np.ndarray
    candidate: Candidate | None
    weight: float


def choose(task: Task, candidates: Sequence[Candidate]) -> list[tuple[Attempt, Attempt]]:
    """The two attempts at each test input, the likelier first; they differ.

    Candidates that fit all demonstrations come before those that do not; each votes for its output with a weight that
    halves with its description length. Where there are fewer than two outputs, the test input and a plain grid fill up.
    """
    return [_choose_two(grid, k, candidates) for k, grid in enumerate(task.test)]


def _choose_two(grid: np.ndarray, test: int, candidates: Sequence[Candidate]) -> tuple[Attempt, Attempt]:
    fitting = _ranked(test, [candidate for candidate in candidates if candidate.fits])
    partial = _ranked(test, [candidate for candidate in candidates if not candidate.fits])
    fillers = [Attempt(filler, None, 0.0) for filler in (grid, np.zeros_like(grid), np.ones_like(grid))]
    chosen: list[Attempt] = []
    for attempt in [*fitting, *partial, *fillers]:
        if not any(np.array_equal(attempt.grid, other.grid) for other in chosen):
            chosen.append(attempt)
    return chosen[0], chosen[1]


def _ranked(test: int, candidates: Sequence[Candidate]) -> list[Attempt]:
    if not candidates:
        return []
    likeliest = max(map(_bits, candidates))
    votes: dict[tuple[tuple[int, ...], bytes], list[tuple[float, Candidate]]] = {}
    for candidate in candidates:
        output = candidate.outputs[test]
        weight = 2.0 ** (_bits(candidate) - likeliest)
        votes.setdefault((output.shape, output.tobytes()), []).append((weight, candidate))
    total = sum(weight for group in votes.values() for weight, _ in group)
    attempts = [
        Attempt(group[0][1].outputs[test], max(group, key=lambda vote: vote[0])[1], sum(w for w, _ in group) / total)
        for group in votes.values()
    ]
    return sorted(attempts, key=lambda attempt: -attempt.weight)


def _bits(candidate: Candidate) -> float:
    """The weight of a candidate as a power of two."""
    # Among candidates that do not fit, one per cent of the cells outweighs any program's length.
    return 100 * log2(max(candidate.fit, _LEAST_FIT)) - candidate.bits / _HALF_LIFE
