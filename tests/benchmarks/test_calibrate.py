"""Calibration: weights that were known are found again, and what is kept of a search is read as it was."""

import json

import numpy as np
import pandas as pd
import pytest

from arc_pipeline.answers.confidence import FEATURES, Model, logistic, model
from arc_pipeline.tasks import load_tasks
from benchmarks import calibrate
from benchmarks.halves import SOURCE, held_out

SEEN_ID = "67a3c6ac"


WEIGHTS = (1.0, 2.0, -0.5, 0.5, 0.5, -1.0, -0.5, 0.25, -0.25)


def made_up(count, seed=0, constant=-1.0, weights=WEIGHTS):
    """First outputs that are right as often as these weights say."""
    rng = np.random.default_rng(seed)
    measured = rng.random((count, len(FEATURES))) * 2
    right = rng.random(count) < logistic(constant + measured @ np.array(weights))
    rows = pd.DataFrame(measured, columns=list(FEATURES))
    return rows.assign(
        id=[str(k // 2) for k in range(count)], test=np.arange(count) % 2, place=0, fits=True, right=right
    )


def test_known_weights_are_found_again():
    fitted = calibrate.fit(made_up(60_000))
    assert fitted == pytest.approx([-1.0, *WEIGHTS], abs=0.15)


def test_the_penalty_keeps_weights_finite_where_all_is_right():
    fitted = calibrate.fit(made_up(50).assign(right=True))
    assert np.isfinite(fitted).all()
    assert np.abs(fitted).max() < 10
    assert np.abs(calibrate.fit(made_up(50), penalty=1e6)).max() < 1e-3


def test_calibration_is_as_good_as_the_fit_and_a_little_worse_where_left_out():
    rows = made_up(400)
    tables = calibrate.judge(rows, calibrate.fit_model(rows))
    errors = {name: calibrate.calibration_error(table) for name, table in tables.items()}
    assert errors["as fitted"] < 0.06
    assert errors["left out"] < 0.08
    assert all(table["tasks"].sum() == 400 for table in tables.values())


def test_rates_are_counted_where_they_apply():
    rows = made_up(4).assign(id=list("abcd"), test=0, right=[True, False, False, True])
    second = made_up(3).assign(id=list("abc"), test=0, place=1, right=[False, True, False])
    partial = made_up(3).assign(id="e", test=0, place=[0, 1, 2], fits=False, right=[False, False, True])
    fitted = calibrate.fit_model(pd.concat([rows, second, partial]))
    assert fitted.second == 0.5  # of b and c, whose first is wrong, one is right; half a one is added to either count
    assert fitted.partial == round(0.5 / 3, 4)  # the third would not be an attempt


def test_either_order_counts_tasks_whose_every_test_is_right():
    rows = made_up(5).assign(id=list("aaabb"), test=[0, 0, 0, 0, 1], place=[0, 1, 2, 0, 0])
    rows["share"] = [0.5, 0.3, 0.2, 1.0, 1.0]
    fewest_first = Model(0.0, (-1.0, *np.zeros(len(FEATURES) - 1)), 0.5, 0.01)
    cases = ("10010", (1, 1), (0, 1)), ("01010", (0, 1), (0, 0)), ("00111", (1, 1), (2, 2))
    for right, by_votes, by_confidence in cases:
        found = calibrate.orders(rows.assign(right=[letter == "1" for letter in right]), fewest_first)
        assert found.loc["votes", ["one", "two"]].tolist() == list(by_votes)
        assert found.loc["confidence", ["one", "two"]].tolist() == list(by_confidence)


def test_the_command_searches_keeps_reads_and_writes(tmp_path, monkeypatch, capsys):
    kept, weights = tmp_path / "found.jsonl", tmp_path / "weights.json"
    assert SEEN_ID not in held_out()
    monkeypatch.setattr(calibrate, "training_ids", lambda: frozenset({SEEN_ID}))
    words = ["--rounds", "1", "--budget", "120", "--workers", "0", "--backend", "cpu", "--weights", str(weights)]
    calibrate.main([*words, "--keep", str(kept)])
    first = capsys.readouterr().out
    assert "expected calibration error" in first
    (task,) = load_tasks(SOURCE, [SEEN_ID]).tasks
    (id, candidates), *others = calibrate.read(kept).items()
    assert (id, others) == (SEEN_ID, [])
    assert candidates[0].fits
    assert [output.dtype for output in candidates[0].outputs] == [np.uint8] * len(task.test)
    written = json.loads(weights.read_text())
    assert written["fitted to"]["attempts"] == 1
    assert model(weights).as_dict() == {name: written[name] for name in ("constant", "weights", "second", "partial")}
    again = tmp_path / "again.json"
    calibrate.main(["--read", str(kept), "--weights", str(again)])
    assert json.loads(again.read_text()) == written
    assert capsys.readouterr().out == first
    kept.write_text(json.dumps({"id": SEEN_ID, "candidates": []}) + "\n")
    with pytest.raises(SystemExit):
        calibrate.main(["--read", str(kept), "--weights", str(again)])
