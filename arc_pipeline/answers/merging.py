"""One submission out of several solvers' files: attempts.json, as a run of ours writes it, or any submission.json.

Solvers vote, and votes for the same output add up (a linear opinion pool, Stone 1961). A vote is the probability that
an output is right: of ours its confidence, of others' an assumed one by the order of the two attempts.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .attempts import holds_outputs, outputs_in
from .submission import Submission, SubmissionError, TaskInputs, attempts_in, check_submission, fillers, parse

ASSUMED = 0.5, 0.25  # of the first and the second attempt in a submission
Key = tuple[tuple[int, ...], bytes]  # of a grid: equal for equal ones
Votes = Mapping[str, Sequence[Sequence[tuple[np.ndarray, float]]]]  # by task, for each test input: outputs, their votes


def merge(
    files: Sequence[str | os.PathLike[str]],
    output: str | os.PathLike[str],
    weights: Sequence[float] | None = None,
    inputs: Sequence[TaskInputs] | None = None,
) -> dict[str, list[tuple[np.ndarray, np.ndarray]]]:
    """Write the submission in which solvers' files agree best, and return its two attempts for each test input.

    `weights`: a factor (0 or more) of the votes of each file, by default 1. `inputs`: all tasks that it has to answer,
    by default those of all files together; a task that no file knows gets fillers. Of outputs with equal votes that of
    the earlier file comes first. Raises SubmissionError if a file is not legal or beyond bounds, if files disagree with
    each other or with `inputs` on a task's test inputs, or if the result would be refused by Kaggle.
    """
    factors = [1.0] * len(files) if weights is None else list(weights)
    if len(factors) != len(files) or not all(0 <= factor < np.inf for factor in factors):
        raise SubmissionError(f"{len(files)} files need as many weights of 0 or more, not {factors}")
    solvers = [read_votes(path) for path in files]
    given = None if inputs is None else {task.id: task.test for task in inputs}
    counts = _counts(files, solvers, given)
    merged = {}
    for id, count in counts.items():
        known = [(votes[id], factor) for votes, factor in zip(solvers, factors, strict=True) if id in votes]
        tests: Sequence[np.ndarray | None] = [None] * count if given is None else given[id]
        merged[id] = [
            _first_two([(grid, factor * vote) for votes, factor in known for grid, vote in votes[k]], tests[k])
            for k in range(count)
        ]
    submission = Submission(Path(output), counts)
    for id, pairs in merged.items():
        submission.set(id, pairs)
    submission.write()
    check_submission(output, counts)
    return merged


def read_votes(path: str | os.PathLike[str]) -> Votes:
    """The votes of a file of either kind. Raises SubmissionError if it is not legal or beyond bounds.

    A grid that a submission gives to several tasks is a filler more often than an answer: they share its vote. An
    output that a file gives twice for a test input has the vote of the first time.
    """
    entries = parse(path, bounded=True)
    if holds_outputs(entries):
        found = outputs_in(entries, path)
        return {
            id: [_once((one.grid, 0.0 if one.program is None else one.confidence) for one in test) for test in tests]
            for id, tests in found.items()
        }
    pairs = attempts_in(entries, path)
    tasks = Counter(key for tests in pairs.values() for key in {_key(grid) for pair in tests for grid in pair})
    return {
        id: [
            _once((grid, vote / tasks[_key(grid)]) for grid, vote in zip(pair, ASSUMED, strict=True)) for pair in tests
        ]
        for id, tests in pairs.items()
    }


def _once(votes: Iterable[tuple[np.ndarray, float]]) -> list[tuple[np.ndarray, float]]:
    first: dict[Key, tuple[np.ndarray, float]] = {}
    for grid, vote in votes:
        first.setdefault(_key(grid), (grid, vote))
    return list(first.values())


def _counts(
    files: Sequence[str | os.PathLike[str]], solvers: Sequence[Votes], given: Mapping[str, Sequence[Any]] | None
) -> dict[str, int]:
    """The number of test inputs of each task, on which all must agree."""
    counts = {} if given is None else {id: len(tests) for id, tests in given.items()}
    said_by = dict[str, str | os.PathLike[str]](dict.fromkeys(counts, "the challenges"))
    for path, votes in zip(files, solvers, strict=True):
        for id, tests in votes.items():
            if given is not None and id not in given:
                raise SubmissionError(f"{path}: task {id!r} is not one of the challenges")
            if counts.setdefault(id, len(tests)) != len(tests):
                raise SubmissionError(f"{path}: task {id!r}: {len(tests)} test inputs, {counts[id]} in {said_by[id]}")
            said_by.setdefault(id, path)
    return counts


def _first_two(votes: Sequence[tuple[np.ndarray, float]], given: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """The two outputs with most votes; where there are not two, fillers for the test input come after them."""
    sums: dict[Key, float] = {}
    grids: dict[Key, np.ndarray] = {}
    plain = fillers(given if given is not None else votes[0][0] if votes else None)
    for grid, vote in (*votes, *((np.asarray(filler, np.uint8), 0.0) for filler in plain)):
        key = _key(grid)
        sums[key] = sums.get(key, 0.0) + vote
        grids.setdefault(key, grid)
    first, second, *_ = sorted(sums, key=lambda key: -sums[key])
    return grids[first], grids[second]


def _key(grid: np.ndarray) -> Key:
    return grid.shape, grid.tobytes()
