"""A store that is damaged, locked, full, read-only, or none at all, costs what would be kept in it, not the run."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import warnings
from contextlib import closing, contextmanager

import pytest
from store.made_up import candidate, filled, program, recalled, result, rows, turned
from structure.imports import ROOT

from arc_pipeline.answers.submission import check_submission
from arc_pipeline.measure import Deadline
from arc_pipeline.search.views.kinds.stages import Stage
from arc_pipeline.search.views.view import PLAIN, View
from arc_pipeline.store import Store, StoreError, database
from arc_pipeline.store.database import open_store, reading
from arc_pipeline.tasks import load_tasks

TURNED = View((Stage(program("rot180(I)")),), 8.0, 20.0)
IDS = ["67a3c6ac", "a416b8f3", "3c9b0459"]
SMALL = (
    "Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=0.9, strategies='cheap', together=1)"
)
MOST = 1 << 17  # bytes to which a file may grow: a small record, what SQLite needs beside a store, and not the store
PROGRAM = f"""
import resource, sys
from arc_pipeline.search.effort import Effort
from arc_pipeline.solve import solve
from arc_pipeline.tasks import load_tasks
loaded = load_tasks("arc-agi-1/training", {IDS})
resource.setrlimit(resource.RLIMIT_FSIZE, ({MOST}, {MOST}))
solved = solve(loaded.tasks, sys.argv[1], backend="cpu", workers=0, rounds=({SMALL},), store=sys.argv[2])
print(sum(map(solved.is_settled, loaded.tasks)), "settled;", *solved.errors)
"""


@pytest.fixture
def path(tmp_path):
    return filled(tmp_path / "a.sqlite")


def names(folder):
    return sorted(one.name for one in folder.iterdir())


def cut(path):
    os.truncate(path, path.stat().st_size // 2)


def spoilt(path):
    with path.open("r+b") as file:
        file.seek(4096 + 8)
        file.write(b"\xff" * 2000)


def cut_to_its_head(path):
    os.truncate(path, 100)


@pytest.mark.parametrize("damage", [cut, spoilt, cut_to_its_head])
def test_a_damaged_store_is_moved_aside_and_a_new_one_begun(path, damage):
    damage(path)
    damaged = path.read_bytes()
    with pytest.warns(
        RuntimeWarning, match=r"a\.sqlite.*: the damaged store is now .*a\.sqlite\.corrupt-1, and a new"
    ) as said:
        found, errors = recalled(path)
    assert (found, errors) == ([], [str(said[0].message)])
    assert len(said) == 1
    assert path.with_name("a.sqlite.corrupt-1").read_bytes() == damaged
    assert len(recalled(filled(path))[0]) == 1
    damage(path)
    with pytest.warns(RuntimeWarning, match=r"corrupt-2"):
        recalled(path)
    assert names(path.parent) == ["a.sqlite", "a.sqlite.corrupt-1", "a.sqlite.corrupt-2"]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_whichever_bytes_are_changed_the_run_goes_on_with_a_store_or_without(tmp_path):
    task = turned()
    given = result(task, candidate(task), tried=3, seconds=1.0, finished=("a",), searched=(PLAIN,), waiting=(TURNED,))
    whole = filled(tmp_path / "whole", given).read_bytes()
    for seed in range(40):
        draw, changed = random.Random(seed), bytearray(whole)
        for _ in range(draw.choice([1, 2, 5, 50])):
            changed[draw.randrange(len(changed))] = draw.randrange(256)
        path = tmp_path / str(seed)
        path.write_bytes(changed)
        found, errors = recalled(path, resume=True)
        assert found or errors, "what is lost is told"
        foreign = path.read_bytes() == changed and "without a store" in str(errors)
        assert foreign or recalled(filled(path))[0][0].fits


def other_database(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE photographs (x)")


def newer_format(path):
    rows(filled(path), "PRAGMA user_version = 3")


FOREIGN = {
    "a text": lambda path: path.write_text("my notes"),
    "another database": other_database,
    "a newer format": newer_format,
    "a folder": lambda path: path.mkdir(),
    "a pickle": lambda path: path.write_bytes(b"\x80\x04\x95" + bytes(200)),
    "a file in the way of its folder": lambda path: path.parent.joinpath("b").write_text(""),
}


@pytest.mark.parametrize("make", FOREIGN.values(), ids=FOREIGN.keys())
def test_what_is_no_store_is_left_alone(tmp_path, make):
    path = tmp_path / "a.sqlite"
    make(path)
    path = path if path.exists() else tmp_path / "b" / "a.sqlite"
    before = path.read_bytes() if path.is_file() else None
    with pytest.warns(RuntimeWarning, match="the run goes on without a store: ") as said:
        found, errors = recalled(path)
    assert (found, errors, len(said)) == ([], [str(said[0].message)], 1)
    assert str(path) in errors[0] or str(path.parent) in errors[0]
    assert len(names(tmp_path)) == 1
    assert before is None or path.read_bytes() == before
    with pytest.raises(StoreError, match=f"^{tmp_path}"), reading(path):
        pass


def test_a_store_that_is_too_large_is_left_alone(path, monkeypatch):
    monkeypatch.setattr(database, "LARGEST", 5000)
    with pytest.warns(RuntimeWarning, match=r"has \d+ bytes; stores of at most 5000 are read"):
        assert recalled(path)[0] == []


def test_an_empty_file_is_a_new_store(tmp_path):
    (tmp_path / "a.sqlite").write_bytes(b"")
    assert len(recalled(filled(tmp_path / "a.sqlite"))[0]) == 1


def test_a_folder_that_is_missing_is_made(tmp_path):
    assert len(recalled(filled(tmp_path / "x" / "y" / "a ?#%20.sqlite"))[0]) == 1
    assert names(tmp_path / "x" / "y") == ["a ?#%20.sqlite"], "one file remains"


@contextmanager
def held(path):
    """Another process that writes and does not end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_what_could_not_be_written_is_written_as_soon_as_it_can_be(path, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.01)
    task = turned()
    with Store(path) as store:
        with held(path):
            with pytest.warns(RuntimeWarning, match="the store cannot be written: database is locked; it will be"):
                store.add([result(task, candidate(task, "hmirror(I)", fit=0.5))], {task.id: task})
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # once is enough
                store.add([result(task, candidate(task, "vmirror(I)", fit=0.5))], {task.id: task})
            assert [error.count("as it cannot be written: database is locked") for error in store.errors] == [1]
            assert rows(path, "SELECT count(*) FROM programs") == [(1,)]
        store.add([result(task, candidate(task, "dmirror(I)", fit=0.5))], {task.id: task})
        assert store.errors == []
        assert rows(path, "SELECT count(*) FROM programs") == [(4,)]


