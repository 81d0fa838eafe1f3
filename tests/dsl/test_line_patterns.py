"""Patterns that go on along lines, on small examples."""

import pytest
from grids_in_words import applied


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("right", "000000 012121 000000"),
        ("left", "000000 212000 000000"),
        ("rows", "000000 212121 000000"),
        ("columns", "000000 012000 000000"),
        ("cross", "000000 212121 000000"),
    ],
)
def test_ways(way, expected):
    assert applied("continue_lines", "000000 012000 000000", way) == expected


def test_gaps_in_a_pattern_come_again():
    assert applied("continue_lines", "01021000000", "rows") == "21021021021"
    assert applied("continue_lines", "00100100000", "rows") == "00100100100"


def test_single_cells_and_full_lines_stay():
    assert applied("continue_lines", "0010 1231 0000", "rows") == "0010 1231 0000"


def test_diagonals_go_on_both_ways():
    assert applied("continue_lines", "0000 0300 0040 0000", "diagonals") == "4000 0300 0040 0003"
    assert applied("continue_lines", "0000 0030 0400 0000", "counterdiagonals") == "0004 0030 0400 3000"
    assert applied("continue_lines", "1000 0000 0000", "diagonal cross") == "1000 0000 0000"


def test_rows_lie_over_columns_and_both_see_the_grid_as_it_was():
    assert applied("continue_lines", "0000 0012 0010 0030", "cross") == "0030 1212 0010 0030"
