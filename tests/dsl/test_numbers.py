"""Arithmetic, choices, and what lists of numbers come down to."""

import pytest
from pictures import cells, shown

from arc_pipeline.dsl import OPS

TIES = [4, 2, None, 4, 2, 7]


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("add", (2, 3), 5),
        ("add", (9999, 3), 10000),
        ("add", (2**31 - 1, 2**31 - 1), 10000),
        ("subtract", (2, 3), -1),
        ("subtract", (-(2**31) + 1, 2**31 - 1), -10000),
        ("multiply", (4, -3), -12),
        ("multiply", (2**31 - 1, -(2**31) + 1), -10000),
        ("double", (6,), 12),
        ("double", (6000,), 10000),
        ("halve", (7,), 3),
        ("halve", (-7,), -4),
        ("increment", (7,), 8),
        ("decrement", (0,), -1),
        ("greater", (3, 2), True),
        ("greater", (2, 2), False),
        ("equality", (2, 2), True),
        ("equality", (2, 3), False),
        ("even", (4,), True),
        ("even", (-3,), False),
        ("flip", (0,), True),
        ("flip", (1,), False),
        ("pick_color", (1, 4, 6), 4),
        ("pick_color", (0, 4, 6), 6),
        ("pick_count", (1, -4, 600), -4),
        ("pick_count", (0, -4, 600), 600),
        ("maximum", ([3, None, 9, -1],), 9),
        ("minimum", ([3, None, 9, -1],), -1),
        ("total", ([3, None, 9, -1],), 11),
        ("total", ([9000, 9000],), 10000),
        ("mostcommon", (TIES,), 2),
        ("mostcommon", ([7, 7, 1],), 7),
        ("leastcommon", (TIES,), 7),
        ("leastcommon", ([3, 1],), 1),
        ("as_color", (9,), 9),
        ("as_color", (10,), None),
        ("as_count", (7,), 7),
        ("as_count", (True,), 1),
        ("as_color", (-1,), None),
    ],
)
def test_number(name, arguments, expected):
    assert OPS[name](*arguments) == expected


@pytest.mark.parametrize("name", ["maximum", "minimum", "total", "mostcommon", "leastcommon"])
def test_list_of_void_numbers_is_void(name):
    assert OPS[name]([None, None]) is None


def test_length_leaves_out_void():
    assert OPS["length"]([cells("1"), None, cells("1")]) == 2


def test_branch_chooses_a_piece_with_its_place():
    first, second = cells("1.", (2, 2)), cells("22", (3, 3))
    assert OPS["branch"](1, first, second).origin == (2, 2)
    assert shown(OPS["branch"](0, first, second)) == "22"


def test_a_branch_may_be_void_where_the_other_one_is_asked_for():
    piece = cells("1.", (2, 2))
    assert shown(OPS["branch"](1, piece, None)) == shown(OPS["branch"](0, None, piece)) == "1."
    assert OPS["branch"](0, piece, None) is None
    assert OPS["branch"](None, piece, piece) is None
    assert list(map(shown, OPS["branch"]([1, 0], [piece, None], [None, piece]))) == ["1.", "1."]


def test_otherwise_stands_in_for_what_is_void():
    piece, fallback = cells("1.", (2, 2)), cells("22", (3, 3))
    assert OPS["otherwise"](piece, fallback).origin == (2, 2)
    assert OPS["otherwise"](None, fallback).origin == (3, 3)
    assert shown(OPS["otherwise"](piece, None)) == "1."
    assert OPS["otherwise"](None, None) is None
    assert list(map(shown, OPS["otherwise"]([piece, None], fallback))) == ["1.", "22"]


def test_numbers_are_counted_over_a_list_of_objects():
    """`mostcommon(numcolors(objects))`, as programs use it."""
    assert OPS["mostcommon"](OPS["numcolors"]([cells("12"), cells("11"), cells("34")])) == 2
