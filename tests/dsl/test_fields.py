"""What the fields of positions mean, on small examples."""

import numpy as np
import pytest
from grids_in_words import applied, cells

from arc_pipeline.dsl import OPS, at, origin_of

BLANK = "0000 0000 0000"


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("row", (), "0000 1111 2222"),
        ("column", (), "0123 0123 0123"),
        ("steps_to_border", ("up",), "0000 1111 2222"),
        ("steps_to_border", ("down",), "2222 1111 0000"),
        ("steps_to_border", ("left",), "0123 0123 0123"),
        ("steps_to_border", ("right",), "3210 3210 3210"),
        ("zone", (2,), "0011 0011 2233"),
        ("zone", (3,), "0012 3345 6678"),
        ("zone", (-1,), None),
        ("ring", (), "0000 0110 0000"),
        ("corner_ring", (), "0110 1111 0110"),
        ("quadrant", (), "0022 3355 6688"),
        ("diagonal_distance", ("main",), "0123 1012 2101"),
        ("diagonal_distance", ("counter",), "3210 2101 1012"),
    ],
)
def test_positions(name, arguments, expected):
    assert applied(name, BLANK, *arguments) == expected


def test_quadrants_of_odd_sides_have_middle_lines():
    assert applied("quadrant", "000 000 000") == "012 345 678"


def test_spiral():
    assert applied("spiral", "000000 000000 000000 000000 000000 000000") == "111111 000001 111101 101101 100001 111111"
    assert applied("spiral", "00000") == "11111"


def test_fields_lie_where_the_state_lies():
    piece = at(cells("00 00"), (3, -2))
    for name, arguments in [("row", ()), ("ring", ()), ("zone", (2,)), ("spiral", ())]:
        assert origin_of(OPS[name](piece, *arguments)) == (3, -2), name


def test_steps_to_corners():
    state = np.zeros((2, 3), np.uint8)
    assert OPS["steps_to_corner"](state, "upper left").tolist() == [[0, 1, 2], [1, 2, 3]]
    assert OPS["steps_to_corner"](state, "upper right").tolist() == [[2, 1, 0], [3, 2, 1]]
    assert OPS["steps_to_corner"](state, "lower left").tolist() == [[1, 2, 3], [0, 1, 2]]
    assert OPS["steps_to_corner"](state, "lower right").tolist() == [[3, 2, 1], [2, 1, 0]]


def test_cell_numbers():
    state = np.zeros((2, 3), np.uint8)
    assert OPS["cell_number"](state, "rows").tolist() == [[0, 1, 2], [3, 4, 5]]
    assert OPS["cell_number"](state, "columns").tolist() == [[0, 2, 4], [1, 3, 5]]
    assert OPS["cell_number"](np.zeros((30, 30)), "rows").max() == 255
