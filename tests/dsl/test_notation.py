"""Values as text and back."""

import numpy as np
import pytest

from arc_pipeline.dsl import OPS, TRANSPARENT, VOID, origin_of
from arc_pipeline.dsl.notation import Shown, calls, read_cells
from arc_pipeline.dsl.types import FIELD, GRID, MASK, OBJECT, STATE
from arc_pipeline.testing.values import RandomValues


@pytest.mark.parametrize("kind", [GRID, OBJECT, MASK, FIELD])
def test_cells_are_read_as_they_were_written(kind):
    values = RandomValues(np.random.default_rng(0))
    for _ in range(50):
        piece = values.cells(kind)
        again = read_cells(repr(Shown(piece, kind)).strip("'"), kind).value
        assert np.array_equal(again, piece)
        assert origin_of(again) == origin_of(piece)


def test_where_a_piece_was_cut_and_what_is_transparent():
    read = read_cells("2. 22 @3,-1", STATE)
    assert read.type == OBJECT
    assert read.value.tolist() == [[2, TRANSPARENT], [2, 2]]
    assert origin_of(read.value) == (3, -1)


def test_numbers_over_nine_stand_between_commas():
    read = read_cells("0,12 3,4", STATE)
    assert read.type == FIELD
    assert repr(read) == "'0,12 3,4'"


@pytest.mark.parametrize(
    ("text", "kind", "problem"),
    [
        ("12 3", GRID, "not equally long"),
        ("1x", GRID, "invalid literal"),
        ("1.", GRID, "is not a Grid"),
        ("02", MASK, "is not a Mask"),
        ("", GRID, "not equally long"),
    ],
)
def test_what_is_no_value_is_refused(text, kind, problem):
    with pytest.raises(ValueError, match=problem):
        read_cells(text, kind)


def test_calls_take_text_lists_literals_and_other_calls():
    call = calls()
    assert repr(call["size"](call["objects"]("110 002 002"))) == "[2, 2]"
    assert repr(call["size"](["11", "2 2 @1,2"])) == "[2, 2]"
    assert repr(call["argmax"](["11", "2"], [1, 5])) == "'2'"
    assert repr(call["lookup"]({1: 8, 2: 0}, "12 21")) == "'80 08'"
    assert repr(call["is_square"]("11 22")) == "True"
    assert repr(call["roll"]("123", "right", count=1)) == "'312'"
    assert call["upscale"]("11", 20).value is VOID
    assert repr(call["upscale"]("11", 20)) == "void"
    assert set(call) == set(OPS)
