"""Counts made into pictures, on small examples."""

import pytest
from grids_in_words import applied, cells, shown

from arc_pipeline.dsl import OPS


@pytest.mark.parametrize(
    ("axis", "first", "expected"),
    [
        ("rows", "largest", "222 110 330"),
        ("rows", "smallest", "110 330 222"),
        ("columns", "largest", "200 213 213"),
    ],
)
def test_histogram(axis, first, expected):
    assert applied("histogram", "2130 2132", axis, first) == expected


def test_histogram_of_nothing_or_too_much_is_void():
    assert applied("histogram", "00", "rows", "largest") is None
    assert applied("histogram", "1" * 30 + " " + "1" * 30, "rows", "largest") is None


@pytest.mark.parametrize(
    ("order", "expected"),
    [("by rows", "444 400"), ("by columns", "440 440"), ("there and back", "444 004")],
)
def test_count_cells(order, expected):
    assert applied("count_cells", "123 456", 4, 4, order) == expected


def test_as_many_cells_as_there_are():
    assert applied("count_cells", "12 34", 5, 4, "by rows") == "55 55"
    assert applied("count_cells", "12 34", 5, 0, "by rows") == "00 00"
    assert applied("count_cells", "12 34", 5, 5, "by rows") is None
    assert applied("count_cells", "12 34", 5, -1, "by rows") is None


def test_color_cells():
    colors = [1, None, 2, 3, 4, 5]
    assert shown(OPS["color_cells"](colors, 2, "by rows")) == "12 34 50"
    assert shown(OPS["color_cells"](colors, 2, "by columns")) == "14 25 30"
    assert shown(OPS["color_cells"](colors, 2, "there and back")) == "12 43 50"
    assert OPS["color_cells"](colors, 0, "by rows") is None
    assert OPS["color_cells"]([1] * 31, 1, "by rows") is None
    assert OPS["color_cells"]([None], 1, "by rows") is None


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("full", "777 777 777"),
        ("frame", "777 707 777"),
        ("diagonal", "700 070 007"),
        ("counterdiagonal", "007 070 700"),
        ("both diagonals", "707 070 707"),
        ("checkerboard", "707 070 707"),
    ],
)
def test_block(pattern, expected):
    assert shown(OPS["block"](7, 3, pattern)) == expected
    assert OPS["block"](7, 0, pattern) is None
    assert OPS["block"](7, 31, pattern) is None


def test_sort_lines_keeps_the_order_of_equal_ones():
    assert applied("sort_lines", "1000 0222 0300 4444", "rows", "smallest") == "1000 0300 0222 4444"
    assert applied("sort_lines", "1000 0222 0300 4444", "columns", "largest") == "0100 2022 3000 4444"


def test_colors_along():
    grid = cells("0000 0310 0010 2000")
    assert OPS["colors_along"](grid, "up") == [1, 3, 2]
    assert OPS["colors_along"](grid, "down") == [2, 1, 3]
    assert OPS["colors_along"](grid, "left") == [2, 3, 1]
    assert OPS["colors_along"](grid, "right") == [1, 3, 2]
    assert OPS["colors_along"](cells("00"), "up") == []
