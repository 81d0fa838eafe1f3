"""Ways through free cells, on small examples."""

import pytest
from grids_in_words import applied, cells, shown

from arc_pipeline.dsl import OPS, at


def test_spread_enters_what_lies_next_to_a_seed():
    seeds, allowed = cells("1000 0000 0000"), cells("0101 1101 0011")
    assert shown(OPS["spread"](seeds, allowed, 4)) == "0100 1100 0000"
    assert shown(OPS["spread"](seeds, allowed, 8)) == "0101 1101 0011"
    assert shown(OPS["spread"](cells("0010"), cells("0111"), 4)) == "0111"
    assert shown(OPS["spread"](cells("1000"), cells("0011"), 4)) == "0000"


@pytest.mark.parametrize("name", ["spread", "path_steps"])
def test_different_shapes_are_void(name):
    assert OPS[name](cells("10"), cells("1 1")) is None


def test_what_spreads_lies_where_the_allowed_cells_do():
    assert OPS["spread"](at([[1, 0]], (1, 1)), at([[0, 1]], (2, 3))).origin == (2, 3)


def test_pour():
    assert applied("pour", "3020 0020 2200", 3) == "3320 3320 2200"
    assert applied("pour", "3020 0202 2000", 3, 8) == "3323 3232 2333"
    assert applied("pour", "0020", 3) == "0020"


def test_steps_count_from_the_nearest_seed():
    made = OPS["path_steps"](cells("10001 00000"), cells("01110 00100"), 4)
    assert made.tolist() == [[0, 1, 2, 1, 0], [255, 255, 3, 255, 255]]
    assert OPS["path_steps"](cells("10 00"), cells("00 01"), 8).tolist() == [[0, 255], [255, 1]]


@pytest.mark.parametrize(
    ("grid", "colors", "first", "expected"),
    [
        ("1000 0000 0002", (1, 2), "sideways", "0111 0001 0000"),
        ("1000 0000 0002", (1, 2), "up and down", "0000 1000 1110"),
        ("1000 0000 0002", (2, 1), "sideways", "0000 1000 1110"),
        ("1000 0000 0002", (1, 2), "diagonally", "0000 0100 0010"),
        ("1500 0500 0002", (1, 2), "sideways", "0000 1000 1110"),
        ("10100 10000 00003", (1, 1), "sideways", "01000 00000 00000"),
        ("100 000 001 200", (1, 2), "up and down", "000 100 100 000"),
        ("12", (1, 2), "sideways", "00"),
    ],
)
def test_shortest_path(grid, colors, first, expected):
    assert applied("shortest_path", grid, *colors, first) == expected


@pytest.mark.parametrize(("grid", "colors"), [("150 550 002", (1, 2)), ("100", (1, 2)), ("110", (1, 1))])
def test_no_path(grid, colors):
    assert applied("shortest_path", grid, *colors, "sideways") is None
