"""The store of a run: what is known of its tasks to begin with, and what is kept after every shard.

A store that fails never ends the run: a warning and `errors` say what is wrong, and what could not be written is tried
again with the next shard.
"""

from __future__ import annotations

import os
import sqlite3
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import Self

from ..backends import Backend, BackendError, open_backend
from ..measure import Deadline, count_lookups, span
from ..programs import parse
from ..search.candidates import best_candidates
from ..search.failures import Guard
from ..search.task_result import Answered, TaskResult
from ..tasks import Task
from .database import PATIENCE, DamagedError, StoreError, closed, moved_aside, open_store, reading, transaction
from .keys import task_key
from .progress import add_progress, put_moment, put_progress
from .recall import Recalled, recall
from .rows import SOUND, Row, drop_rows, put_id, put_rows, put_verdicts, rows_of, verdicts_of

_MEMORY = 1 << 26  # bytes for the backend that runs known programs again


class Store:
    """A store at `path`, made if there is none; None keeps nothing. Close it, or use it in a `with` statement.

    `resume`: whether the run goes on where earlier runs ended. A damaged store is moved aside, a file that is no store
    is left alone, and one that cannot be written is only read. `errors`: what is wrong. Raises ValueError if there is
    nothing to resume from.
    """

    def __init__(self, path: str | os.PathLike[str] | None, resume: bool = False) -> None:
        if resume and path is None:
            raise ValueError("resume=True needs store=, the store of the run that was cut off")
        self.resume = resume
        self._notes: list[str] = []
        self._behind = ""  # why the file lacks something; "" if it does not
        self._pending: list[tuple[Task, TaskResult, Answered | None, bool]] = []
        self._answered = set[str]()  # ids of tasks of which a moment of this run is known
        self._writes = True
        self._open = ExitStack()
        self._connection = None if path is None else self._opened(Path(path))

    @property
    def errors(self) -> list[str]:
        """What is wrong with the store, for the end of the run; [] if nothing is."""
        return [*self._notes, *([self._behind] if self._behind else [])]

    def recall(self, tasks: Collection[Task], backend: str, deadline: Deadline) -> list[TaskResult]:
        """What the store knows of these tasks, a result for each of which it knows something: the programs that fit or
        nearly fit, whatever run, version and task id they come from, as this backend runs them now.

        To resume, results also have the time and the values of earlier searches, the efforts that these have finished,
        the views that wait, and what was answered when, if this version of the search made them. Tasks that are left
        when the deadline passes are not known.
        """
        if self._connection is None:
            return []
        found: list[TaskResult] = []
        with span("recall", tasks=len(tasks), resume=int(self.resume)) as s:
            try:
                self._recall(self._connection, tasks, backend, deadline, found)
            except (sqlite3.Error, UnicodeDecodeError, BackendError, MemoryError) as error:
                self._note(f"not all that the store knows could be used: {error}")
            s.count(programs=sum(len(result.candidates) for result in found))
        return found

    def add(
        self, results: Iterable[TaskResult], tasks: Mapping[str, Task], answered: Mapping[str, Answered] | None = None
    ) -> None:
        """Keep the results of a shard, in one transaction; `tasks` has their tasks by id, `answered` what was answered
        for these since. A run that does not resume begins the history of a task anew."""
        if self._connection is not None and self._writes:
            for result in results:
                moment = (answered or {}).get(result.task_id)
                anew = not self.resume and moment is not None and result.task_id not in self._answered
                self._answered |= {result.task_id} if moment is not None else set()
                self._pending.append((tasks[result.task_id], result, moment, anew))
            if self._written(_put, self._pending):
                self._pending = []

    def close(self) -> None:
        """Write what could not be written before, and close the file; nothing is kept afterwards."""
        if self._connection is not None:
            if self._pending:
                self.add((), {})
            self._open.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _opened(self, path: Path) -> sqlite3.Connection | None:
        try:
            try:
                connection = open_store(path)
            except DamagedError as error:
                aside = moved_aside(path)
                self._note(f"{error}: the damaged store is now {aside}, and a new one is begun")
                connection = open_store(path)
            self._open.callback(closed, connection)
            return connection
        except (StoreError, OSError) as error:
            self._writes = False
            try:
                connection = self._open.enter_context(reading(path))
            except StoreError:
                self._note(f"the run goes on without a store: {error}")
                return None
            self._note(f"the store is only read, and nothing is kept: {error}")
            return connection

    def _recall(
        self,
        connection: sqlite3.Connection,
        tasks: Iterable[Task],
        name: str,
        deadline: Deadline,
        found: list[TaskResult],
    ) -> None:
        if connection.execute("SELECT 1 FROM tasks LIMIT 1").fetchone() is None:  # it is new
            return
        run, wrong = list[tuple[Task, list[Row], Recalled]](), list[str]()
        with ExitStack() as stack:
            backend: Backend | None = None
            for task in tasks:
                if deadline.expired:
                    self._note("there was no time to use all that the store knows")
                    break
                result, key = TaskResult(task.id), task_key(task)
                rows, strange = rows_of(connection, key)
                count_lookups("stored_programs", 1, int(bool(rows)))
                wrong += ["a figure or a name is out of range"] * strange
                if rows:
                    backend = backend or stack.enter_context(closing(open_backend(name, limit=_MEMORY)))
                    guard = Guard(backend, task.id, failures=result.failures)
                    with guard.stage("recall from the store"):
                        recalled = recall(backend, task, rows, verdicts_of(connection, key), deadline)
                        result.candidates = best_candidates(recalled.candidates)
                        result.defects = recalled.defects
                        wrong += recalled.wrong.values()
                        run.append((task, rows, recalled))
                    if not guard.complete:
                        found += [result] if result.failures else []
                        continue
                if self.resume:
                    wrong += add_progress(connection, key, result)
                known = result.candidates, result.defects, result.finished, result.searched, result.waiting
                if any(known) or result.history:
                    found.append(result)
        if wrong:
            self._note(f"{len(wrong)} rows of the store are of no use, the first: {wrong[0][:500]}")
        if self._writes and run:
            self._written(_put_recalled, run)

    def _written(self, write: Callable[..., None], each: Iterable[tuple[object, ...]]) -> bool:
        """Write all of these in one transaction; returns whether that was possible. The first failure warns."""
        assert self._connection is not None
        try:
            with transaction(self._connection) as connection:
                for one in each:
                    write(connection, *one)
        except Exception as error:  # of any kind, as what was found is worth more than its store
            if not self._behind:
                warnings.warn(f"the store cannot be written: {error}; it will be tried again", RuntimeWarning, 4)
                self._connection.execute("PRAGMA busy_timeout = 0")  # or each shard would wait as long
            self._behind = f"the store lacks what was found last, as it cannot be written: {error}"
            return False
        if self._behind:
            self._connection.execute(f"PRAGMA busy_timeout = {int(1000 * PATIENCE)}")
            self._behind = ""
        return True

    def _note(self, what: str) -> None:
        self._notes.append(what)
        warnings.warn(what, RuntimeWarning, stacklevel=4)


