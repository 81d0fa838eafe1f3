"""What looking straight on means, on small examples."""

import pytest
from grids_in_words import applied

GRID = "1000 0002 0300"


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("seen", ("left",), "0111 0000 0033"),
        ("seen", ("up",), "0000 1000 1002"),
        ("seen", ("down right",), "0020 3000 0000"),
        ("seen", ("up left",), "0000 0100 0010"),
        ("seen", ("down left",), "0003 0030 0000"),
        ("seen_distance", ("left",), "0123 0000 0012"),
        ("seen_distance", ("up right",), "0000 0000 0010"),
        ("walls_seen", (), "0212 2210 2012"),
        ("crossings", ("right",), "0000 1110 1000"),
        ("run_position", ("right",), "0210 2100 0010"),
        ("run_position", ("down",), "0120 1010 0000"),
        ("rays", ("right",), "1111 0002 0333"),
        ("rays", ("up",), "1302 0302 0300"),
        ("rays", ("down right",), "1000 0102 0310"),
        ("lines_through", ("rows",), "1111 2222 3333"),
        ("lines_through", ("columns",), "1302 1302 1302"),
        ("lines_through", ("cross",), "1112 1322 3332"),
        ("lines_through", ("diagonal cross",), "1023 3132 0320"),
        ("lines_through", ("star",), "1122 1322 3332"),
        ("link", ("rows",), "1000 0002 0300"),
    ],
)
def test_small_grid(name, arguments, expected):
    assert applied(name, GRID, *arguments) == expected


def test_walls_seen_at_the_corners():
    assert applied("walls_seen", "101 000 101", True) == "101 040 101"


def test_connect():
    assert applied("link", "10010 00020 10020", "rows") == "11110 00020 10020"
    assert applied("link", "10010 00020 10020", "columns") == "10010 10020 10020"
    grid = "0020 1001 0020"
    assert applied("link", grid, "rows, columns") == "0020 1111 0020"
    assert applied("link", grid, "columns, rows") == "0020 1121 0020"
    assert applied("link", "400 000 004", "diagonals") == "400 040 004"
    assert applied("link", "403 000 304", "diagonals, counterdiagonals") == "403 040 304"
