"""Values of every type are drawn and said; wrong cells are crossed out."""

import numpy as np
import pytest
from explorer.exploring import grid, pictures
from hypothesis import given, settings
from strategies import seeds

from arc_pipeline.dsl import TYPES, VOID, at
from arc_pipeline.dsl.types import COUNT, FIELD, GRID, MASK, OBJECT, TABLE, list_of
from arc_pipeline.explorer.values import MOST_DRAWN, drawn, judged
from arc_pipeline.testing.values import RandomValues

FRAME = (6, 7)


@pytest.mark.parametrize("name", sorted(TYPES.keys() - {TABLE.name}))
@settings(max_examples=10)
@given(seed=seeds)
def test_a_value_of_any_type_is_drawn(name, seed):
    page = drawn(RandomValues(np.random.default_rng(seed)).value(TYPES[name], 0.05), TYPES[name], FRAME)
    assert name in page.text
    assert len(pictures(page)) <= 1


def test_a_value_is_said_in_the_notation_of_examples():
    assert drawn(grid("12", "30"), GRID, FRAME).text == "'12 30'\nGrid 2x2"
    assert drawn(grid("12", "40"), FIELD, FRAME).text == "'12 40'\nField 2x2"
    assert drawn([3, 12], list_of(COUNT), FRAME).text == "[3, 12]\nList[Count], 2"
    assert drawn(VOID, MASK, FRAME).text == "void: no Mask"
    assert drawn([], list_of(MASK), FRAME).text == "List[Mask], empty"


def test_pieces_are_shown_as_they_lie():
    pieces = [at(grid("11"), (0, 0)), at(grid("2", "2"), (4, 6)), VOID]
    (picture,) = pictures(drawn(pieces, list_of(OBJECT), FRAME))
    assert picture[0] == "['11', '2 2 @4,6', None]"
    assert drawn(pieces, list_of(OBJECT), FRAME).text.endswith("List[Object], 3; on the right as they lie")
    beyond = [at(grid("33", "33"), (5, -1))]
    assert drawn(beyond, list_of(OBJECT), FRAME).text.endswith("as they lie")
    assert "as they lie" not in drawn(pieces[:1], list_of(OBJECT), FRAME).text


def test_of_a_long_list_the_first_elements_are_drawn():
    page = drawn(list(range(MOST_DRAWN + 3)), list_of(COUNT), FRAME)
    assert page.text.endswith(f"List[Count], {MOST_DRAWN + 3}, of which {MOST_DRAWN} are drawn")
    assert "42]" in page.text, "the text has them all"


def test_wrong_cells_are_crossed_out_and_counted():
    page = judged(grid("12", "35"), GRID, grid("12", "34"))
    assert pictures(page) == [("'12 35'", 1)]
    assert page.text.endswith("1 of 4 cells wrong, 75% right")


def test_what_is_right_has_no_cross():
    page = judged(grid("12"), GRID, grid("12"))
    assert pictures(page) == [("'12'", 0)]
    assert page.text.endswith("\nright")


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (grid("123"), GRID, "wrong: 1x3 cells, not 1x2"),
        (7, COUNT, "wrong: a Count is no grid"),
        ([7], list_of(COUNT), "wrong: a List[Count] is no grid"),
        (VOID, GRID, "wrong: void"),
    ],
)
def test_what_cannot_be_compared_is_wrong_as_a_whole(value, kind, words):
    page = judged(value, kind, grid("12"))
    assert page.text.endswith(words)
    assert sum(crosses for _, crosses in pictures(page)) == 0
