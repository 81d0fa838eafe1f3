"""Calibration: weights that were known are found again, and what is kept of a search is read as it was."""

import json
from functools import partial

import numpy as np
import pandas as pd
import pytest
from answers.made_up import candidate, grid, task

from arc_pipeline.answers.confidence import FEATURES, Model, model
from arc_pipeline.tasks import load_tasks
from benchmarks import calibrate, candidates
from benchmarks.halves import SOURCE, held_out

SEEN_ID = "67a3c6ac"


def made_up(*tests):
    """Rows of outputs, the measures of all of which are 0: (id, test, fits, whether right by the place of each)."""
    rows = [
        [id, test, place, fits, letter == "1", *[0.0] * len(FEATURES)]
        for id, test, fits, right in tests
        for place, letter in enumerate(right)
    ]
    return pd.DataFrame(rows, columns=["id", "test", "place", "fits", "right", *FEATURES])


def test_the_rate_of_what_does_not_fit_is_counted():
    partly = made_up(("a", 0, True, "10"), ("b", 0, False, "001"), ("c", 0, False, "1"))
    fitted = calibrate.fit_model(partly)
    assert fitted.partial == round(1.5 / 4, 4)  # the third of b would not be an attempt; half a one is added to either


def test_near_misses_of_the_library_are_counted_where_no_fit_is_right():
    made = task("made", grid("12"), grid("21"), demonstrations=3)
    near = {"fit": 0.9, "is_near_miss": True, "source": "stored"}
    answers = {"made": [grid("34"), grid("43")]}
    told = partial(calibrate.near_misses_right, [made], answers=answers)
    one = candidate(grid("34"), grid("11"), **near)
    assert told({"made": [one, candidate(grid("99"), grid("99"))]}) == [True, False]
    assert told({"made": [one, candidate(grid("34"), grid("99"))]}) == [False], "a fit has the first"
    assert told({"made": [candidate(grid("34"), grid("43"), fit=0.9, is_near_miss=True)]}) == [], "it is found"
    assert calibrate.fit_model(made_up(("a", 0, True, "10")), [True, False, False]).near == round(1.5 / 4, 4)


def test_either_order_counts_tasks_whose_every_test_is_right():
    votes_first = made_up(("a", 0, True, "010"), ("b", 0, True, "1"), ("b", 1, True, "001"))
    last_first = {"made": votes_first["place"].to_numpy(float)}
    found = calibrate.orders(votes_first, last_first)
    assert found.loc["votes", ["one", "two"]].tolist() == [0, 1]
    assert found.loc["made", ["one", "two"]].tolist() == [1, 2]


def test_calibration_is_of_the_surest_output_of_each_test():
    rows = made_up(("a", 0, True, "010"), ("a", 1, True, "10"))
    table = calibrate.calibrated(rows, np.array([0.2, 0.7, 0.1, 0.3, 0.3]))
    assert table["tasks"].tolist() == [1, 1]
    assert table["confidence"].tolist() == pytest.approx([0.3, 0.7])
    assert table["right"].tolist() == [1.0, 1.0]


def test_tasks_are_judged_as_fitted_and_left_out():
    rows = made_up(*[(id, 0, True, "10") for id in "abcdef"])
    fitted = Model(1.0, (0.0,) * len(FEATURES), 0.3, 0.01)
    judged = calibrate.judge(rows, fitted)
    e = np.exp(1.0)
    assert judged["as fitted"] == pytest.approx([e / (1 + 2 * e)] * 12)
    assert judged["left out"].shape == (12,)


def test_the_command_searches_keeps_reads_and_writes(tmp_path, monkeypatch, capsys):
    kept, weights = tmp_path / "found.jsonl", tmp_path / "weights.json"
    assert SEEN_ID not in held_out()
    monkeypatch.setattr(calibrate, "training_ids", lambda: frozenset({SEEN_ID}))
    words = ["--rounds", "2", "--budget", "3600", "--workers", "0", "--backend", "cpu", "--weights", str(weights)]
    calibrate.main([*words, "--keep", str(kept)])
    first = capsys.readouterr().out
    assert "expected calibration error" in first
    (task,) = load_tasks(SOURCE, [SEEN_ID]).tasks
    (id, found), *others = candidates.read(kept).items()
    assert (id, others) == (SEEN_ID, [])
    assert found[0].fits
    assert [output.dtype for output in found[0].outputs] == [np.uint8] * len(task.test)
    written = json.loads(weights.read_text())
    assert written["fitted to"]["attempts"] == 1
    assert model(weights).as_dict() == {name: written[name] for name in ("constant", "weights", "near", "partial")}
    again = tmp_path / "again.json"
    calibrate.main(["--read", str(kept), "--weights", str(again)])
    assert json.loads(again.read_text()) == written
    assert capsys.readouterr().out == first
    kept.write_text(json.dumps({"id": SEEN_ID, "candidates": []}) + "\n")
    with pytest.raises(SystemExit):
        calibrate.main(["--read", str(kept), "--weights", str(again)])