def _put(connection: sqlite3.Connection, task: Task, result: TaskResult, answered: Answered | None, anew: bool) -> None:
    """Add what one search of a task has found; those of its candidates that fit have been validated. `answered`: what
    was answered then, `anew` in place of what is known of earlier runs."""
    key = task_key(task)
    put_id(connection, key, task.id)
    rows = [Row.of(task, candidate) for candidate in result.candidates]
    put_rows(connection, key, [row for row in rows if row is not None])
    put_verdicts(connection, key, [(one.program.digest, SOUND) for one in result.candidates if one.fits])
    put_verdicts(connection, key, [(parse(defect.text).digest, defect.problem) for defect in result.defects])
    put_progress(connection, key, result)
    if answered is not None:
        put_moment(connection, key, answered, anew=anew)


def _put_recalled(connection: sqlite3.Connection, task: Task, rows: Sequence[Row], recalled: Recalled) -> None:
    """Replace what the rows of a task claim by what they were found to be."""
    key, claimed = task_key(task), {row.program: row for row in rows}
    found = [Row.of(task, candidate) for candidate in recalled.candidates]
    changed = [row for row in found if row is not None and claimed[row.program] != row]
    bad = [program for program, verdict in recalled.verdicts.items() if verdict != SOUND]
    drop_rows(connection, key, [*recalled.wrong, *bad, *(row.program for row in changed)])
    put_id(connection, key, task.id)
    if changed:
        put_rows(connection, key, changed)
    put_verdicts(connection, key, recalled.verdicts.items())
