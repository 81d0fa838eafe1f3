"""Tasks: demonstrations and test inputs. Test outputs are Answers, which no Task holds or refers to.

Grids are read-only uint8 arrays of shape (h, w), and remain so after pickling. Tasks compare by content.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.uint8]


class TaskError(ValueError):
    """Bad input, described in one line: `file: task id: place: problem`, as far as each is known.

    `file`: the faulty file or source; `task_id`: None if all of it is faulty; `place`: such as `train[2].output`, or
    "".
    """

    def __init__(self, file: str, problem: str, task_id: str | None = None, place: str = "") -> None:
        super().__init__(file, problem, task_id, place)
        self.file, self.problem, self.task_id, self.place = file, problem, task_id, place

    def __str__(self) -> str:
        task = "" if self.task_id is None else f"task {self.task_id}"
        return printable(": ".join(_shortened(part) for part in (self.file, task, self.place, self.problem) if part))


def printable(text: str) -> str:
    """A text of one line, in which what cannot be printed is escaped: ids, keys and names of files are whatever a file
    holds, such as line breaks, commands to a terminal, and lone surrogates."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _shortened(text: str, most: int = 500) -> str:
    """A text whose middle is left out if it is long, as ids and keys are whatever a file holds."""
    return text if len(text) <= most else f"{text[: most // 2]} ... {text[-most // 2 :]}"


def _read_only(cells: Grid) -> Grid:
    if cells.dtype != np.uint8 or cells.ndim != 2:
        raise ValueError(f"a grid is a uint8 array of shape (h, w), not {cells.dtype} of shape {cells.shape}")
    if cells.flags.writeable or not cells.flags.c_contiguous:
        cells = cells.copy()
        cells.setflags(write=False)
    return cells


def same_grids(left: tuple[Grid | None, ...], right: tuple[Grid | None, ...]) -> bool:
    """Whether two sequences of grids are equal, in shapes and cells; None equals only None."""
    return len(left) == len(right) and all(
        one is other if one is None or other is None else np.array_equal(one, other)
        for one, other in zip(left, right, strict=True)
    )


@dataclass(frozen=True, eq=False, repr=False)
class Pair:
    """A demonstration: an input and its output. Both are uint8 (h, w), read-only; writable arrays are copied."""

    input: Grid
    output: Grid

    def __post_init__(self) -> None:
        object.__setattr__(self, "input", _read_only(self.input))
        object.__setattr__(self, "output", _read_only(self.output))

    @property
    def keeps_shape(self) -> bool:
        """Whether the output has the shape of the input."""
        return self.input.shape == self.output.shape

    def __reduce__(self) -> tuple[Any, ...]:
        # Unpickled NumPy arrays are writable: the constructor makes them read-only again.
        return Pair, (self.input, self.output)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Pair):
            return NotImplemented
        return same_grids((self.input, self.output), (other.input, other.output))

    def __hash__(self) -> int:
        return hash((self.input.shape, self.input.tobytes(), self.output.shape, self.output.tobytes()))

    def __repr__(self) -> str:
        return f"Pair({_sides(self.input)} -> {_sides(self.output)})"


@dataclass(frozen=True, eq=False, repr=False)
class Task:
    """A task as a search sees it: its demonstrations and its test inputs, each uint8 (h, w), read-only."""

    id: str
    train: tuple[Pair, ...]
    test: tuple[Grid, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "test", tuple(map(_read_only, self.test)))

    def __reduce__(self) -> tuple[Any, ...]:
        return Task, (self.id, self.train, self.test)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Task):
            return NotImplemented
        return self.id == other.id and self.train == other.train and same_grids(self.test, other.test)

    def __hash__(self) -> int:
        return hash((self.id, self.train))

    def __repr__(self) -> str:
        return f"Task({self.id!r}, {len(self.train)} demonstrations, {len(self.test)} tests)"


@dataclass(frozen=True, eq=False, repr=False)
class TestInputs:
    """What a submission needs to know of a task, valid or not: its id and its test inputs, uint8 (h, w), read-only.

    None stands for a test input that exists but is not a legal grid.
    """

    __test__ = False  # so that pytest does not collect it as a test

    id: str
    test: tuple[Grid | None, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "test", tuple(None if grid is None else _read_only(grid) for grid in self.test))

    def __reduce__(self) -> tuple[Any, ...]:
        return TestInputs, (self.id, self.test)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TestInputs):
            return NotImplemented
        return self.id == other.id and same_grids(self.test, other.test)

    def __hash__(self) -> int:
        return hash((self.id, len(self.test)))

    def __repr__(self) -> str:
        return f"TestInputs({self.id!r}, {len(self.test)} tests)"


class Answers(Mapping[str, tuple[Grid, ...]]):
    """Task id -> its test outputs, in the order of `Task.test`. Only for the final report; its repr shows no grid."""

    def __init__(self, outputs: Mapping[str, tuple[Grid, ...]] | None = None) -> None:
        self._outputs = {task_id: tuple(map(_read_only, grids)) for task_id, grids in (outputs or {}).items()}

    def __reduce__(self) -> tuple[Any, ...]:
        return Answers, (self._outputs,)

    def __getitem__(self, task_id: str) -> tuple[Grid, ...]:
        return self._outputs[task_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._outputs)

    def __len__(self) -> int:
        return len(self._outputs)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Answers):
            return NotImplemented
        return self.keys() == other.keys() and all(same_grids(self[task_id], other[task_id]) for task_id in self)

    def __repr__(self) -> str:
        return f"Answers({len(self)} tasks)"


@dataclass(frozen=True)
class TaskSet:
    """The tasks of one source.

    tasks: the valid tasks, in the order of the source or of the ids; answers: their known answers.
    rejected: the faults of what was left out: a task, or the answers of a task that is in `tasks`.
    inputs: the test inputs of every requested task, valid or not, in that order, if their number is known: all that a
        submission has to answer.
    """

    tasks: tuple[Task, ...]
    answers: Answers
    rejected: tuple[TaskError, ...]
    source: str
    inputs: tuple[TestInputs, ...]

    @classmethod
    def of(cls, tasks: Iterable[Task]) -> "TaskSet":
        """A set of the given tasks, without answers and faults."""
        found = tuple(tasks)
        return cls(found, Answers(), (), "", tuple(TestInputs(task.id, task.test) for task in found))


def _sides(grid: Grid) -> str:
    return f"{grid.shape[0]}x{grid.shape[1]}"
