"""Confidence against the share right, on tables made by hand."""

import pandas as pd
import pytest

from arc_pipeline.answers.calibration import calibration, calibration_error
from arc_pipeline.answers.report import COLUMNS


def table(*rows):
    """A report of (confidence, whether the first attempt is right, whether a program fits)."""
    made = [
        dict.fromkeys(COLUMNS) | {"id": str(k), "confidence": sure, "attempt_1": right, "fits": fits}
        for k, (sure, right, fits) in enumerate(rows)
    ]
    kinds = {name: COLUMNS[name] for name in ("id", "confidence", "attempt_1", "fits")}
    return pd.DataFrame(made, columns=list(COLUMNS)).astype(kinds)


def test_bins_hold_their_tasks():
    bins = calibration(table((0.05, False, True), (0.5, True, True), (0.58, False, True), (1.0, True, True)))
    assert bins["low"].tolist() == [0.0, 0.5, 0.9]
    assert bins["high"].tolist() == pytest.approx([0.1, 0.6, 1.0])
    assert bins["tasks"].tolist() == [1, 2, 1]
    assert bins["confidence"].tolist() == pytest.approx([0.05, 0.54, 1.0])
    assert bins["right"].tolist() == [0.0, 0.5, 1.0]
    assert calibration_error(bins) == pytest.approx((0.05 + 2 * 0.04 + 0) / 4)


def test_only_fitting_tasks_with_a_known_answer_are_judged():
    bins = calibration(table((0.9, None, True), (0.9, True, False), (0.3, True, True)))
    assert bins["tasks"].tolist() == [1]
    assert calibration_error(bins) == pytest.approx(0.7)


def test_nothing_to_judge():
    for bins in (calibration(table()), calibration(table((0.9, None, True)))):
        assert list(bins.columns) == ["low", "high", "tasks", "confidence", "right"]
        assert calibration_error(bins) is None
