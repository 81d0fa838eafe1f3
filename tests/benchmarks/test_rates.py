"""What rounds cost and bring is counted from a run: by round, of tasks without and with a full fit."""

import pandas as pd
import pytest

from arc_pipeline.planning import read_rates
from arc_pipeline.planning.rates import Rate, Rates
from arc_pipeline.search.effort import Effort
from arc_pipeline.solve import solve
from benchmarks import rates

SMALL = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=0.9)
BEFORE = Rates((Rate(1.0, 0.5, 0.5, 0.5), Rate(10.0, 0.1, 0.1, 0.1)), cells=1.0, growth=0.3)
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


def test_few_searches_only_move_the_rates_that_were_assumed(table):
    found = rates.rates(table, BEFORE)
    assert found.of(1).seconds == pytest.approx((3 * 5.0 + 4 * 1.0) / 7)
    assert found.of(1).solved == pytest.approx((1 + 4 * 0.5) / 7)
    assert found.of(2).solved == pytest.approx(4 * 0.1 / 5), "of a single task without a fit"
    assert found.of(2).corrected == pytest.approx((1 + 4 * 0.1) / 5)
    assert found.of(2).settled == pytest.approx((1 + 4 * 0.1) / 6)
    assert found.cells == 200.0
    assert found.growth == pytest.approx(0.83, abs=0.02), "four times the cells took three times as long"


def test_rounds_beyond_those_that_were_known_are_added(table):
    found = rates.rates(table.assign(round=table["round"] + 1), BEFORE)
    assert len(found.rounds) == 3
    assert found.of(1) == BEFORE.of(1)


def test_a_run_is_measured_and_the_file_can_be_read(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(rates, "solve", lambda tasks, folder, **chosen: solve(tasks, folder, rounds=(SMALL,), **chosen))
    (tmp_path / "ids.txt").write_text("a416b8f3\n3c9b0459\n67a3c6ac\n05269061\n")
    kept = ["--table", str(tmp_path / "rates.csv"), "--rates", str(tmp_path / "rates.json")]
    given = ["--ids", str(tmp_path / "ids.txt"), "--budget", "100", "--workers", "0", "--backend", "cpu"]
    rates.main([*given, *kept])
    searches = pd.read_csv(tmp_path / "rates.csv")
    assert set(searches["round"]) == {1}
    assert searches["right_then"].any()
    assert (searches["seconds"] > 0).all()
    assert read_rates(tmp_path / "rates.json").of(1).solved > 0
    assert "solved" in capsys.readouterr().out
