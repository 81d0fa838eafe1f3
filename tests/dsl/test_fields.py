"""What the fields of positions mean, on small examples."""

import numpy as np
import pytest
from grids_in_words import applied, cells, shown

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
        ("parity", ("rows",), "0000 1111 0000"),
        ("parity", ("columns",), "0101 0101 0101"),
        ("parity", ("checkerboard",), "0101 1010 0101"),
        ("parity", ("blocks",), "0101 2323 0101"),
        ("modulo", ("rows", 2), "0000 1111 0000"),
        ("modulo", ("columns", 3), "0120 0120 0120"),
        ("modulo", ("diagonals", 3), "0210 1021 2102"),
        ("modulo", ("counterdiagonals", 3), "0120 1201 2012"),
        ("modulo", ("rows", 0), None),
        ("place_in_tile", (2,), "0101 2323 0101"),
        ("place_in_tile", (31,), None),
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


def test_remainder():
    assert applied("remainder", "0123 4567", 3) == "0120 1201"
    assert applied("remainder", "0123", 1000) == "0123"
    assert applied("remainder", "0123", 0) is None


def test_fields_lie_where_the_state_lies():
    piece = at(cells("00 00"), (3, -2))
    for name, arguments in [("row", ()), ("ring", ()), ("zone", (2,)), ("spiral", ()), ("remainder", (2,))]:
        assert origin_of(OPS[name](piece, *arguments)) == (3, -2), name


def test_numbers_stop_at_255():
    assert OPS["place_in_tile"](np.zeros((30, 30)), 30).max() == 255
    assert shown(OPS["place_in_tile"](np.zeros((1, 1)), 30)) == "0"
