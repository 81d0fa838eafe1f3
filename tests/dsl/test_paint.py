"""Painting objects and masks onto a grid, and cutting out of it."""

import pytest
from pictures import cells, shown

from arc_pipeline.dsl import OPS

GRID = cells("0000/0550/0000")
OBJ = cells("12/.3", (1, 2))
OUTSIDE = cells("888", (2, -1))
MASK = cells("11/01", (1, 2))


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("paint", (GRID, OBJ), "0000/0512/0003"),
        ("paint", (GRID, OUTSIDE), "0000/0550/8800"),
        ("paint", (GRID, cells("1", (-9, 40))), "0000/0550/0000"),
        ("paintall", (GRID, [OBJ, None, OUTSIDE, cells("4", (2, 1))]), "0000/0512/8403"),
        ("paintall", (GRID, [None]), "0000/0550/0000"),
        ("underpaint", (GRID, OBJ), "0000/0552/0003"),
        ("fill", (GRID, 7, MASK), "0000/0577/0007"),
        ("fillall", (GRID, 7, [MASK, None, cells("11", (0, 3))]), "0007/0577/0007"),
        ("underfill", (GRID, 7, MASK), "0000/0557/0007"),
        ("cover", (GRID, cells("1.", (1, 1))), "0000/0050/0000"),
        ("coverall", (GRID, [cells("1.", (1, 1)), None, cells("11", (1, 2))]), "0000/0000/0000"),
        ("flatten", (OBJ, 0), "12/03"),
        ("flatten", (OBJ, 4), "12/43"),
        ("subgrid", (OBJ, GRID), "50/00"),
        ("subgrid", (cells(".../.1./.1.", (0, 1)), GRID), "5/0"),
        ("subgrid", (cells("999/999", (-1, 2)), GRID), "00"),
        ("subgrid", (cells("1", (3, 0)), GRID), None),
        ("subgrid", (cells("1", (-1, 0)), GRID), None),
        ("subgrid", (cells("..", (1, 1)), GRID), None),
    ],
)
def test_painting(name, arguments, expected):
    result = OPS[name](*arguments)
    assert shown(result) == expected
    assert result is None or result.origin == (0, 0)


def test_onto_means_the_color_before_anything_was_painted():
    full = cells("5500/5555")
    assert shown(OPS["underfill"](full, 0, cells("1111"))) == "0000/5555"
    assert shown(OPS["underfill"](full, 5, OPS["unite"]([cells("1"), cells("1111/1111")]))) == "5500/5555"
