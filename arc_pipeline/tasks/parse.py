"""Parses a JSON object into a Task and its test outputs, if it has any. Everything is checked, nothing is repaired.

Raises TaskError at the first fault, naming the file, the task, the pair and the position in the grid. Only
`parse_inputs` tolerates faults: it returns whatever can be read of a bad task's test inputs.
"""

import reprlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from arc_pipeline.tasks.bounds import LONGEST_ID, MOST_PAIRS
from arc_pipeline.tasks.json_file import JsonObject, described, kind
from arc_pipeline.tasks.task import Grid, Pair, Task, TaskError, TestInputs

LONGEST_SIDE = 30
COLORS = 10
PARTS = ("train", "test")


@dataclass(frozen=True)
class Place:
    """A position in a file, from which errors are made."""

    file: str
    task_id: str
    path: str = ""

    def at(self, step: str) -> "Place":
        return replace(self, path=f"{self.path}.{step}" if self.path else step)

    def error(self, problem: str) -> TaskError:
        return TaskError(self.file, problem, self.task_id, self.path)


def is_task(content: object) -> bool:
    """Whether a JSON value is meant as a task, valid or not, and not as something else, such as {id: task}."""
    # A task may have the id "test".
    return isinstance(content, dict) and any(key in content and not _has_parts(content[key]) for key in PARTS)


def _has_parts(content: object) -> bool:
    return isinstance(content, dict) and any(key in content for key in PARTS)


def parse_task(content: object, place: Place) -> Task:
    """The task in a JSON value; its test outputs are not looked at."""
    if any("\ud800" <= character <= "\udfff" for character in place.task_id):
        raise place.error("the id holds half a character (a lone surrogate), which no file can be written with")
    if len(place.task_id) > LONGEST_ID:
        raise place.error(f"the id has {len(place.task_id):,} characters, an id has at most {LONGEST_ID}")
    if isinstance(content, dict) and not is_task(content):
        raise place.error(f'no task, an object with "train" and "test", but {described(content)}')
    task = _object(content, place)
    train = tuple(
        Pair(parse_grid(_member(pair, "input", spot), spot.at("input")), _output(pair, spot))
        for pair, spot in _pairs(task, "train", place)
    )
    tests = _pairs(task, "test", place)
    inputs = tuple(parse_grid(_member(pair, "input", spot), spot.at("input")) for pair, spot in tests)
    return Task(place.task_id, train, inputs)


def parse_outputs(content: object, place: Place) -> tuple[Grid, ...] | None:
    """The test outputs that a valid task itself holds; None if no test pair has an output."""
    tests = _pairs(_object(content, place), "test", place)
    if not any("output" in pair for pair, _ in tests):
        return None
    return tuple(_output(pair, spot) for pair, spot in tests)


def parse_inputs(content: object, place: Place) -> TestInputs | None:
    """The test inputs of a task, with None for an illegal grid; None if even their number is unknown."""
    tests = content.get("test") if isinstance(content, dict) else None
    if not isinstance(tests, list) or not 1 <= len(tests) <= MOST_PAIRS:
        return None
    found: list[Grid | None] = []
    for pair in tests:
        try:
            found.append(parse_grid(_member(_object(pair, place), "input", place), place))
        except TaskError:
            found.append(None)
    return TestInputs(place.task_id, tuple(found))


def parse_solution(content: object, tests: int, place: Place) -> tuple[Grid, ...]:
    """The outputs that a solutions file lists for a task with `tests` test inputs."""
    grids = _list(content, place)
    if len(grids) != tests:
        raise place.error(f"{len(grids)} outputs for {tests} test inputs")
    return tuple(parse_grid(grid, place.at(f"output[{k}]")) for k, grid in enumerate(grids))


def parse_grid(content: object, place: Place) -> Grid:
    """A list of rows -> uint8 (h, w), read-only; sides are 1 to 30, colours 0 to 9."""
    rows = _list(content, place)
    _check_side(len(rows), "rows", place)
    for i, row in enumerate(rows):
        if not isinstance(row, list):
            raise place.error(f"row {i}: expected a list, found {kind(row)}")
        if len(row) != len(rows[0]):
            raise place.error(f"row {i} has {len(row)} cells, row 0 has {len(rows[0])}")
    _check_side(len(rows[0]), "columns", place)
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            # By type, since True and 1.0 equal 1 and would pass as colours.
            if type(cell) is not int or not 0 <= cell < COLORS:
                raise place.error(f"row {i}, column {j}: {reprlib.repr(cell)} is not a colour (an integer 0 to 9)")
    grid = np.array(rows, dtype=np.uint8)
    grid.setflags(write=False)
    return grid


def _pairs(task: dict[str, object], key: str, place: Place) -> list[tuple[dict[str, object], Place]]:
    pairs = _list(_member(task, key, place), place.at(key))
    if not pairs:
        raise place.at(key).error("no demonstrations" if key == "train" else "no test inputs")
    if len(pairs) > MOST_PAIRS:
        raise place.at(key).error(f"{len(pairs):,} pairs, a task has at most {MOST_PAIRS:,}")
    spots = [place.at(f"{key}[{k}]") for k in range(len(pairs))]
    return [(_object(pair, spot), spot) for pair, spot in zip(pairs, spots, strict=True)]


def _output(pair: dict[str, object], place: Place) -> Grid:
    return parse_grid(_member(pair, "output", place), place.at("output"))


def _check_side(length: int, what: str, place: Place) -> None:
    if not 1 <= length <= LONGEST_SIDE:
        raise place.error(f"{length} {what}, a grid has 1 to {LONGEST_SIDE}")


def _object(content: object, place: Place) -> dict[str, object]:
    if not isinstance(content, dict):
        raise place.error(f"expected an object, found {kind(content)}")
    if isinstance(content, JsonObject) and content.repeated:
        key, count = next(iter(content.repeated.items()))
        raise place.error(f'the key "{key}" stands here {count} times')
    return content


def _list(content: object, place: Place) -> list[Any]:
    if not isinstance(content, list):
        raise place.error(f"expected a list, found {kind(content)}")
    return content


def _member(content: dict[str, object], key: str, place: Place) -> object:
    if key not in content:
        raise place.error(f'the key "{key}" is missing')
    return content[key]
