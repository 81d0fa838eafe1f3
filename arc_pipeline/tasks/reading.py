"""What is found of one task: the task, its test inputs, its answers, and the first fault in any of them.

The reading functions do not raise: a fault concerns only its own task, and if it is in the answers the task is kept.
"""

from dataclasses import dataclass

from arc_pipeline.tasks.json_file import JsonObject
from arc_pipeline.tasks.parse import Place, parse_inputs, parse_outputs, parse_solution, parse_task
from arc_pipeline.tasks.task import Grid, Task, TaskError, TestInputs, same_grids


@dataclass(frozen=True)
class Reading:
    """`task`: None if it is faulty; `inputs`: None if the number of test inputs is unknown; `outputs`: None if none are
    given or one is faulty; `fault`: the first fault, if any."""

    task: Task | None = None
    inputs: TestInputs | None = None
    outputs: tuple[Grid, ...] | None = None
    fault: TaskError | None = None

    @property
    def grids(self) -> int:
        """How many grids are kept of the task."""
        tests = 0 if self.inputs is None else len(self.inputs.test)
        return tests + len(self.outputs or ()) + (0 if self.task is None else 2 * len(self.task.train))


@dataclass(frozen=True)
class Solutions:
    """A solutions file: its name, and its content or the reason why it cannot be read."""

    file: str
    content: JsonObject | TaskError

    def outputs(self, key: str, task: Task) -> tuple[Grid, ...]:
        """The outputs listed under `key`, for this task. Raises TaskError."""
        if isinstance(self.content, TaskError):
            raise self.content
        place = Place(self.file, task.id)
        if key not in self.content:
            raise place.error("the task is missing")
        _check_unique(self.content, key, place)
        return parse_solution(self.content[key], len(task.test), place)


def read_task(content: object, place: Place, solutions: Solutions | None = None, key: str = "") -> Reading:
    """The task in a JSON value. Outputs in it and under `key` in a solutions file must agree if both are given."""
    try:
        task = parse_task(content, place)
    except TaskError as fault:
        return Reading(inputs=parse_inputs(content, place), fault=fault)
    inputs = TestInputs(task.id, task.test)
    try:
        outputs = parse_outputs(content, place)
        if solutions is not None:
            solved = solutions.outputs(key, task)
            if outputs is not None and not same_grids(outputs, solved):
                raise TaskError(solutions.file, f"differs from the test outputs in {place.file}", task.id)
            outputs = solved
    except TaskError as fault:
        return Reading(task, inputs, fault=fault)
    return Reading(task, inputs, outputs)


def read_challenge(challenges: JsonObject, key: str, place: Place, solutions: Solutions | None) -> Reading:
    """The task under `key` in a challenges file. A repeated key is a fault, as it is ambiguous."""
    try:
        _check_unique(challenges, key, place)
    except TaskError as fault:
        return Reading(inputs=parse_inputs(challenges[key], place), fault=fault)
    return read_task(challenges[key], place, solutions, key)


def _check_unique(content: JsonObject, key: str, place: Place) -> None:
    if key in content.repeated:
        raise place.error(f"the id stands in the file {content.repeated[key]} times")
