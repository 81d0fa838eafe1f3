"""Bits and odds: what is longer, less borne out or likelier by chance costs more."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arc_pipeline.search import currency

shares = st.floats(0, 1)


@given(st.floats(0, 1000), shares, shares)
def test_what_is_borne_out_by_all_and_no_chance_costs_its_length(length, left_out, chance):
    assert currency.total(length, 1.0) == length
    assert currency.total(length, left_out, chance) >= length
    assert currency.total(length, left_out, chance) >= currency.total(length, left_out)


def test_doubt_is_the_surprisal_of_a_fit_that_is_no_accident():
    assert currency.doubt(0.0) == 0
    assert currency.doubt(0.75) == 2
    assert currency.doubt(1.0) == currency.doubt(1.0 - 1e-9) == 20, "a fit may be no accident, whatever is said"
    assert currency.total(30.0, 1.0, 0.75) == 32


def test_near_misses_make_an_accident_likelier():
    """Of four programs that cost no more than a fit and fit all demonstrations but one, it is the only one left."""
    assert currency.with_near_misses(0.0, 0) == 0
    assert currency.with_near_misses(0.0, 3) == 0.75
    assert currency.with_near_misses(0.5, 1) == 0.75, "accidents of two kinds are independent"


@given(st.integers(1, 10**6), st.floats(0, 60))
def test_chance_grows_with_what_was_tried_and_falls_with_what_is_said(tried, bits):
    odds = currency.chance(tried, bits)
    assert 0 < odds < 1
    assert currency.chance(2 * tried, bits) > odds > currency.chance(tried, bits + 1)
    assert odds / (1 - odds) == pytest.approx(tried * 2.0**-bits)


def test_cells_say_their_colours_but_for_those_that_were_learned():
    cells = np.array([[0, 1, 2, 3], [3, 2, 1, 0]])
    assert currency.said_by(cells) == 16
    assert currency.said_by(cells, learned=3) == 10
    assert currency.said_by(np.zeros(6)) == 6, "of one colour another might have been"
