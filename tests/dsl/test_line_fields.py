"""What the fields of rows and columns mean, on small examples."""

import pytest
from grids_in_words import applied

GRID = "1120 3333 0000 1120"


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("line_has", (2, "rows"), "1111 0000 0000 1111"),
        ("line_has", (1, "columns"), "1100 1100 1100 1100"),
        ("line_has", (12, "rows"), "0000 0000 0000 0000"),
        ("line_count", ("rows",), "3333 4444 0000 3333"),
        ("line_count", ("columns",), "3331 3331 3331 3331"),
        ("line_rank", ("rows", "largest"), "2222 1111 0000 2222"),
        ("line_rank", ("rows", "smallest"), "1111 2222 0000 1111"),
        ("line_rank", ("columns", "smallest"), "2221 2221 2221 2221"),
        ("line_colors", ("rows",), "3333 1111 1111 3333"),
        ("line_majority", ("rows",), "1111 3333 0000 1111"),
        ("line_majority", ("columns",), "1120 1120 1120 1120"),
        ("line_color", ("rows",), "0000 3333 0000 0000"),
        ("line_color", ("columns",), "0003 0003 0003 0003"),
        ("distinct_lines", ("rows",), "0000 1111 2222 0000"),
        ("distinct_lines", ("columns",), "0012 0012 0012 0012"),
        ("edge_color", ("left",), "1111 3333 0000 1111"),
        ("edge_color", ("right",), "0000 3333 0000 0000"),
        ("edge_color", ("down",), "1120 1120 1120 1120"),
        ("frontier_cells", (), "0000 1111 1111 0000"),
        ("run_length", ("rows",), "2211 4444 4444 2211"),
        ("run_length", ("columns",), "1111 1111 1112 1112"),
    ],
)
def test_lines(name, arguments, expected):
    assert applied(name, GRID, *arguments) == expected


def test_frontiers_run_both_ways():
    assert applied("frontier_cells", "051 555 050") == "010 111 010"


def test_runs_along_columns():
    assert applied("run_length", "10 10 21", "columns") == "22 22 11"
