"""What was searched of a task: time and values, the efforts it has finished, and the views that were searched or wait.

All of it holds for one version of the search alone: rows of other versions are not read.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import Any

from ..search.task_result import WAITING, TaskResult
from ..search.views.view import View, by_promise
from ..search.views.written import LONGEST, read_view, written
from .keys import search_version
from .rows import LONGEST_WORD

_MOST_SECONDS, _MOST_TRIED, _MOST_TIMES, _MOST_SEARCHED = 1e9, 1 << 52, 1000, 2000


def put_progress(connection: sqlite3.Connection, task: str, result: TaskResult) -> None:
    """Add the result of one more search of the task with this key, in a transaction. What other versions of the search
    have searched is forgotten: it would be searched again, and views take most of the room."""
    version = search_version()
    for table in ("timings", "finished", "views"):
        connection.execute(f"DELETE FROM {table} WHERE task = ? AND search != ?", (task, version))
    connection.execute(
        "INSERT INTO timings VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
        "SET seconds = seconds + excluded.seconds, tried = tried + excluded.tried",
        (task, version, float(result.seconds), int(result.tried)),
    )
    connection.executemany(
        "INSERT INTO finished VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET times = times + excluded.times",
        [(task, version, effort, times) for effort, times in Counter(result.finished).items()],
    )
    _put_views(connection, task, version, result.waiting, searched=False)
    _put_views(connection, task, version, result.searched, searched=True)
    _drop_views(connection, task, version)


def add_progress(connection: sqlite3.Connection, task: str, result: TaskResult) -> list[str]:
    """Fill what is known of earlier searches of a task into its result; returns what is wrong with rows that cannot be
    used."""
    version, wrong = search_version(), list[str]()
    asked = "SELECT seconds, tried FROM timings WHERE task = ? AND search = ?"
    for seconds, tried in connection.execute(asked, (task, version)):
        if _is_number(seconds, _MOST_SECONDS) and type(tried) is int and 0 <= tried <= _MOST_TRIED:
            result.seconds, result.tried = float(seconds), tried
        else:
            wrong.append("a timing is out of range")
    finished: list[str] = []
    asked = f"SELECT effort, times FROM finished WHERE task = ? AND search = ? LIMIT {_MOST_TIMES}"
    for effort, times in connection.execute(asked, (task, version)):
        if isinstance(effort, str) and len(effort) <= LONGEST_WORD and type(times) is int and times > 0:
            finished += [effort] * min(times, _MOST_TIMES)
        else:
            wrong.append("an effort is no text with a number")
    views: dict[bool, list[View]] = {True: [], False: []}
    asked = "SELECT view, bits, promise, searched FROM views WHERE task = ? AND search = ? ORDER BY place LIMIT ?"
    for text, bits, promise, searched in connection.execute(asked, (task, version, _MOST_SEARCHED)):
        try:
            views[bool(searched)].append(read_view(text if isinstance(text, str) else "", bits, promise))
        except ValueError as error:
            wrong.append(str(error))
    result.finished, result.searched = tuple(finished), tuple(views[True])
    result.waiting = tuple(by_promise(view for view in views[False] if view not in result.searched)[:WAITING])
    return wrong


def merge_progress(source: sqlite3.Connection, target: sqlite3.Connection, task: str) -> None:
    """Take over what another store knows of the searches of a task, in any version: the larger of two numbers, as both
    may come from the same run. Rows are copied as they are; they are checked when they are read."""
    for values in source.execute(f"SELECT * FROM timings WHERE task = ? LIMIT {_MOST_TIMES}", (task,)):
        target.execute(
            "INSERT INTO timings VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
            "SET seconds = max(seconds, excluded.seconds), tried = max(tried, excluded.tried)",
            values,
        )
    for values in source.execute(f"SELECT * FROM finished WHERE task = ? LIMIT {_MOST_TIMES}", (task,)):
        target.execute(
            "INSERT INTO finished VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET times = max(times, excluded.times)",
            values,
        )
    versions = set()
    for values in source.execute(f"SELECT * FROM views WHERE task = ? LIMIT {_MOST_SEARCHED}", (task,)):
        _put_view(target, values)
        versions.add(values[1])
    for version in versions:
        _drop_views(target, task, version)


def _put_views(
    connection: sqlite3.Connection, task: str, version: str, views: Iterable[View], *, searched: bool
) -> None:
    asked = "SELECT coalesce(max(place), 0) FROM views WHERE task = ? AND search = ?"
    (last,) = connection.execute(asked, (task, version)).fetchone()
    for place, view in enumerate(views, start=last + 1 if isinstance(last, int) else 0):
        if len(text := written(view)) <= LONGEST:  # longer ones would not be read
            values = text, float(view.bits), float(view.promise), 1, int(searched), place
            _put_view(connection, (task, version, *values))


def _put_view(connection: sqlite3.Connection, values: tuple[Any, ...]) -> None:
    connection.execute(
        "INSERT INTO views VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE "
        "SET searched = max(searched, excluded.searched)",
        values,
    )


def _drop_views(connection: sqlite3.Connection, task: str, version: Any) -> None:
    """Delete waiting views but those of best promise, as many as the search keeps."""
    these = "task = ? AND search = ? AND searched = 0"
    connection.execute(
        f"DELETE FROM views WHERE {these} AND view NOT IN "
        f"(SELECT view FROM views WHERE {these} ORDER BY promise, place LIMIT {WAITING})",
        (task, version) * 2,
    )


def _is_number(value: Any, most: float) -> bool:
    return type(value) in (int, float) and 0 <= value <= most  # false for NaN, too
