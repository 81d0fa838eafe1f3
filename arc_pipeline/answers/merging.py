"""One submission out of several solvers' files: attempts.json, as a run of ours writes it, or any submission.json.

A solver's opinion of an output is the probability that it is right: of ours its confidence, of others' an assumed one
by the order of the two attempts. Opinions of the same output add up (a linear opinion pool; Stone 1961).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from .attempts import holds_outputs, outputs_in
from .submission import Submission, SubmissionError, TaskInputs, attempts_in, check_submission, fillers, parse

ASSUMED = 0.5, 0.25  # of the first and the second attempt in a submission
PathName = str | os.PathLike[str]
Key = tuple[tuple[int, ...], bytes]  # of a grid: equal for equal ones


class Opinion(NamedTuple):
    """How likely (0..1) a solver finds an output, uint8 (h, w)."""

    grid: np.ndarray
    likely: float

    @property
    def key(self) -> Key:
        """Equal for opinions of the same output."""
        return self.grid.shape, self.grid.tobytes()


Opinions = Mapping[str, Sequence[Sequence[Opinion]]]  # by task, for each test input


def merge(
    files: Sequence[PathName],
    output: PathName,
    weights: Sequence[float] | None = None,
    inputs: Sequence[TaskInputs] | None = None,
) -> dict[str, list[tuple[np.ndarray, np.ndarray]]]:
    """Write the submission that solvers' files find likeliest, and return its two attempts for each test input.

    `weights`: a factor (0 or more) for the opinions of each file, by default 1. `inputs`: all tasks that it has to
    answer, by default those of all files together; a task that no file knows gets fillers. Of equally likely outputs
    that of the earlier file comes first. Raises SubmissionError if a file is not legal or beyond bounds, if files
    disagree with each other or with `inputs` on a task's test inputs, or if the result would be refused by Kaggle.
    """
    factors = [1.0] * len(files) if weights is None else list(weights)
    if len(factors) != len(files) or not all(0 <= factor < np.inf for factor in factors):
        raise SubmissionError(f"{len(files)} files need as many weights of 0 or more, not {factors}")
    solvers = [read_opinions(path) for path in files]
    given = None if inputs is None else {task.id: task.test for task in inputs}
    counts = _counts(files, solvers, given)
    merged = {}
    for id, count in counts.items():
        known = [(solver[id], factor) for solver, factor in zip(solvers, factors, strict=True) if id in solver]
        tests: Sequence[np.ndarray | None] = [None] * count if given is None else given[id]
        merged[id] = [
            _likeliest([Opinion(one.grid, factor * one.likely) for of, factor in known for one in of[k]], tests[k])
            for k in range(count)
        ]
    submission = Submission(output, counts)
    for id, pairs in merged.items():
        submission.set(id, pairs)
    submission.write()
    check_submission(output, counts)
    return merged


def read_opinions(path: PathName) -> Opinions:
    """The opinions in a file of either kind. Raises SubmissionError if it is not legal or beyond bounds.

    A grid that a submission gives to several tasks is a filler more often than an answer: it is as likely as one of
    them is right. An output that a file gives twice for a test input counts as the first time.
    """
    entries = parse(path, bounded=True)
    if holds_outputs(entries):
        found = outputs_in(entries, path)
        return {
            id: [
                _once(Opinion(one.grid, 0.0 if one.program is None else one.confidence) for one in test) for test in of
            ]
            for id, of in found.items()
        }
    assumed = {
        id: [[Opinion(grid, likely) for grid, likely in zip(pair, ASSUMED, strict=True)] for pair in pairs]
        for id, pairs in attempts_in(entries, path).items()
    }
    tasks = Counter(key for of in assumed.values() for key in {one.key for test in of for one in test})
    return {
        id: [_once(Opinion(one.grid, one.likely / tasks[one.key]) for one in test) for test in of]
        for id, of in assumed.items()
    }


def _once(opinions: Iterable[Opinion]) -> list[Opinion]:
    first: dict[Key, Opinion] = {}
    for one in opinions:
        first.setdefault(one.key, one)
    return list(first.values())


def _counts(
    files: Sequence[PathName], solvers: Sequence[Opinions], given: Mapping[str, Sequence[Any]] | None
) -> dict[str, int]:
    """The number of test inputs of each task, on which all must agree."""
    counts = {} if given is None else {id: len(tests) for id, tests in given.items()}
    said_by = dict[str, PathName](dict.fromkeys(counts, "the challenges"))
    for path, solver in zip(files, solvers, strict=True):
        for id, tests in solver.items():
            if given is not None and id not in given:
                raise SubmissionError(f"{path}: task {id!r} is not one of the challenges")
            if counts.setdefault(id, len(tests)) != len(tests):
                raise SubmissionError(f"{path}: task {id!r}: {len(tests)} test inputs, {counts[id]} in {said_by[id]}")
            said_by.setdefault(id, path)
    return counts


def _likeliest(opinions: Sequence[Opinion], given: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """The two likeliest outputs; where there are not two, fillers for the test input come after them."""
    plain = fillers(given if given is not None else opinions[0].grid if opinions else None)
    everything = [*opinions, *(Opinion(np.asarray(grid, np.uint8), 0.0) for grid in plain)]
    sums: dict[Key, float] = {}
    for one in everything:
        sums[one.key] = sums.get(one.key, 0.0) + one.likely
    first, second, *_ = sorted(_once(everything), key=lambda one: -sums[one.key])
    return first.grid, second.grid
