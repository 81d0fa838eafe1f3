"""What was searched of a task: time and values, efforts it has finished, views searched or waiting, what was answered.

All of it holds for one version of the search alone: rows of other versions are not read.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ..search.task_result import WAITING, Answered, TaskResult
from ..search.views.view import View, by_promise
from ..search.views.written import LONGEST, read_view, written
from .keys import search_version
from .rows import LONGEST_WORD

_MOST_SECONDS, _MOST_TRIED, _MOST_TIMES, _MOST_SEARCHED, _MOST_MOMENTS = 1e9, 1 << 52, 1000, 2000, 2000
_LONGEST_ATTEMPTS = 1 << 18  # characters


def put_progress(connection: sqlite3.Connection, task: str, result: TaskResult) -> None:
    """Add the result of one more search of the task with this key, in a transaction. What other versions of the search
    have searched is forgotten: it would be searched again, and views take most of the room."""
    version = search_version()
    for table in ("timings", "finished", "views", "moments"):
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
        if _are_numbers(seconds) and type(tried) is int and 0 <= tried <= _MOST_TRIED:
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
    asked = (
        "SELECT view, bits, promise, parent, searched FROM views WHERE task = ? AND search = ? ORDER BY place LIMIT ?"
    )
    for text, bits, promise, parent, searched in connection.execute(asked, (task, version, _MOST_SEARCHED)):
        try:
            views[bool(searched)].append(read_view(text if isinstance(text, str) else "", bits, promise, parent))
        except ValueError as error:
            wrong.append(str(error))
    result.finished, result.searched = tuple(finished), tuple(views[True])
    result.waiting = tuple(by_promise(view for view in views[False] if view not in result.searched)[:WAITING])
    result.history = tuple(_history(connection, task, version, wrong))
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
    _merge_moments(source, target, task)
    versions = set()
    for values in source.execute(f"SELECT * FROM views WHERE task = ? LIMIT {_MOST_SEARCHED}", (task,)):
        _put_view(target, values)
        versions.add(values[1])
    for version in versions:
        _drop_views(target, task, version)


def put_moment(connection: sqlite3.Connection, task: str, answered: Answered, *, anew: bool) -> None:
    """Add what was answered for the task with this key, in a transaction; `anew`: in place of what is known of earlier
    runs. Attempts that are those of the moment before are written as ""; too long ones are not written."""
    if anew:
        connection.execute("DELETE FROM moments WHERE task = ?", (task,))
    if len(answered.attempts) > _LONGEST_ATTEMPTS:
        return
    version = search_version()
    asked = (
        "SELECT attempts FROM moments WHERE task = ? AND search = ? AND attempts != '' ORDER BY seconds DESC LIMIT 1"
    )
    is_known = connection.execute(asked, (task, version)).fetchone() == (answered.attempts,)
    connection.execute(
        "INSERT INTO moments VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",  # it is there if it is no new one
        (task, version, answered.seconds, answered.round, answered.spent, "" if is_known else answered.attempts),
    )


def _history(connection: sqlite3.Connection, task: str, version: str, wrong: list[str]) -> Iterator[Answered]:
    """What was answered for a task, earliest first; what cannot be used is told in `wrong`."""
    asked = "SELECT seconds, round, spent, attempts FROM moments WHERE task = ? AND search = ? ORDER BY seconds LIMIT ?"
    attempts = ""
    for seconds, round, spent, text in connection.execute(asked, (task, version, _MOST_MOMENTS)):
        is_text = isinstance(text, str) and len(text) <= _LONGEST_ATTEMPTS
        if is_text and _are_numbers(seconds, spent) and type(round) is int and 0 <= round <= _MOST_TIMES:
            attempts = text or attempts
            yield Answered(float(seconds), attempts, round, float(spent))
        else:
            wrong.append("a moment is out of range")


def _merge_moments(source: sqlite3.Connection, target: sqlite3.Connection, task: str) -> None:
    """Take over what another store knows of when what was answered, in any version of the search of which the run that
    it tells of went on for longer."""
    last = "SELECT search, max(seconds) FROM moments WHERE task = ? GROUP BY search LIMIT ?"
    known = dict(target.execute(last, (task, _MOST_TIMES)))
    for version, seconds in source.execute(last, (task, _MOST_TIMES)).fetchall():
        if _are_numbers(seconds) and not (_are_numbers(known.get(version)) and known[version] >= seconds):
            target.execute("DELETE FROM moments WHERE task = ? AND search = ?", (task, version))
            asked = "SELECT * FROM moments WHERE task = ? AND search = ? ORDER BY seconds LIMIT ?"
            moments = source.execute(asked, (task, version, _MOST_MOMENTS))
            target.executemany("INSERT INTO moments VALUES (?, ?, ?, ?, ?, ?)", moments)


def _put_views(
    connection: sqlite3.Connection, task: str, version: str, views: Iterable[View], *, searched: bool
) -> None:
    asked = "SELECT coalesce(max(place), 0) FROM views WHERE task = ? AND search = ?"
    (last,) = connection.execute(asked, (task, version)).fetchone()
    for place, view in enumerate(views, start=last + 1 if isinstance(last, int) else 0):
        if len(text := written(view)) <= LONGEST:  # longer ones would not be read
            values = text, view.parent, float(view.bits), float(view.promise), int(searched), place
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


def _are_numbers(*values: Any, most: float = _MOST_SECONDS) -> bool:
    return all(type(value) in (int, float) and 0 <= value <= most for value in values)  # false for NaN, too
