"""Plausibility: an output is measured against what the demonstrations' outputs share."""

import numpy as np
import pytest
from answers.made_up import grid

from arc_pipeline.answers.plausibility import MEASURES, plausibility
from arc_pipeline.tasks import Pair, Task


def measures(task, output):
    return dict(zip(MEASURES, plausibility(task, 0, output), strict=True))


def task_of(*pairs, test):
    return Task("made", tuple(Pair(a, b) for a, b in pairs), (test,))


SAME = task_of(
    (grid("120", "000"), grid("130", "000")), (grid("200", "010"), grid("300", "010")), test=grid("012", "000")
)


def test_what_is_like_the_demonstrations_is_plausible():
    assert measures(SAME, grid("013", "000")) == dict.fromkeys(MEASURES, 0.0)


@pytest.mark.parametrize(
    ("output", "colors"), [(grid("013", "003"), 0.0), (grid("012", "002"), 0.0), (grid("017", "000"), 1.0)]
)
def test_colours_that_nothing_shows_are_not(output, colors):
    assert measures(SAME, output)["colors"] == colors


def test_a_rule_of_size_that_all_demonstrations_share_must_hold():
    assert measures(SAME, grid("01", "00"))["size"] == 1.0
    doubled = task_of((grid("1"), grid("11", "11")), (grid("12"), grid("1122", "1122")), test=grid("1", "2"))
    assert measures(doubled, grid("11", "11", "22", "22"))["size"] == 0.0
    assert measures(doubled, grid("11", "22"))["size"] == 1.0
    constant = task_of((grid("1"), grid("11")), (grid("12"), grid("22")), test=grid("1"))
    assert measures(constant, grid("33"))["size"] == 0.0
    assert measures(constant, grid("3"))["size"] == 1.0
    neither = task_of((grid("1"), grid("11")), (grid("12"), grid("2")), test=grid("1"))
    assert measures(neither, grid("111", "111"))["size"] == 0.0


def test_symmetry_that_all_demonstrations_have_must_hold():
    mirrored = task_of((grid("12"), grid("121")), (grid("13"), grid("131", "232")), test=grid("12"))
    assert measures(mirrored, grid("121"))["symmetry"] == 0.0
    assert measures(mirrored, grid("123"))["symmetry"] == 1.0
    both = task_of((grid("12"), grid("121", "121")), test=grid("12"))
    assert measures(both, grid("121", "131"))["symmetry"] == 0.5


def test_more_or_less_change_than_shown_counts_by_its_logarithm():
    assert measures(SAME, grid("012", "000"))["change"] == 2.0  # nothing at all: more would be ln of 9.3
    assert measures(SAME, grid("013", "333"))["change"] == pytest.approx(np.log((0.02 + 4 / 6) / (0.02 + 1 / 6)))
    assert measures(SAME, grid("013", "003"))["change"] == pytest.approx(np.log((0.02 + 2 / 6) / (0.02 + 1 / 6)))
    assert measures(SAME, grid("13"))["change"] == 0.0
