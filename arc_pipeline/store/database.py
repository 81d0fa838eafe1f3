"""Opens the SQLite file of a store, which may come from anybody, such that nothing in it can run code.

Before anything else is read, the file must name itself a store, have exactly the tables of one, and be whole. A file
that is no store is never changed; a damaged store can be moved aside.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

APPLICATION = 0x41524353  # "ARCS", at byte 68 of the file
FORMAT = 1  # at byte 60; a file of another one is left alone
LARGEST = 1 << 30  # bytes of a file
LONGEST = 1 << 20  # bytes of a row
PATIENCE = 5.0  # seconds to wait for another process that writes

# `task` and `program` are hashes of their content; `language` and `search` are the versions that a row was made with.
# `outputs` is a hash of a program's outputs, "" if they are not known. `searched` tells views that were searched from
# those that wait; `lists` is always 1, as every view can map lists back. `place` orders what ranks equally.
TABLES = (
    "CREATE TABLE tasks (task TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID",
    "CREATE TABLE programs (task TEXT, program TEXT, text TEXT, source TEXT, view TEXT, length REAL, fit REAL, "
    "left_out REAL, chance REAL, surprise REAL, outputs TEXT, language TEXT, place INTEGER, "
    "PRIMARY KEY (task, program)) WITHOUT ROWID",
    "CREATE TABLE validations (task TEXT, program TEXT, language TEXT, verdict TEXT, "
    "PRIMARY KEY (task, program, language)) WITHOUT ROWID",
    "CREATE TABLE timings (task TEXT, search TEXT, seconds REAL, tried INTEGER, PRIMARY KEY (task, search)) "
    "WITHOUT ROWID",
    "CREATE TABLE finished (task TEXT, search TEXT, effort TEXT, times INTEGER, PRIMARY KEY (task, search, effort)) "
    "WITHOUT ROWID",
    "CREATE TABLE views (task TEXT, search TEXT, view TEXT, bits REAL, promise REAL, lists INTEGER, searched INTEGER, "
    "place INTEGER, PRIMARY KEY (task, search, view)) WITHOUT ROWID",
)
_MAGIC = b"SQLite format 3\0"
_BESIDE = ("", "-wal", "-shm", "-journal")  # what SQLite puts beside a file
_UNWRITABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_FORMAT}


class StoreError(Exception):
    """A file that cannot be used as a store, or a text that cannot be imported; the message names it."""


class DamagedError(StoreError):
    """A file that names itself a store, but is damaged or was tampered with."""


def open_store(path: Path, write: bool = True) -> sqlite3.Connection:
    """A connection to the store at `path`, in autocommit mode; with `write` it is made if it does not exist.

    Raises DamagedError for a damaged store, StoreError for any other file and where the system refuses.
    """
    with _told(path):
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
        _refuse_foreign(path, write)
        connection = _connected(path, "rwc" if write else "ro")
        try:
            if not write or _schema(connection):
                _check(connection, path)
            if write:
                _begin(connection)
                with suppress(sqlite3.OperationalError):  # others use it, or the disk has no shared memory
                    connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")  # a killed process loses nothing by it
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that only reads, even where SQLite cannot write the files that it needs beside a store that a killed
    run left behind: then to a copy. Raises as `open_store`."""
    with ExitStack() as stack:
        try:
            connection = open_store(path, write=False)
        except StoreError as error:
            if getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF not in _UNWRITABLE:
                raise
            with _told(path):
                folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
                copy = Path(folder) / path.name
                for suffix in ("", "-wal"):
                    if suffix == "" or os.path.exists(f"{path}{suffix}"):
                        shutil.copyfile(f"{path}{suffix}", f"{copy}{suffix}")
            connection = open_store(copy)
        with closing(connection):
            yield connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A context in which everything is written, or nothing if it raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # a full disk has ended the transaction already
            connection.execute("ROLLBACK")
        raise


def closed(connection: sqlite3.Connection) -> None:
    """Close a connection that writes; the last one leaves a single file, which can be read anywhere."""
    with suppress(sqlite3.Error):  # others are using it
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()


def moved_aside(path: Path) -> Path:
    """Rename a damaged store, with what SQLite has put beside it; returns its new path. OSError if that is refused."""
    number = 1
    while any(os.path.lexists(f"{path}.corrupt-{number}{suffix}") for suffix in _BESIDE):
        number += 1
    aside = path.with_name(f"{path.name}.corrupt-{number}")
    for suffix in reversed(_BESIDE):  # the file itself last: without it the others would be a journal of the next one
        with suppress(FileNotFoundError):
            os.rename(f"{path}{suffix}", f"{aside}{suffix}")
    return aside


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the system into a StoreError that names the file."""
    try:
        yield
    except sqlite3.Error as error:
        damaged = getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE
        raise (DamagedError if damaged else StoreError)(f"{path}: {error}") from error
    except UnicodeDecodeError as error:  # in a message of SQLite, which quotes the file
        raise DamagedError(f"{path}: what SQLite says of it is not text") from error
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}") from error


def _refuse_foreign(path: Path, write: bool) -> None:
    """StoreError for a file that is not a store, by its first bytes; a new or empty one passes if it may be written."""
    if write and not path.exists():
        return
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(100)
    if write and not head:
        return
    if not head.startswith(_MAGIC) or int.from_bytes(head[68:72], "big") != APPLICATION:
        raise StoreError(f"{path} is not a store of this package and is left alone")
    if (version := int.from_bytes(head[60:64], "big")) != FORMAT:
        raise StoreError(f"{path} is a store of format {version}, not {FORMAT}, and is left alone")
    if size > LARGEST:
        raise StoreError(f"{path} has {size} bytes; stores of at most {LARGEST} are read")


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, timeout=PATIENCE, isolation_level=None, uri=True)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    for limit, number in (
        (sqlite3.SQLITE_LIMIT_LENGTH, LONGEST),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
        (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1),
    ):
        connection.setlimit(limit, number)
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _schema(connection: sqlite3.Connection) -> list[tuple[str, str | None]]:
    return connection.execute("SELECT type, sql FROM sqlite_master LIMIT 100").fetchall()


def _begin(connection: sqlite3.Connection) -> None:
    """Make the tables of a new store. Raises sqlite3.Error if the file cannot be written, unless another process is
    just writing it."""
    try:
        with transaction(connection):
            if not _schema(connection):
                for table in TABLES:
                    connection.execute(table)
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {FORMAT}")  # of an old store, too, to see that it can be written
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or not _schema(connection):
            raise


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """DamagedError unless the tables are those of a store and nothing else is in it, and the file is whole; an error of
    SQLite if a row is longer than LONGEST."""
    if set(_schema(connection)) != {("table", table) for table in TABLES}:
        raise DamagedError(f"{path}: its tables are not those of a store")
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise DamagedError(f"{path}: {' '.join(str(found).split())}")
    for table in TABLES:
        deque(connection.execute(f"SELECT * FROM {table.split()[2]}"), maxlen=0)
