"""submission.json: complete and valid on disk from the start, and replaced as a whole whenever answers improve.

Kaggle's format: {task id: [{"attempt_1": grid, "attempt_2": grid} for each test input]}, where a grid is a list of 1 to
30 equally long rows of 1 to 30 colours 0-9. Every task and every test input must be present.
"""

import json
import os
import reprlib
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ..measure import span
from ..tasks import TaskError
from ..tasks.json_file import bounded_json
from .whole_file import write_whole

ATTEMPTS = ("attempt_1", "attempt_2")
PLACEHOLDERS = ([[0]], [[1]])
LONGEST_SIDE = 30

Rows = Sequence[Sequence[int]]
Grid = np.ndarray | Rows


class TaskInputs(Protocol):
    """What a submission needs of a task: its id, and its test inputs, uint8 (h, w) or None if they are unreadable."""

    @property
    def id(self) -> str: ...

    @property
    def test(self) -> Sequence[np.ndarray | None]: ...


class SubmissionError(Exception):
    """Raised for a submission that cannot be written, cannot be read, or would be rejected by Kaggle."""


class Submission:
    """Two attempts for every test input of the tasks in `counts` ({id: number of test inputs}).

    It is complete from the start, with placeholders of one cell. Nothing is written to disk before `write` is called.
    """

    def __init__(self, path: str | os.PathLike[str], counts: Mapping[str, int]) -> None:
        self.path = Path(path)
        self.failure = ""  # why the file is out of date; "" if it is not
        placeholder = dict(zip(ATTEMPTS, PLACEHOLDERS, strict=True))
        self._counts = dict(counts)
        self._changed = True  # since it was written last
        self._texts = {id: json.dumps([placeholder] * count) for id, count in counts.items()}  # few change at a time

    @classmethod
    def prefilled(cls, path: str | os.PathLike[str], tasks: Iterable[TaskInputs]) -> "Submission":
        """Write a valid file for all tasks: the first attempt is the test input itself, the second a different grid.

        A test input that is None gets the placeholders.
        """
        tasks = tuple(tasks)
        submission = cls(path, {task.id: len(task.test) for task in tasks})
        for task in tasks:
            submission.set(task.id, [fillers(grid) for grid in task.test])
        submission.write()
        return submission

    def set(self, task_id: str, attempts: Sequence[tuple[Grid, Grid]]) -> None:
        """Store the two attempts for each test input of a task, in memory only.

        Raises SubmissionError if the task is unknown, an attempt is not a legal grid, or their number is wrong.
        """
        entry = [dict(zip(ATTEMPTS, map(_rows, pair), strict=True)) for pair in attempts]
        if task_id not in self._counts:
            raise SubmissionError(f"task {task_id!r} is not one of this submission")
        if problems := _entry_problems(task_id, entry, self._counts[task_id]):
            raise SubmissionError("; ".join(problems))
        self._texts[task_id], self._changed = json.dumps(entry), True

    def write(self) -> None:
        """Replace the file as a whole. Raises SubmissionError if it cannot be written."""
        entries = ", ".join(f"{json.dumps(id)}: {text}" for id, text in self._texts.items())
        try:
            write_whole(self.path, f"{{{entries}}}".encode())
        except OSError as error:
            raise SubmissionError(f"cannot write the submission {self.path}: {error}") from error
        self._changed = False

    def write_if_possible(self) -> None:
        """Replace the file if it lacks an attempt or is gone. On failure the old file stays, `failure` says why, and
        the first failure warns."""
        if not self._changed and self.path.exists():
            return
        try:
            with span("write"):
                self.write()
            self.failure = ""
        except SubmissionError as error:
            if not self.failure:
                warnings.warn(f"{error}: the file stays as it was until it can be", RuntimeWarning, stacklevel=2)
            self.failure = f"{error}: the file is older than the answers that were found"


def fillers(grid: np.ndarray | None) -> tuple[Grid, Grid]:
    """Two legal grids that differ, for a test input of which nothing better is known than itself, or not even that."""
    return PLACEHOLDERS if grid is None else (grid, another(grid))


def submission_problems(
    path: str | os.PathLike[str], challenges: Mapping[str, int] | Iterable[TaskInputs]
) -> list[str]:
    """All faults of the file as an answer to `challenges` ({id: number of test inputs}, or tasks)."""
    if not isinstance(challenges, Mapping):
        challenges = {task.id: len(task.test) for task in challenges}
    try:
        entries = parse(path)
    except SubmissionError as error:
        return [str(error)]
    problems = [f"task {id!r} is missing" for id in challenges if id not in entries]
    problems += [f"task {id!r} is not one of the challenges" for id in entries if id not in challenges]
    for id in entries.keys() & challenges.keys():
        problems += _entry_problems(id, entries[id], challenges[id])
    return problems


