"""Stores as text: a line that begins with `# ` and says what is known of a program, as JSON, then the program itself.

The text is sorted, so that two of them can be compared line by line. One that is imported may come from anybody.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from ..programs import ProgramError, parse
from .database import StoreError, closed, open_store, reading, transaction
from .rows import LONGEST_TEXT, LONGEST_WORD, Row, RowError, put_id, put_rows, rows_of

HEADING = "# Programs of a store of arc_pipeline, format 2. python -m arc_pipeline store import FILE STORE"
_HEAD = "# {"
_LONGEST_LINE = LONGEST_TEXT + 16 * LONGEST_WORD
_FIGURES = ("length", "fit", "left_out", "chance", "surprise", "source", "view", "parent", "language")


def export(store: Path) -> Iterator[str]:
    """The text of a store, line by line: a block for each program, by the ids and keys of tasks, the best first.

    Rows that no store of this package would hold are left out. Raises StoreError as `reading` does.
    """
    with reading(store) as connection:
        yield f"{HEADING}\n"
        for task, id in connection.execute("SELECT task, id FROM tasks ORDER BY id, task").fetchall():
            for row in rows_of(connection, str(task))[0]:
                try:
                    text = row.parsed().text
                except RowError:
                    continue
                known = asdict(row)
                head = {"id": str(id), "task": task} | {name: known[name] for name in _FIGURES}
                yield f"\n# {json.dumps(head)}\n{text}"


def import_text(text: Path, store: Path) -> int:
    """Add the programs of an exported text to a store, which is made if there is none; returns their number.

    All are added, or none: raises StoreError, with the line, at the first fault.
    """
    try:
        with text.open(encoding="utf-8") as lines:
            target = open_store(store)
            try:
                with transaction(target) as connection:
                    added = 0
                    for row, id in _rows(lines, text):
                        put_id(connection, row.task, id)
                        put_rows(connection, row.task, [row])
                        added += 1
                    return added
            except sqlite3.Error as error:
                raise StoreError(f"{store} cannot be written: {error}") from error
            finally:
                closed(target)
    except OSError as error:
        raise StoreError(f"{text} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise StoreError(f"{text} is not text in UTF-8") from error


def _rows(lines: IO[str], text: Path) -> Iterator[tuple[Row, str]]:
    """The rows of a text, each with its task's id; memory is bounded by one block."""
    if lines.readline(_LONGEST_LINE).rstrip("\r\n") != HEADING:
        raise StoreError(f"{text} is not a text that was exported from a store: its first line is not {HEADING!r}")
    head, begin, block, number, length = "", 0, list[str](), 1, 0
    while line := lines.readline(_LONGEST_LINE):
        number += 1
        if line.startswith(_HEAD):
            if head:
                yield _row(head, "".join(block), text, begin)
            head, begin, block, length = line[2:], number, [], 0
        else:
            block.append(line)
            length += len(line)
            if length > LONGEST_TEXT or (not head and line.strip()):
                raise StoreError(f"{text}, line {number}: expected a line that begins with {_HEAD!r}")
    if head:
        yield _row(head, "".join(block), text, begin)


def _row(head: str, block: str, text: Path, line: int) -> tuple[Row, str]:
    """The row and the id of a block, whose head is this line of a text."""
    try:
        said: Any = json.loads(head)
        if not isinstance(said, dict) or said.keys() != {"id", "task", *_FIGURES}:
            raise RowError(f"expected an object with id, task, {', '.join(_FIGURES)}")
        id = said.pop("id")
        if not isinstance(id, str) or len(id) > LONGEST_WORD or not id.isprintable():
            raise RowError("id is a text that can be printed")
        program = parse(block).renamed("solve")
        row = Row(**said, program=program.digest, text=program.text, outputs="")
        row.parsed()
    except ProgramError as error:
        raise StoreError(f"{text}, line {line + (error.line or 0)}: {error.problem}") from error
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{text}, line {line}: {error}") from error
    return row, id
