"""Choices: weights that were known are found again, and a task is judged by what is fitted to others."""

import numpy as np
import pandas as pd
import pytest

from arc_pipeline.answers.confidence import FEATURES, chances
from benchmarks.choices import attempts, confidence, fit, left_out, log_loss

WEIGHTS = (-1.0, 1.0, 2.0, -1.5, -0.5, 0.5, 0.5, -1.0, -0.5, 0.25, -0.25, 0.75, -0.75)


def made_up(tests, outputs=3, seed=0):
    """Tests with so many outputs each, one of which is right as often as these weights say, or none."""
    rng = np.random.default_rng(seed)
    count = tests * outputs
    measured, test = rng.random((count, len(FEATURES))) * 2, np.repeat(np.arange(tests), outputs)
    sure = chances(np.column_stack([np.ones(count), measured]) @ np.array(WEIGHTS), test)
    ends = np.cumsum(sure.reshape(tests, outputs), axis=1)
    drawn = rng.random(tests)[:, None]
    right = (drawn < ends) & (drawn >= ends - sure.reshape(tests, outputs))
    rows = pd.DataFrame(measured, columns=list(FEATURES))
    place = np.tile(np.arange(outputs), tests)
    return rows.assign(id=[str(k // 2) for k in test], test=test % 2, place=place, fits=True, right=right.ravel())


def test_known_weights_are_found_again():
    assert fit(made_up(20_000)) == pytest.approx(WEIGHTS, abs=0.15)


def test_the_penalty_keeps_weights_finite_where_all_is_right():
    one_each = made_up(50, outputs=1).assign(right=True)
    fitted = fit(one_each)
    assert np.isfinite(fitted).all()
    assert np.abs(fitted).max() < 10
    assert np.abs(fit(made_up(50), penalty=1e6)).max() < 1e-3


def test_no_other_weights_are_worth_more():
    rows, rng = made_up(60), np.random.default_rng(1)

    def worth(weights):
        return -log_loss(rows, confidence(rows, weights)) * 60 - 0.5 * weights @ weights / 2

    best = fit(rows, penalty=0.5)
    assert all(worth(best + rng.normal(0, 0.05, len(best))) < worth(best) for _ in range(50))


def test_a_task_is_judged_by_others():
    """What is right of a task says nothing of how sure its outputs are, if they are left out."""
    rows = made_up(40)
    first = rows["id"] == "0"
    other = rows.assign(right=np.where(first, ~rows["right"], rows["right"]))
    assert left_out(rows)[first] == pytest.approx(left_out(other)[first])
    assert confidence(rows, fit(rows))[first] != pytest.approx(confidence(rows, fit(other))[first], rel=1e-3)
    assert left_out(rows[first]) == pytest.approx([0.25] * 6)  # nothing is known: either of three, or none


def test_confidence_of_a_test_sums_up_to_less_than_one():
    rows = made_up(40)
    sure = rows.assign(sure=confidence(rows, np.array(WEIGHTS) + 3)).groupby(["id", "test"])["sure"].sum()
    assert len(sure) == 40
    assert ((sure > 0) & (sure < 1)).all()


def test_attempts_are_the_surest_then_those_of_most_votes():
    rows = made_up(2).assign(id="a")
    chosen = attempts(rows, np.array([0.1, 0.5, 0.2, 0.3, 0.3, 0.3]), most=2)
    assert sorted(zip(chosen["test"], chosen["place"], strict=True)) == [(0, 1), (0, 2), (1, 0), (1, 1)]
    first = attempts(rows, np.array([0.1, 0.5, 0.2, 0.3, 0.3, 0.3]))
    assert sorted(zip(first["test"], first["place"], first["confidence"], strict=True)) == [(0, 1, 0.5), (1, 0, 0.3)]


def test_log_loss_is_of_what_is_so():
    rows = made_up(2).assign(id="a", right=[False, True, False, False, False, False])
    sure = np.array([0.1, 0.5, 0.2, 0.3, 0.3, 0.3])
    assert log_loss(rows, sure) == pytest.approx(-(np.log(0.5) + np.log(0.1)) / 2)
