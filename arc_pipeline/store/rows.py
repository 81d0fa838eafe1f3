"""Rows of the table of programs: candidates with their figures, checked when they are read, the best of each task kept.

The order is that of the search. What a row claims can change how a program is ranked, and nothing else.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Hashable, Iterable
from dataclasses import astuple, dataclass, fields
from typing import Any, Self

from ..dsl.types import GRID
from ..programs import Program, ProgramError, check, parse
from ..search import currency
from ..search.candidates import Candidate, best_candidates
from ..tasks import Task
from .keys import is_key, language_version, task_key

KEPT = 32  # programs a task: 128, as a search keeps, solved as many of 100 tasks in a run that went on
READ = 1000  # rows that are read of a task; more than a search keeps are there only if somebody put them there
LONGEST_TEXT = 1 << 18  # characters of a program
LONGEST_WORD = 1 << 12  # characters of a task's id, the name of a strategy or view, or the ids of programs
_MOST = {"length": 1e6, "fit": 1.0, "left_out": 1.0, "chance": 1.0, "surprise": 1e6}  # the least is 0
SOUND = "fits"  # the verdict on a program that the reference has checked; others say what is wrong with it


class RowError(ValueError):
    """A row, or a part of a text that is imported, that cannot come from a store of this package."""


@dataclass(frozen=True)
class Row:
    """A program for the task with the key `task`, as the table has it. `program`: its digest; `source`, `view` and
    `parent`, and the figures: as of a Candidate; `outputs`: a hash of its
    outputs, "" if they are not known; `language`: the version of the language in which it was last run. Raises RowError
    for figures that cannot be those of a candidate; the text is not looked at."""

    task: str
    program: str
    text: str
    source: str
    view: str
    parent: str
    length: float
    fit: float
    left_out: float
    chance: float
    surprise: float
    outputs: str
    language: str

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name in _MOST:
                if type(value) not in (int, float) or not 0 <= value <= _MOST[one.name]:  # false for NaN, too
                    raise RowError(f"{one.name} is a number from 0 to {_MOST[one.name]:,.0f}")
            else:
                _check_text(one.name, value, LONGEST_TEXT if one.name == "text" else LONGEST_WORD)
        if not (is_key(self.task) and is_key(self.program)):
            raise RowError("a task or a program is not named by its hash")

    @classmethod
    def of(cls, task: Task, candidate: Candidate) -> Self | None:
        """The row of a candidate that this process has run; None if its figures or its text are out of range."""
        program = candidate.program
        outputs = hashlib.sha256(b"".join(bytes(grid.shape) + grid.tobytes() for grid in candidate.outputs))
        try:
            return cls(
                task_key(task), program.digest, program.renamed("solve").text, candidate.source, candidate.view,
                candidate.parent, float(candidate.length), float(candidate.fit), float(candidate.left_out),
                float(candidate.chance), float(candidate.surprise), outputs.hexdigest(), language_version(),
            )  # fmt: skip
        except RowError:
            return None

    @property
    def bits(self) -> float:
        """As of a Candidate."""
        return float(currency.total(self.length, self.left_out, self.chance) + self.surprise)

    @property
    def answer(self) -> Hashable:
        """Equal for programs with the same outputs, as far as these are known."""
        return self.outputs or self.program

    def parsed(self) -> Program:
        """The program, from a grid to a grid. RowError if the text is none, or another than the digest says."""
        try:
            program = check(parse(self.text), GRID)
        except ProgramError as error:
            raise RowError(error.problem) from error
        if program.input_type != GRID or program.digest != self.program:
            raise RowError("the text is another program than its digest says")
        return program


_COLUMNS = ", ".join(one.name for one in fields(Row))
_MARKS = ", ".join("?" for _ in (*fields(Row), "place"))


def rows_of(connection: sqlite3.Connection, task: str) -> tuple[list[Row], int]:
    """The programs of the task with this key, the best first, and the number of rows that are none."""
    found, wrong = [], 0
    asked = f"SELECT {_COLUMNS} FROM programs WHERE task = ? ORDER BY place LIMIT {READ}"
    for values in connection.execute(asked, (task,)):
        try:
            found.append(Row(*values))
        except RowError:
            wrong += 1
    return best_candidates(found), wrong


def put_rows(connection: sqlite3.Connection, task: str, new: Iterable[Row]) -> None:
    """Add programs of one task, in a transaction, and keep the best KEPT of all. A row with the same program gives way
    to a new one that is better, or was made in another version of the language."""
    found = {row.program: row for row in rows_of(connection, task)[0]}
    for row in new:
        old = found.get(row.program)
        if old is None or old.language != row.language or (-row.fit, row.bits) < (-old.fit, old.bits):
            found[row.program] = row
    kept = best_candidates(found.values(), KEPT)
    connection.execute("DELETE FROM programs WHERE task = ?", (task,))
    connection.executemany(
        f"INSERT INTO programs ({_COLUMNS}, place) VALUES ({_MARKS})",
        [(*astuple(row), place) for place, row in enumerate(kept)],
    )
    connection.execute(  # verdicts that are of no use; those on programs that are not sound keep them out
        "DELETE FROM validations WHERE task = ? AND (language != ? OR "
        "(verdict = ? AND program NOT IN (SELECT program FROM programs WHERE task = ?)))",
        (task, language_version(), SOUND, task),
    )


def drop_rows(connection: sqlite3.Connection, task: str, programs: Iterable[str]) -> None:
    """Delete these programs of a task."""
    connection.executemany("DELETE FROM programs WHERE task = ? AND program = ?", [(task, one) for one in programs])


def put_id(connection: sqlite3.Connection, task: str, id: str) -> None:
    """Note the id under which a task was last seen, for people to read."""
    connection.execute("INSERT OR REPLACE INTO tasks VALUES (?, ?)", (task, id[:LONGEST_WORD]))


def put_verdicts(connection: sqlite3.Connection, task: str, verdicts: Iterable[tuple[str, str]]) -> None:
    """Note verdicts on programs of a task, as (digest, SOUND or what is wrong), in this version of the language."""
    rows = [(task, program, language_version(), verdict[:500]) for program, verdict in verdicts]
    connection.executemany("INSERT OR REPLACE INTO validations VALUES (?, ?, ?, ?)", rows)


def verdicts_of(connection: sqlite3.Connection, task: str) -> dict[str, str]:
    """The verdicts on programs of a task in this version of the language, by the program's digest."""
    asked = "SELECT program, verdict FROM validations WHERE task = ? AND language = ? LIMIT ?"
    found = connection.execute(asked, (task, language_version(), READ)).fetchall()
    return {str(program): str(verdict) for program, verdict in found}


def _check_text(name: str, value: Any, longest: int) -> None:
    if not isinstance(value, str) or len(value) > longest:
        raise RowError(f"{name} is a text of at most {longest} characters")
    if name != "text" and not value.isprintable():
        raise RowError(f"{name} has characters that cannot be printed")
