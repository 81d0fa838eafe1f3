"""Masks of small pieces, where they lie, and what is made of them."""

import pytest
from pictures import cells, shown

from arc_pipeline.dsl import OPS


@pytest.mark.parametrize(
    ("name", "picture", "arguments", "expected"),
    [
        ("ofcolor", "01./212", (1,), "010/010"),
        ("ofcolor", "01./212", (0,), "100/000"),
        ("toindices", "01./.12", (), "110/011"),
        ("nonzero", "01./.12", (), "010/011"),
        ("complement", "011/000", (), "100/111"),
        ("threshold", "0123", (2,), "0011"),
        ("threshold", "0123", (-5,), "1111"),
        ("threshold", "0123", (700,), "0000"),
        ("is_value", "0123", (2,), "0010"),
        ("is_value", "0123", (256,), "0000"),
        ("is_max", "013/300", (), "001/100"),
        ("is_max", "00", (), "11"),
        ("is_smallest", "023/302", (), "010/001"),
        ("is_smallest", "00", (), None),
    ],
)
def test_mask_lies_where_its_piece_lies(name, picture, arguments, expected):
    mask = OPS[name](cells(picture, (2, -3)), *arguments)
    assert shown(mask) == expected
    assert mask is None or mask.origin == (2, -3)


def test_foreground_is_all_but_the_most_common_color():
    assert shown(OPS["foreground"](cells("0012/0000"))) == "0011/0000"
    assert shown(OPS["foreground"](cells("5550/5555"))) == "0001/0000"


def test_colored_paints_the_mask_on_black():
    painted = OPS["colored"](cells("01/10", (5, 5)), 3)
    assert shown(painted) == "03/30"
    assert painted.origin == (0, 0)


def test_ones_are_counted_and_in_a_field_all_but_0():
    assert OPS["count"](cells("010/110")) == 3
    assert OPS["count"](cells("05/70")) == 2
    assert OPS["count"](cells("00")) == 0


def test_a_mask_in_the_frame_of_another_piece():
    made = OPS["in_frame"](cells("11/10", (2, 1)), cells("345/345", (1, 1)))
    assert (shown(made), made.origin) == ("000/110", (1, 1))
    assert shown(OPS["in_frame"](cells("1", (5, 5)), cells("34"))) == "00"


def test_toobject_keeps_what_is_under_the_mask():
    piece = OPS["toobject"](cells("1010/0000", (1, 1)), cells("1234/5678"))
    assert shown(piece) == "6.8"
    assert piece.origin == (1, 1)


def test_toobject_leaves_out_what_is_outside_the_grid_and_is_void_of_nothing():
    piece = OPS["toobject"](cells("11/11", (-1, 1)), cells("12/34"))
    assert (shown(piece), piece.origin) == ("2", (0, 1))
    assert OPS["toobject"](cells("11", (5, 5)), cells("12/34")) is None
    assert OPS["toobject"](cells("00/00"), cells("12/34")) is None


def test_equals_compares_cell_by_cell():
    same = OPS["equals"](cells("120", (4, 4)), cells("103", (0, 9)))
    assert shown(same) == "100"
    assert same.origin == (4, 4)
    assert OPS["equals"](cells("12"), cells("1/2")) is None
