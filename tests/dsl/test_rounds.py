"""Rules of neighbours, applied once or until nothing changes, on small examples."""

import pytest
from grids_in_words import applied, cells

from arc_pipeline.dsl import OPS


def test_smooth_keeps_a_cell_whose_colour_no_other_outnumbers():
    assert applied("smooth", "111 121 111") == "111 111 111"
    assert applied("smooth", "12 12") == "12 12"
    assert applied("smooth", "132 000") == "000 000"
    assert applied("smooth", "5") == "5"


@pytest.mark.parametrize(
    ("size", "expected"),
    [(1, "1111 1111 1111"), (2, "1100 1111 0011"), (3, "0000 0000 0000"), (99, "0000 0000 0000"), (0, None)],
)
def test_in_block(size, expected):
    assert applied("in_block", "2213 2200 1400", size) == expected


def test_fill_up_goes_on_until_nothing_changes():
    assert applied("fill_up", "2000 2000 2222", 2) == "2222 2222 2222"
    assert applied("fill_up", "2000 2000 2222", 3) == "2000 2000 2222"
    assert applied("fill_up", "100 000 004", 1) == "111 114 144"
    assert applied("fill_up", "00 00", 0) == "00 00"


def test_wear_off_takes_tails_away():
    assert applied("wear_off", "2200 2222 0000", 2) == "2200 2200 0000"
    assert applied("wear_off", "2200 2222 0000", 3) == "0000 0000 0000"
    assert applied("wear_off", "2200 2222 0000", 0) == "2200 2222 0000"
    assert applied("wear_off", "200 020 003", 1, 8) == "200 020 003"


def test_evolve_until_nothing_changes():
    assert applied("evolve", "1000 0000", {(0, 1): 1, (0, 2): 1, (0, 3): 1}, 4) == "1111 1111"
    assert applied("evolve", "1002", {(1, 0): 3, (2, 1): 4}, 4) == "3002"
    assert applied("evolve", "110 110 000", {(0, 1): 0, (0, 2): 0}, 8) == "110 110 000"


def test_a_rule_that_never_settles_is_void():
    assert applied("evolve", "1", {(1, 0): 2, (2, 0): 1}, 4) is None
    assert applied("evolve", "1", {(1, 0): 2, (2, 0): 3, (3, 0): 1}, 4) is None


def test_a_table_without_pairs_is_void():
    assert applied("evolve", "1", {1: 2}, 4) is None
    assert OPS["evolve"](cells("1"), {(1, 0, 0): 2}, 4) is None
