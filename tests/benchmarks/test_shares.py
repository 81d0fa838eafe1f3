"""Shares of few searches are drawn towards a law that falls with the seconds; those of many stay what was counted."""

import numpy as np
import pytest

from benchmarks.shares import shares

SECONDS = np.array([1.0, 2.0, 4.0, 8.0, 16.0])


def of(*counts, seconds=SECONDS):
    """The estimated shares of one kind, from pairs (how often, of how many)."""
    happened, searches = np.array(counts).T[:, None]
    return shares(seconds, happened, searches)[0]


def test_what_was_counted_often_is_believed():
    found = of((4000, 10_000), (300, 10_000), (900, 10_000), (0, 10_000), (500, 10_000))
    assert found == pytest.approx([0.4, 0.03, 0.09, 0.0, 0.05], abs=0.004)


def test_a_round_in_which_nothing_happened_by_chance_does_not_seem_useless():
    """As much as its neighbours' rates per second say, if it was tried as seldom; less if it was tried often."""
    seldom = of((40, 100), (20, 80), (0, 5), (5, 50), (2, 40)) / SECONDS
    assert list(seldom) == sorted(seldom, reverse=True)
    assert seldom[2] > 0.6 * seldom[3]
    often = of((40, 100), (20, 80), (0, 2000), (5, 50), (2, 40))
    assert often[2] < 0.01


def test_of_rounds_that_nobody_came_to_the_law_tells():
    found = of((400, 1000), (200, 800), (120, 700), (0, 0), (0, 0)) / SECONDS
    assert list(found) == sorted(found, reverse=True)
    chance = np.log(found)
    middle = np.log(np.cumsum(SECONDS) - SECONDS / 2)
    assert (chance[4] - chance[3]) / (middle[4] - middle[3]) == pytest.approx(
        (chance[2] - chance[1]) / (middle[2] - middle[1]), abs=0.4
    ), "it goes on falling as it fell"


def test_a_longer_round_is_expected_to_bring_more():
    counts = (400, 1000), (200, 800), (0, 0)
    short, long = (of(*counts, seconds=np.array([1.0, 2.0, last])) for last in (1.0, 20.0))
    assert long[2] > 3 * short[2]


def test_kinds_of_which_little_is_known_fall_as_the_others_do():
    happened = np.array([[400, 200, 100, 60, 30], [5, 0, 0, 0, 0]])
    searches = np.array([[1000, 1000, 1000, 1000, 1000], [50, 10, 10, 0, 0]])
    known, few = shares(SECONDS, happened, searches)
    assert few[4] / few[0] == pytest.approx(known[4] / known[0], rel=0.5)
    alone = shares(SECONDS, happened[1:], searches[1:])[0]
    assert alone[4] / alone[0] > 2 * few[4] / few[0], "by itself it would say little of how it falls"
