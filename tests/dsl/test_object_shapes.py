"""What the fields of shapes mean, on small examples."""

import numpy as np
import pytest
from grids_in_words import applied, cells

from arc_pipeline.dsl import OPS


@pytest.mark.parametrize(
    ("shape", "form"),
    [
        ("1", 1),
        ("111", 2),
        ("1 1", 3),
        ("11 11", 4),
        ("111 111", 5),
        ("111 101 111", 6),
        ("10 11", 7),
        ("111 101 101", 7),
    ],
)
def test_object_form(shape, form):
    grid = cells(shape)
    assert np.array_equal(OPS["object_form"](np.pad(grid, 2)), np.pad(grid * form, 2))


@pytest.mark.parametrize(
    ("shape", "symmetries"),
    [("111 101 111", 8), ("101 111", 2), ("10 11 10", 3), ("11 10", 5), ("10 11", 5), ("100 011", 1), ("1", 8)],
)
def test_object_symmetry(shape, symmetries):
    grid = cells(shape)
    assert np.array_equal(OPS["object_symmetry"](np.pad(grid, 1), 8), np.pad(grid * symmetries, 1))


def test_symmetry_looks_at_colours():
    assert applied("object_symmetry", "12", 4, "multicolored") == "33"
    assert applied("object_symmetry", "121", 4, "multicolored") == "444"


def test_shape_code_depends_on_the_shape_alone():
    first, second = OPS["shape_code"](cells("0110 0100 0003")), OPS["shape_code"](cells("40000 00020 00022"))
    assert first[0, 1] == OPS["shape_code"](cells("77 70"))[0, 0]
    assert first[2, 3] == second[0, 0]
    assert len({first[0, 1], second[1, 3], first[2, 3]}) == 3


def test_twin_count():
    grid = "11020 10022 00000 33040 30000"
    assert applied("twin_count", grid, "shape") == "22010 20011 00000 22010 20000"
    assert applied("twin_count", grid, "size") == "33030 30033 00000 33010 30000"


def test_boxes():
    grid = "1001 0000 0220 2000"
    assert applied("in_box", grid, 8) == "1001 0000 1110 1110"
    assert applied("in_box", grid, 4) == "1001 0000 0110 1000"
    assert applied("fill_boxes", grid, 8) == "1001 0000 2220 2220"
    assert applied("fill_boxes", "3003 3000 3333", 4) == "3333 3333 3333"


def test_first_box_lies_on_top():
    assert applied("fill_boxes", "1100 1002 0222", 4) == "1100 1122 0222"


def test_univalued_boxes():
    assert applied("fill_boxes", "20 11", 4, True) == "20 11"
    assert applied("fill_boxes", "20 11", 4, False) == "22 11"
