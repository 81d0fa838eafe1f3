"""What the fields that repeat mean, on small examples."""

import numpy as np
import pytest
from grids_in_words import applied, cells, shown

from arc_pipeline.dsl import OPS, at, origin_of

BLANK = "0000 0000 0000"


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
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
    ],
)
def test_positions_in_a_pattern(name, arguments, expected):
    assert applied(name, BLANK, *arguments) == expected


def test_remainder():
    assert applied("remainder", "0123 4567", 3) == "0120 1201"
    assert applied("remainder", "0123", 1000) == "0123"
    assert applied("remainder", "0123", 0) is None


def test_repeating_fields_lie_where_the_state_lies():
    piece = at(cells("00 00"), (3, -2))
    for name, arguments in [
        ("parity", ("rows",)),
        ("modulo", ("rows", 2)),
        ("place_in_tile", (2,)),
        ("remainder", (2,)),
    ]:
        assert origin_of(OPS[name](piece, *arguments)) == (3, -2), name


def test_numbers_stop_at_255():
    assert OPS["place_in_tile"](np.zeros((30, 30)), 30).max() == 255
    assert shown(OPS["place_in_tile"](np.zeros((1, 1)), 30)) == "0"
