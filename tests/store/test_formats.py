"""A store of a former format is used as ever: what writes it makes it one of this format, what reads it a copy."""

import sqlite3
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from store.made_up import as_format_1, candidate, changed, filled, recalled, result, rows, turned

from arc_pipeline.search.task_result import Answered
from arc_pipeline.search.views.kinds.lenses import Lens
from arc_pipeline.search.views.view import PLAIN, View
from arc_pipeline.store import Store, StoreError, database, export, merge
from arc_pipeline.store.database import open_store, reading

LENS = View((Lens("switch", "switch", (2, 0)),), promise=3.0)


@pytest.fixture
def former(tmp_path):
    """A store of the first format."""
    given = result(
        turned(), candidate(turned()), seconds=2.0, tried=5, finished=("x",), searched=(PLAIN,), waiting=(LENS,)
    )
    return as_format_1(filled(tmp_path / "a.sqlite", given))


def version_of(path):
    return int.from_bytes(path.read_bytes()[60:64], "big")


def test_what_a_run_knows_of_a_former_store_is_all_that_is_in_it(former):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (found,), errors = recalled(former, resume=True)
    assert errors == []
    assert (found.tried, found.seconds, found.finished, found.history) == (5, 2.0, ("x",), ())
    assert (found.searched, found.waiting) == ((PLAIN,), (LENS,))
    assert (found.fits, [one.parent for one in found.candidates]) == (True, [""])
    assert version_of(former) == 2
    again, errors = recalled(former, resume=True)
    assert (again[0].finished, errors) == (("x",), [])


def test_what_a_run_adds_to_a_former_store_is_there_with_all_that_is_new(former):
    task, moment = turned(), Answered(1.0, "text", 1, 0.5)
    with Store(former) as store:
        store.add([result(task, candidate(task, "hmirror(I)", fit=0.5))], {task.id: task}, {task.id: moment})
        assert store.errors == []
    assert rows(former, "SELECT parent FROM programs ORDER BY fit") == [("1cf80156 007bbfb7",), ("",)]
    assert rows(former, "SELECT count(*) FROM moments") == [(1,)]


def test_what_only_reads_a_former_store_leaves_it_as_it_is(former, tmp_path):
    before = former.read_bytes()
    assert "".join(export(former)).count("rot90") == 1
    assert merge(tmp_path / "b.sqlite", [former]) == 1
    assert former.read_bytes() == before
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a.sqlite", "b.sqlite"]
    assert (version_of(former), version_of(tmp_path / "b.sqlite")) == (1, 2)


def test_a_former_store_that_cannot_be_written_is_still_read(former, monkeypatch):
    """As on a disk that is mounted read-only, such as the input of a Kaggle notebook."""
    connected = database._connected
    mode = {former: "ro"}
    monkeypatch.setattr(database, "_connected", lambda path, asked: connected(path, mode.get(path, asked)))
    with pytest.warns(RuntimeWarning, match="the store is only read, and nothing is kept: .*readonly database"):
        (found,), _ = recalled(former, resume=True)
    assert (found.fits, found.finished) == (True, ("x",))
    assert version_of(former) == 1


def test_a_former_store_that_is_damaged_is_moved_aside(former):
    changed(former, "CREATE TABLE more (x)")
    with pytest.warns(RuntimeWarning, match="its tables are not those of a store: the damaged store is now"):
        assert recalled(former)[0] == []
    with (
        pytest.raises(StoreError, match="its tables are not those of a store"),
        reading(former.with_name("a.sqlite.corrupt-1")),
    ):
        pass


def test_a_store_that_claims_a_former_format_and_has_the_tables_of_this_one_is_damaged(tmp_path):
    path = filled(tmp_path / "a.sqlite")
    rows(path, "PRAGMA user_version = 1")
    with pytest.warns(RuntimeWarning, match="its tables are not those of a store: the damaged store is now"):
        assert recalled(path)[0] == []


def test_runs_that_open_a_former_store_at_once_all_use_it(former):
    with ThreadPoolExecutor(4) as pool:
        for connection in pool.map(lambda _: _opened(former), range(8)):
            assert connection == 1
    assert version_of(former) == 2


def _opened(path):
    connection = open_store(path)
    try:
        return connection.execute("SELECT count(*) FROM programs WHERE parent = ''").fetchone()[0]
    finally:
        connection.close()


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(former, monkeypatch):
    def full(connection):
        connection.execute("DELETE FROM programs")
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(database, "upgrade", full)
    with pytest.raises(StoreError, match=r"a\.sqlite: database or disk is full"):
        open_store(former)
    monkeypatch.undo()
    assert recalled(former)[0][0].fits