def test_what_could_not_be_written_is_tried_once_more_at_the_end(path, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.01)
    task, store = turned(), Store(path)
    with held(path), pytest.warns(RuntimeWarning, match="database is locked"):
        store.add([result(task, candidate(task, "hmirror(I)", fit=0.5))], {task.id: task})
    store.close()
    assert store.errors == []
    assert rows(path, "SELECT count(*) FROM programs") == [(2,)]


def test_a_store_that_nobody_can_open_costs_the_store_alone(path, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.01)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.warns(RuntimeWarning, match=r"goes on without a store: .*a\.sqlite: database is locked"):
            assert recalled(path)[0] == []


def test_a_store_that_cannot_be_written_is_still_read(path, monkeypatch):
    """As on a disk that is mounted read-only, such as the input of a Kaggle notebook."""
    connected = database._connected
    monkeypatch.setattr(database, "_connected", lambda path, mode: connected(path, "ro"))
    task = turned()
    with pytest.warns(RuntimeWarning, match="the store is only read, and nothing is kept: .*readonly database"):
        store = Store(path, resume=True)
    with store, warnings.catch_warnings():
        warnings.simplefilter("error")
        (found,) = store.recall([task], "reference", Deadline())
        store.add([result(task, candidate(task, "hmirror(I)"))], {task.id: task})
    assert found.fits
    assert len(store.errors) == 1
    monkeypatch.undo()
    assert rows(path, "SELECT count(*) FROM programs") == [(1,)]


def test_a_store_that_a_killed_run_left_is_read_where_nothing_can_be_written(path, monkeypatch, tmp_path):
    connection = open_store(path)
    connection.execute("INSERT INTO tasks VALUES ('a', 'b')")
    (tmp_path / "copy").mkdir()
    for suffix in ("", "-wal"):  # as they lie on the disk now
        shutil.copyfile(f"{path}{suffix}", tmp_path / "copy" / f"a.sqlite{suffix}")
    connection.close()
    left, connected = tmp_path / "copy" / "a.sqlite", database._connected

    def refused(path, mode):
        if path == left:
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise error
        return connected(path, mode)

    monkeypatch.setattr(database, "_connected", refused)
    with reading(left) as found:
        assert found.execute("SELECT count(*) FROM tasks").fetchone() == (2,)
    assert names(left.parent) == ["a.sqlite", "a.sqlite-wal"]


@pytest.mark.skipif(sys.platform != "linux", reason="sets a limit of the system")
@pytest.mark.slow
def test_a_run_whose_store_finds_no_room_solves_as_ever(tmp_path):
    store = tmp_path / "a.sqlite"
    with Store(store) as filling:  # until there is no more room for what follows
        task = turned()
        calls = [f"roll(roll(I, 'up', {k}), 'left', {k % 7})" for k in range(1, 400)]
        many = [candidate(task, call, source=f"s{k}") for k, call in enumerate(calls)]
        filling.add([result(task, *many)], {task.id: task})
        for k in range(400):
            filling.add([result(turned(seed=k), candidate(turned(seed=k)))], {"turned": turned(seed=k)})
    assert store.stat().st_size > MOST
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "out"), str(store)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "3 settled; the store lacks what was found last, as it cannot be written: " in ended.stdout
    assert ended.stderr.count("it will be tried again") == 1
    check_submission(tmp_path / "out" / "submission.json", load_tasks("arc-agi-1/training", IDS).tasks)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(recalled(store)[0]) == 1, "what was there is whole"
