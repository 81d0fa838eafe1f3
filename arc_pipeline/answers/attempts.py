"""attempts.json: for each test input the different outputs that a run found, the likeliest first, for use by others.

{task id: [[output, ...] for each test input]}, where an output is an object of `grid` (rows of colours), `confidence`
(0..1), `program` (text), `source` (strategy), `length` (bits), `fit` (0..1, the share of the demonstrations' cells that
come out right) and `parent` (ids of the library's programs it descends from). Fillers have null from `program` on.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .choose import Attempt, origin
from .submission import SubmissionError, TaskInputs, fillers, grid_fault, parse, refuse
from .whole_file import write_whole

ATTEMPTS = "attempts.json"  # in the folder of a run
MOST = 16  # outputs for a test input
_LONGEST_PROGRAM, _LONGEST_WORD, _LONGEST_PARENT, _LONGEST_BITS = 1 << 20, 200, 1 << 12, 1e9  # characters, and bits


@dataclass(frozen=True, eq=False)  # arrays have no truth value to compare by
class Output:
    """One output for a test input. `grid`: uint8 (h, w); the others are as in the file, None as its null."""

    grid: np.ndarray
    confidence: float
    program: str | None = None
    source: str | None = None
    length: float | None = None
    fit: float | None = None
    parent: str | None = None

    @classmethod
    def of(cls, attempt: Attempt) -> Output:
        """An attempt as an output."""
        made = attempt.candidate
        if made is None:
            return cls(attempt.grid, attempt.confidence)
        length, fit = float(made.length), float(made.fit)
        return cls(attempt.grid, attempt.confidence, made.program.text, made.source, length, fit, made.parent)

    @property
    def fits(self) -> bool:
        """Whether a program made it that fits all demonstrations."""
        return self.fit == 1.0

    @property
    def origin(self) -> str:
        """Where it comes from, in words."""
        return origin(self.source, self.length, self.fit, self.parent)


Outputs = dict[str, list[list[Output]]]


def write_attempts(path: Path, inputs: Iterable[TaskInputs], ranked: Mapping[str, Sequence[Sequence[Attempt]]]) -> None:
    """Write the file for all tasks of `inputs`, whose test inputs have fillers where nothing is `ranked` for them.

    `ranked`: by task id what could be attempted at each test input, the likeliest first, of which the first MOST are
    written. Raises OSError if the file cannot be written.
    """
    entries = ",\n".join(
        f"{json.dumps(task.id)}: {json.dumps(_entry(task, ranked.get(task.id)), separators=(',', ':'))}"
        for task in inputs
    )
    write_whole(path, f"{{{entries}}}\n".encode())


def read_attempts(path: str | os.PathLike[str]) -> Outputs:
    """The outputs in such a file, by task and test input. It may come from anybody: raises SubmissionError if it is not
    as described, or if it is beyond the bounds of what is read."""
    return outputs_in(parse(path, bounded=True), path)


def read_attempts_of(folder: Path, task: TaskInputs) -> list[list[Output]]:
    """The outputs that the run in a folder has for each test input of a task, two at least. Raises SubmissionError as
    `read_attempts` does, and if there are fewer, or none."""
    path = folder / ATTEMPTS
    found = read_attempts(path).get(task.id)
    if found is None:
        raise SubmissionError(f"{path}: there is no task {task.id!r}")
    if [len(outputs) >= 2 for outputs in found] != [True] * len(task.test):
        raise SubmissionError(f"{path}: task {task.id!r}: not two outputs for each of its {len(task.test)} test inputs")
    return found


def holds_outputs(entries: Mapping[str, Any]) -> bool:
    """Whether the content of a file, as `parse` returns it, is that of an attempts.json and not of a submission."""
    return any(isinstance(entry, list) and any(isinstance(test, list) for test in entry) for entry in entries.values())


def outputs_in(entries: Mapping[str, Any], path: str | os.PathLike[str]) -> Outputs:
    """The same of the content of such a file, as `parse` returns it."""
    refuse(path, [problem for id, entry in entries.items() for problem in _problems(id, entry)])
    return {
        id: [
            [Output(**{**output, "grid": np.array(output["grid"], np.uint8)}) for output in outputs]
            for outputs in entry
        ]
        for id, entry in entries.items()
    }


def _entry(task: TaskInputs, ranked: Sequence[Sequence[Attempt]] | None) -> list[list[dict[str, Any]]]:
    if ranked is None:
        outputs = [[Output(np.asarray(grid, np.uint8), 0.0) for grid in fillers(given)] for given in task.test]
    else:
        outputs = [[Output.of(attempt) for attempt in attempts[:MOST]] for attempts in ranked]
    return [[plain(output) for output in test] for test in outputs]


def plain(output: Output) -> dict[str, Any]:
    """An output as the file has it."""
    return {**vars(output), "grid": output.grid.tolist()}


def _problems(task_id: str, entry: object) -> list[str]:
    """The faults of one task's entry."""
    if not isinstance(entry, list):
        return [f"task {task_id!r}: not a list of test inputs"]
    problems = []
    for number, outputs in enumerate(entry, start=1):
        place = f"task {task_id!r}, test input {number}"
        if not isinstance(outputs, list):
            problems.append(f"{place}: not a list of outputs")
            continue
        faults = ((rank, _fault(output)) for rank, output in enumerate(outputs, start=1))
        problems += [f"{place}, output {rank}: {fault}" for rank, fault in faults if fault]
    return problems


def _fault(output: object) -> str | None:
    """Why an output, as read from JSON, is not one; None if it is."""
    names = list(Output.__dataclass_fields__)
    if not isinstance(output, dict) or output.keys() | {"parent"} != set(names):  # older files do not tell it
        return f"not an object of exactly {', '.join(names)}"
    if fault := grid_fault(output["grid"]):
        return f"grid: {fault}"
    right = {
        "confidence": _is_number(output["confidence"], 1.0),
        "program": output["program"] is None or _is_text(output["program"], _LONGEST_PROGRAM),
        "source": output["source"] is None or _is_text(output["source"], _LONGEST_WORD),
        "length": output["length"] is None or _is_number(output["length"], _LONGEST_BITS),
        "fit": output["fit"] is None or _is_number(output["fit"], 1.0),
        "parent": output.get("parent") is None or _is_text(output["parent"], _LONGEST_PARENT),
    }
    wrong = [name for name, is_right in right.items() if not is_right]
    return f"{wrong[0]} is not what belongs there" if wrong else None


def _is_number(value: object, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most


def _is_text(value: object, most: int) -> bool:
    """Whether it is a text that can be printed: one that sends nothing to a terminal but its letters."""
    return isinstance(value, str) and len(value) <= most and all(line.isprintable() for line in value.split("\n"))
