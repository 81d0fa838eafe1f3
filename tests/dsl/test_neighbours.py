"""What the operations on neighbouring cells mean, on small examples."""

import pytest
from grids_in_words import applied, cells

from arc_pipeline.dsl import OPS

GRID = "1100 0120 0003"


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("neighbor_count", ("sides", "same"), "1212 1101 2210"),
        ("neighbor_count", ("sides", "foreground"), "1220 2212 0120"),
        ("neighbor_count", ("corners", "foreground"), "1111 1120 1111"),
        ("neighbor_count", ("all", "same"), "2222 2203 2320"),
        ("color_neighbors", (1, 8), "2220 3220 1110"),
        ("color_neighbors", (10, 8), "0000 0000 0000"),
        ("touches", (2, 4), "0010 0101 0010"),
        ("touches", (2, 8), "0111 0101 0111"),
        ("color_around", ("sides",), "1110 1112 0120"),
        ("color_around", ("corners",), "1212 1110 1212"),
        ("outline", (4,), "0010 1001 0110"),
        ("outline", (8,), "0011 1001 1110"),
        ("edges", (4,), "1100 0110 0001"),
        ("isolated", (8,), "0000 0010 0001"),
        ("isolated", (4,), "0000 0010 0001"),
    ],
)
def test_small_grid(name, arguments, expected):
    assert applied(name, GRID, *arguments) == expected


def test_neighbor():
    assert OPS["neighbor"](cells("12 34"), "up").tolist() == [[10, 10], [1, 2]]
    assert OPS["neighbor"](cells("12 34"), "right").tolist() == [[2, 10], [4, 10]]
    assert OPS["neighbor"](cells("12 34"), "down left").tolist() == [[10, 3], [10, 10]]


def test_surroundings_reads_neighbours_as_digits():
    assert OPS["surroundings"](cells("010 203 040"), "sides")[1, 1] == 0b1111
    assert OPS["surroundings"](cells("010 200 000"), "sides")[1, 1] == 0b1100
    assert OPS["surroundings"](cells("100 000 001"), "corners")[1, 1] == 0b1001
    assert OPS["surroundings"](cells("110 000 001"), "all")[1, 1] == 0b1000_1001


def test_edges_of_rectangles():
    assert applied("edges", "00000 04440 04440 04440 00000") == "00000 01110 01010 01110 00000"
    assert applied("edges", "222 222 220", 8) == "111 111 110"
    assert applied("edges", "2222 2222 2222 2220", 4) == "1111 1001 1001 1110"
