"""Stores of several machines become one, with the best programs of each task and all that was searched."""

import sqlite3

import pytest
from store.made_up import candidate, filled, recalled, result, rows, turned

from arc_pipeline.search.views.kinds.lenses import Lens
from arc_pipeline.search.views.view import PLAIN, View
from arc_pipeline.store import StoreError, export, merge
from arc_pipeline.store.rows import KEPT

LENSES = [View((Lens("switch", "switch", (k, 0)),), promise=float(k)) for k in (1, 2)]


@pytest.fixture
def stores(tmp_path):
    """Two stores that share one task."""
    task, other = turned(), turned("other", seed=1)
    filled(tmp_path / "a.sqlite", result(task, candidate(task), seconds=2.0, tried=5, finished=("x", "x"),
                                         searched=(PLAIN,), waiting=(LENSES[0],)))  # fmt: skip
    filled(tmp_path / "b.sqlite", result(task, candidate(task, "hmirror(I)", fit=0.5), seconds=3.0, tried=4,
                                         finished=("x", "y"), searched=(LENSES[0],), waiting=(LENSES[1],)))  # fmt: skip
    filled(tmp_path / "b.sqlite", result(other, candidate(other)), task=other)
    return tmp_path / "a.sqlite", tmp_path / "b.sqlite"


def test_merging_adds_programs_and_what_was_searched(stores):
    assert merge(stores[0], [stores[1]]) == 2
    found, errors = recalled(stores[0], turned(), turned("x", seed=1), resume=True)
    assert (errors, [len(one.candidates) for one in found]) == ([], [2, 1])
    assert (found[0].seconds, found[0].tried, found[0].finished) == (3.0, 5, ("x", "x", "y"))
    assert (set(found[0].searched), found[0].waiting) == ({PLAIN, LENSES[0]}, (LENSES[1],))


def test_merging_twice_changes_nothing(stores):
    merge(stores[0], [stores[1]])
    before = [rows(stores[0], f"SELECT * FROM {table}") for table in ("programs", "timings", "finished", "views")]
    merge(stores[0], [stores[1], stores[0], stores[1]])
    assert before == [rows(stores[0], f"SELECT * FROM {table}") for table in
                      ("programs", "timings", "finished", "views")]  # fmt: skip


def test_a_store_is_made_of_others(stores, tmp_path):
    assert merge(tmp_path / "x" / "c.sqlite", stores) == 3
    merge(stores[0], [stores[1]])
    assert "".join(export(tmp_path / "x" / "c.sqlite")) == "".join(export(stores[0]))


def test_the_best_of_all_are_kept(tmp_path):
    task = turned()
    for name, first in (("a", 0), ("b", KEPT)):
        many = (
            candidate(task, f"roll(I, 'up', {first + k + 1})", source=f"s{k}", length=float(k)) for k in range(KEPT)
        )
        filled(tmp_path / name, result(task, *many))
    merge(tmp_path / "a", [tmp_path / "b"])
    lengths = sorted(length for (length,) in rows(tmp_path / "a", "SELECT length FROM programs"))
    assert lengths == sorted([*range(KEPT // 2), *range(KEPT // 2)])


@pytest.mark.filterwarnings("ignore:.*rows of the store are of no use")
def test_nothing_of_a_hostile_store_is_taken_over_but_programs(stores):
    rows(stores[1], "UPDATE programs SET text = 'import os' WHERE fit = 0.5")
    rows(stores[1], "INSERT OR REPLACE INTO validations SELECT task, program, language, 'wrong' FROM programs")
    rows(stores[1], "INSERT OR REPLACE INTO validations SELECT task, 'x', language, 'fits' FROM programs")
    rows(stores[1], "UPDATE views SET view = 'os.system' WHERE NOT searched")
    rows(stores[1], "INSERT INTO tasks VALUES ('x' || char(10), 'y')")
    before = rows(stores[0], "SELECT * FROM validations")
    assert merge(stores[0], [stores[1]]) == 1
    assert rows(stores[0], "SELECT * FROM validations") == before
    assert rows(stores[0], "SELECT count(*) FROM tasks") == [(2,)]
    found, errors = recalled(stores[0], turned(), turned("x", seed=1), resume=True)
    assert [one.fits for one in found] == [True, True]
    assert [error.split(",")[0] for error in errors] == ["1 rows of the store are of no use"]


@pytest.mark.parametrize("statement", ["CREATE VIEW v AS SELECT 1", "DROP TABLE views"])
def test_a_damaged_store_is_not_merged_and_not_moved(stores, statement):
    rows(stores[1], statement)
    with pytest.raises(StoreError, match=f"{stores[1]}: its tables are not those of a store"):
        merge(stores[0], [stores[1]])
    assert stores[1].exists()


def test_a_store_that_cannot_be_written_is_an_error(stores, monkeypatch):
    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("arc_pipeline.store.merging.put_rows", full)
    with pytest.raises(StoreError, match=r"a\.sqlite cannot be written with what .*b\.sqlite holds: .*disk is full"):
        merge(stores[0], [stores[1]])
    assert rows(stores[0], "SELECT count(*) FROM tasks") == [(1,)]
