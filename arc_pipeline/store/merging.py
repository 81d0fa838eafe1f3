"""Puts what one store knows into another: programs, timings, and what was searched; verdicts are made again.

Every program is parsed and checked first. Programs are run when they are used, not before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from .database import StoreError, closed, open_store, reading, transaction
from .keys import is_key
from .progress import merge_progress
from .rows import LONGEST_WORD, Row, RowError, put_id, put_rows, rows_of


def merge(store: Path, others: Iterable[Path]) -> int:
    """Merge other stores into a store, which is made if there is none; returns the number of their programs.

    The best programs of each task are kept, and of the times and efforts of a task the larger, as two stores may have
    them from the same run. Rows that no store of this package would hold are left out. Another store is merged whole or
    not at all. Raises StoreError for a file that is no store or is damaged, or that cannot be written.
    """
    merged, target = 0, open_store(store)
    try:
        for other in others:
            with reading(other) as source:
                try:
                    with transaction(target):
                        merged += _merge(source, target)
                except sqlite3.Error as error:
                    raise StoreError(f"{store} cannot be written with what {other} holds: {error}") from error
    finally:
        closed(target)
    return merged


def _merge(source: sqlite3.Connection, target: sqlite3.Connection) -> int:
    merged = 0
    for task, id in source.execute("SELECT task, id FROM tasks").fetchall():
        if not is_key(task) or not isinstance(id, str) or len(id) > LONGEST_WORD or not id.isprintable():
            continue
        rows = [row for row in rows_of(source, task)[0] if _is_program(row)]
        put_id(target, task, id)
        put_rows(target, task, rows)
        merge_progress(source, target, task)
        merged += len(rows)
    return merged


def _is_program(row: Row) -> bool:
    try:
        row.parsed()
    except RowError:
        return False
    return True
