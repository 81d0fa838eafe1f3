"""Division, signs, logic of flags, and what a list of numbers holds."""

import pytest

from arc_pipeline.dsl import OPS


@pytest.mark.parametrize(
    ("word", "arguments", "expected"),
    [
        ("divide", (-7, 2), -4),
        ("divide", (7, -2), -4),
        ("divide", (7, 0), None),
        ("root", (0,), 0),
        ("root", (24,), 4),
        ("root", (25,), 5),
        ("root", (2**31 - 1,), 46340),
        ("root", (-1,), None),
        ("invert", (5,), -5),
        ("sign", (-5,), -1),
        ("crement", (10000,), 10000),
        ("crement", (-1,), -2),
        ("positive", (0,), 0),
        ("both", (1, 0), 0),
        ("either", (1, 0), 1),
        ("contained", (3, [1, None, 3]), 1),
        ("contained", (3, [None]), 0),
        ("larger", (-3, 2), 2),
        ("smaller", (-3, 2), -3),
        ("nth", ([4, None, 9], 0), 4),
        ("nth", ([4, None, 9], -1), 9),
        ("nth", ([4, None, 9], 1), None),
        ("nth", ([4, None, 9], 3), None),
        ("nth", ([4, None, 9], -4), None),
        ("other", ([None, 3, 4], 3), 4),
        ("other", ([3, None, 3], 3), None),
    ],
)
def test_it(word, arguments, expected):
    assert OPS[word](*arguments) == expected