def check_submission(path: str | os.PathLike[str], challenges: Mapping[str, int] | Iterable[TaskInputs]) -> None:
    """Raise SubmissionError, naming the first faults, unless the file is a legal answer to all challenges."""
    refuse(path, submission_problems(path, challenges))


def read_submission(path: str | os.PathLike[str]) -> dict[str, list[tuple[np.ndarray, np.ndarray]]]:
    """The two attempts, uint8 (h, w), for each test input of each task, of a file that may come from anybody.

    Raises SubmissionError if one is not legal, or if the file is beyond the bounds of what is read.
    """
    return attempts_in(parse(path, bounded=True), path)


def attempts_in(
    entries: Mapping[str, Any], path: str | os.PathLike[str]
) -> dict[str, list[tuple[np.ndarray, np.ndarray]]]:
    """The same of the content of such a file, as `parse` returns it."""
    refuse(path, [problem for id, entry in entries.items() for problem in _entry_problems(id, entry)])
    return {
        id: [(np.array(pair[ATTEMPTS[0]], np.uint8), np.array(pair[ATTEMPTS[1]], np.uint8)) for pair in entry]
        for id, entry in entries.items()
    }


def refuse(path: str | os.PathLike[str], problems: list[str], shown: int = 5) -> None:
    """Raise SubmissionError that names the first of the problems of a file, if it has any."""
    if problems:
        more = f"; and {len(problems) - shown} more" if len(problems) > shown else ""
        raise SubmissionError(f"{path}: {'; '.join(problems[:shown])}{more}")


def parse(path: str | os.PathLike[str], bounded: bool = False) -> dict[str, Any]:
    """The JSON object in a file, by task. `bounded`: refuse more than is read of any file. Raises SubmissionError."""
    try:
        text = bounded_json(Path(path)) if bounded else Path(path).read_bytes()
        entries = json.loads(text, object_pairs_hook=_without_repetition)
    except OSError as error:
        raise SubmissionError(f"cannot read the submission {path}: {error}") from error
    except TaskError as error:
        raise SubmissionError(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise SubmissionError(f"{path} is not JSON: {error}") from error
    if not isinstance(entries, dict):
        raise SubmissionError(f"{path} holds a {type(entries).__name__}, not an object of tasks")
    return entries


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise SubmissionError(f"given twice: {', '.join(repr(key) for key in found if keys.count(key) > 1)}")
    return found


def _entry_problems(task_id: str, entry: object, count: int | None = None) -> list[str]:
    """The faults of one task's entry; `count` is its number of test inputs, if known."""
    if not isinstance(entry, list):
        return [f"task {task_id!r}: not a list of test inputs"]
    problems = []
    if len(entry) != (len(entry) if count is None else count):
        problems.append(f"task {task_id!r}: attempts for {len(entry)} test inputs instead of {count}")
    for number, pair in enumerate(entry, start=1):
        place = f"task {task_id!r}, test input {number}"
        if not isinstance(pair, dict) or set(pair) != set(ATTEMPTS):
            problems.append(f"{place}: not an object of exactly {' and '.join(ATTEMPTS)}")
            continue
        problems += [f"{place}, {name}: {fault}" for name in ATTEMPTS if (fault := grid_fault(pair[name]))]
    return problems


def grid_fault(grid: object) -> str | None:
    """Why a grid, as read from JSON, is not legal; None if it is."""
    if not isinstance(grid, list) or not all(isinstance(row, list) for row in grid):
        return "not a list of rows"
    widths = {len(row) for row in grid}
    if len(widths) > 1:
        return "rows of different lengths"
    if not 1 <= len(grid) <= LONGEST_SIDE or not 1 <= max(widths) <= LONGEST_SIDE:
        return f"{len(grid)} rows of {max(widths, default=0)} cells: sides must be 1 to {LONGEST_SIDE}"
    # By type, as isinstance takes True for an int, but Kaggle does not take it for a colour.
    wrong = [cell for row in grid for cell in row if type(cell) is not int or not 0 <= cell <= 9]
    return f"{reprlib.repr(wrong[0])} is not a colour, an integer 0 to 9" if wrong else None


def _rows(grid: Grid) -> Any:
    """The grid as JSON holds it. Anything that is not a grid is returned as it is, so that the check can report it."""
    if isinstance(grid, np.ndarray):
        return grid.tolist()
    return [list(row) if isinstance(row, tuple) else row for row in grid] if isinstance(grid, list | tuple) else grid


def another(grid: np.ndarray) -> np.ndarray:
    """A legal grid that differs from this one: all black, or all of colour 1 if the grid is black itself."""
    return np.zeros_like(grid) if grid.any() else np.ones_like(grid)
