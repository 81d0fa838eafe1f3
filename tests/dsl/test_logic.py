"""Pieces of one shape over each other."""

import pytest
from pictures import cells, shown

from arc_pipeline.dsl import OPS


@pytest.mark.parametrize(
    ("name", "expected"),
    [("logical_and", "0001"), ("logical_or", "0111"), ("neither", "1000"), ("differ", "0110"), ("without", "0010")],
)
def test_truth_table(name, expected):
    result = OPS[name](cells("0011", (0, 7)), cells("0101", (0, 2)))
    assert shown(result) == expected
    assert result.origin == (0, 7)


@pytest.mark.parametrize("name", ["logical_and", "logical_or", "neither", "differ", "without", "overlay"])
def test_different_shapes_are_void(name):
    assert OPS[name](cells("0011"), cells("01/01")) is None


def test_overlay_puts_the_second_on_top():
    assert shown(OPS["overlay"](cells("1100"), cells("2020"))) == "2120"


def test_agree_keeps_what_is_the_same():
    assert shown(OPS["cellwise"](cells("1203"), cells("1303"), 5)) == "1503"


@pytest.mark.parametrize(("wins", "expected"), [("first", "1123"), ("last", "2323")])
def test_stack(wins, expected):
    layers = [cells("1100"), None, cells("2020"), cells("0323")]
    assert shown(OPS["stack"](layers, wins)) == expected


@pytest.mark.parametrize("name", ["stack", "majority"])
def test_list_of_different_shapes_or_of_nothing_is_void(name):
    more = ("last",) if name == "stack" else ()
    assert OPS[name]([cells("11"), cells("1")], *more) is None
    assert OPS[name]([None, None], *more) is None


def test_majority_takes_the_most_common_and_of_several_the_smallest():
    assert shown(OPS["majority"]([cells("1235"), None, cells("1240"), cells("1325")])) == "1225"


def test_minority_takes_the_rarest_of_all_and_of_equally_rare_ones_the_smallest():
    assert shown(OPS["minority"]([cells("2222"), None, cells("2322"), cells("1224")])) == "1324"
    assert shown(OPS["minority"]([cells("12"), cells("21")])) == "11"
    assert OPS["minority"]([cells("11"), cells("1")]) is None


def test_masked():
    assert shown(OPS["masked"](cells("12/34"), cells("10/01"))) == "10/04"
    assert OPS["masked"](cells("12/34"), cells("10")) is None
