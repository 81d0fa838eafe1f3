"""The tables of a store, of this format and of former ones, and how a store of a former one becomes one of this.

A store of a newer format is left alone. Whoever changes a table adds what it was to FORMER, and to `upgrade` what
becomes of its rows.
"""

from __future__ import annotations

import sqlite3

FORMAT = 2

# `task` and `program` are hashes of their content; `language` and `search` are the versions that a row was made with.
# Of a program: `source` and `view` say how it was found, `parent` from which programs of the library it descends,
# `length` is its cost in bits, `fit` to `surprise` are what else its score is made of, and `outputs` is a hash of its
# outputs, "" if they are not known. `searched` tells views that were searched from those that wait. `place` orders what
# ranks equally. Moments are what was answered `seconds` after the run began, with those of the runs that it went on
# from; `attempts` is "" if they were as before.
_TASKS = "CREATE TABLE tasks (task TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID"
_PROGRAMS = (
    "CREATE TABLE programs (task TEXT, program TEXT, text TEXT, source TEXT, view TEXT, parent TEXT, length REAL, "
    "fit REAL, left_out REAL, chance REAL, surprise REAL, outputs TEXT, language TEXT, place INTEGER, "
    "PRIMARY KEY (task, program)) WITHOUT ROWID"
)
_VALIDATIONS = (
    "CREATE TABLE validations (task TEXT, program TEXT, language TEXT, verdict TEXT, "
    "PRIMARY KEY (task, program, language)) WITHOUT ROWID"
)
_TIMINGS = (
    "CREATE TABLE timings (task TEXT, search TEXT, seconds REAL, tried INTEGER, PRIMARY KEY (task, search)) "
    "WITHOUT ROWID"
)
_FINISHED = (
    "CREATE TABLE finished (task TEXT, search TEXT, effort TEXT, times INTEGER, PRIMARY KEY (task, search, effort)) "
    "WITHOUT ROWID"
)
_VIEWS = (
    "CREATE TABLE views (task TEXT, search TEXT, view TEXT, parent TEXT, bits REAL, promise REAL, searched INTEGER, "
    "place INTEGER, PRIMARY KEY (task, search, view)) WITHOUT ROWID"
)
_MOMENTS = (
    "CREATE TABLE moments (task TEXT, search TEXT, seconds REAL, round INTEGER, spent REAL, attempts TEXT, "
    "PRIMARY KEY (task, search, seconds)) WITHOUT ROWID"
)
TABLES = (_TASKS, _PROGRAMS, _VALIDATIONS, _TIMINGS, _FINISHED, _VIEWS, _MOMENTS)
FORMER = {
    1: (
        _TASKS,
        "CREATE TABLE programs (task TEXT, program TEXT, text TEXT, source TEXT, view TEXT, length REAL, fit REAL, "
        "left_out REAL, chance REAL, surprise REAL, outputs TEXT, language TEXT, place INTEGER, "
        "PRIMARY KEY (task, program)) WITHOUT ROWID",
        _VALIDATIONS,
        _TIMINGS,
        _FINISHED,
        "CREATE TABLE views (task TEXT, search TEXT, view TEXT, bits REAL, promise REAL, lists INTEGER, searched "
        "INTEGER, place INTEGER, PRIMARY KEY (task, search, view)) WITHOUT ROWID",
    )
}


def tables_of(version: int) -> tuple[str, ...]:
    """The statements that make the tables of a store of this format, which is known."""
    return FORMER.get(version, TABLES)


def upgrade(connection: sqlite3.Connection) -> None:
    """Make a store of a former format one of this, in a transaction; one of this stays as it is. It was not known of
    programs from which of the library they descend, nor when what was answered."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version not in FORMER:
        return
    for name, table, columns in (
        ("programs", _PROGRAMS, "task, program, text, source, view, '', length, fit, left_out, chance, surprise, "
                                "outputs, language, place"),
        ("views", _VIEWS, "task, search, view, '', bits, promise, searched, place"),
    ):  # fmt: skip
        connection.execute(f"ALTER TABLE {name} RENAME TO former")
        connection.execute(table)
        connection.execute(f"INSERT INTO {name} SELECT {columns} FROM former")
        connection.execute("DROP TABLE former")
    connection.execute(_MOMENTS)
    connection.execute(f"PRAGMA user_version = {FORMAT}")
