"""What rounds cost and bring is counted from a run: by round, of tasks without and with a full fit."""

import json

import pandas as pd
import pytest

from arc_pipeline.planning import RATES, read_rates
from arc_pipeline.search.effort import Effort
from arc_pipeline.solve import solve
from benchmarks import rates

SMALL = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=0.9)
NEVER = dict.fromkeys(("searches", "without", "solved", "corrected", "settled"), 0)
BEFORE = {
    "cells": 1.0,
    "growth": 0.3,
    "rounds": [
        {"seconds": 1.0, "solved": 0.5, "corrected": 0.5, "settled": 0.5, "once": 2.0, "of": NEVER},
        {"seconds": 10.0, "solved": 0.1, "corrected": 0.1, "settled": 0.1, "once": 3.0, "of": NEVER},
    ],
}
ROWS = [
    # id, round, seconds, cells, fits, right, right_then, settled
    ("a", 1, 2.0, 100, False, False, True, True),
    ("b", 1, 4.0, 100, False, False, False, False),
    ("c", 1, 9.0, 400, False, False, False, False),
    ("b", 2, 5.0, 100, True, False, True, True),
    ("c", 2, 5.0, 400, False, False, False, False),
]


@pytest.fixture
def table():
    return pd.DataFrame(ROWS, columns=["id", "round", "seconds", "cells", "fits", "right", "right_then", "settled"])


def test_each_round_is_counted_by_whether_there_was_a_full_fit_before(table):
    counted = rates.by_round(table)
    assert counted.loc[1].tolist() == [3, 5.0, 3, 1, 0, 1]
    assert counted.loc[2].tolist() == [2, 5.0, 1, 0, 1, 1]


def test_answers_that_were_right_before_count_against_those_that_became_right(table):
    lost = pd.DataFrame([("d", 2, 5.0, 100, True, True, False, False)] * 2, columns=table.columns)
    assert rates.by_round(pd.concat([table, lost[:1]])).loc[2, "corrected"] == 0
    assert rates.by_round(pd.concat([table, lost])).loc[2, "corrected"] == 0, "no round makes wrong on average"
    kept = lost.assign(right_then=True)
    assert rates.by_round(pd.concat([table, kept])).loc[2, "corrected"] == 1


def test_what_was_counted_replaces_what_was_known_of_these_rounds(table, monkeypatch):
    monkeypatch.setattr(rates, "_SIZED", 1)
    found = rates.counts(table, BEFORE)
    assert [one["of"] for one in found["rounds"]] == [
        {"searches": 3, "without": 3, "solved": 1, "corrected": 0, "settled": 1},
        {"searches": 2, "without": 1, "solved": 0, "corrected": 1, "settled": 1},
    ]
    assert found["rounds"][0]["seconds"] == pytest.approx((3 * 5.0 + 4 * 1.0) / 7), "few searches only move it"
    assert found["cells"] == 200.0
    assert found["growth"] == pytest.approx(0.83, abs=0.02), "four times the cells took three times as long"
    monkeypatch.setattr(rates, "_SIZED", 3)
    found = rates.counts(table, BEFORE)
    assert (found["cells"], found["growth"]) == (BEFORE["cells"], BEFORE["growth"]), "which no task came to"


def test_rounds_beyond_those_that_were_known_are_added_and_the_others_stay(table):
    found = rates.counts(table.assign(round=table["round"] + 2), BEFORE)
    assert found["rounds"][:2] == BEFORE["rounds"]
    assert [one["of"]["searches"] for one in found["rounds"]] == [0, 0, 3, 2]


def test_rates_are_estimated_of_those_to_whom_it_could_happen(table):
    one = rates.estimated(rates.counts(table, BEFORE))["rounds"]
    assert set(one[0]) == {"seconds", "solved", "corrected", "settled", "once", "of"}
    many = [{**NEVER, "searches": 900, "without": 300, "solved": 60, "corrected": 60, "settled": 90}]
    known = [{"seconds": 1.0, "once": 2.0, "of": one} for one in many]
    (of_many,) = rates.estimated({**BEFORE, "rounds": known})["rounds"]
    assert of_many["once"] == 2.0, "which this does not measure"
    assert of_many["solved"] == pytest.approx(60 / 300, rel=0.1)
    assert of_many["corrected"] == pytest.approx(60 / 600, rel=0.1)
    assert of_many["settled"] == pytest.approx(90 / 900, rel=0.1)


def test_the_rates_that_are_shipped_are_those_of_the_counts_beside_them():
    written = json.loads(RATES.read_text())
    assert rates.estimated(written) == written


def test_without_ids_the_counts_stay_and_the_rates_are_estimated_again(tmp_path):
    rates.main(["--rates", str(tmp_path / "rates.json")])
    assert read_rates(tmp_path / "rates.json") == read_rates()


def test_a_run_is_measured_and_the_file_can_be_read(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(rates, "solve", lambda tasks, folder, **chosen: solve(tasks, folder, rounds=(SMALL,), **chosen))
    (tmp_path / "ids.txt").write_text("a416b8f3\n3c9b0459\n67a3c6ac\n05269061\n")
    kept = ["--table", str(tmp_path / "rates.csv"), "--rates", str(tmp_path / "rates.json")]
    given = ["--ids", str(tmp_path / "ids.txt"), "--budget", "3600", "--workers", "0", "--backend", "cpu"]
    rates.main([*given, *kept])
    searches = pd.read_csv(tmp_path / "rates.csv")
    assert set(searches["round"]) == {1}
    assert searches["right_then"].any()
    assert (searches["seconds"] > 0).all()
    assert read_rates(tmp_path / "rates.json").of(1).solved > 0
    assert "solved" in capsys.readouterr().out
