"""What is found of one task: the task, its test inputs, its answers, and the fault that keeps any of them back.

Nothing here raises: a fault in one task is that task's own, and one in its answers leaves the task to be searched.
"""

from dataclasses import dataclass

from arc_pipeline.tasks.json_file import JsonObject
from arc_pipeline.tasks.parse import Place, parse_inputs, parse_outputs, parse_solution, parse_task
from arc_pipeline.tasks.task import Grid, Task, TaskError, TestInputs, same_grids


@dataclass(frozen=True)
class Reading:
    """`task`: None if it is at fault; `inputs`: None if the number of test inputs cannot be told; `outputs`: None where
    none are given or one of them is at fault; `fault`: the first one."""

    task: Task | None = None
    inputs: TestInputs | None = None
    outputs: tuple[Grid, ...] | None = None
    fault: TaskError | None = None


@dataclass(frozen=True)
class Solutions:
    """A solutions file: its name, and what it holds, or why that cannot be had."""

    file: str
    content: JsonObject | TaskError

    def outputs(self, key: str, task: Task) -> tuple[Grid, ...]:
        """Those under `key`, for this task. Raises TaskError."""
        if isinstance(self.content, TaskError):
            raise self.content
        place = Place(self.file, task.id)
        if key not in self.content:
            raise place.error("the task is missing")
        _check_unique(self.content, key, place)
        return parse_solution(self.content[key], len(task.test), place)


def read_task(content: object, place: Place, solutions: Solutions | None = None, key: str = "") -> Reading:
    """The task that a JSON value holds. Its outputs, in it or under `key` in a solutions file or both, must agree."""
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
    """The task under `key` in a challenges file. Of a repeated key it cannot be told which task is meant."""
    try:
        _check_unique(challenges, key, place)
    except TaskError as fault:
        return Reading(inputs=parse_inputs(challenges[key], place), fault=fault)
    return read_task(challenges[key], place, solutions, key)


def _check_unique(content: JsonObject, key: str, place: Place) -> None:
    if key in content.repeated:
        raise place.error(f"the id stands in the file {content.repeated[key]} times")
