"""What falling and boxes round contents mean, on small examples."""

import pytest
from grids_in_words import applied


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        ("down", "000 100 203"),
        ("up", "103 200 000"),
        ("left", "130 200 000"),
        ("right", "013 002 000"),
    ],
)
def test_gravity(direction, expected):
    assert applied("gravity", "103 200 000", direction) == expected


def test_objects_fall_as_wholes():
    assert applied("gravity_objects", "1100 1002 0000 3000", "down") == "0000 1100 1000 3002"
    assert applied("gravity_objects", "0110 2100 0000", "right") == "0011 0210 0000"
    assert applied("gravity_objects", "0110 2100 0000", "right", 8, False) == "0011 0210 0000"
    assert applied("gravity_objects", "000 120 000", "up", 4, True) == "120 000 000"
    assert applied("gravity_objects", "000 111 202", "up") == "111 202 000"


def test_objects_that_hold_each_other_fall_together():
    assert applied("gravity_objects", "111 121 122 000", "down") == "000 111 121 122"


def test_boxes_round_contents():
    grid = "00000 02040 00000 00240 00000"
    assert applied("color_box", grid, 2) == "00000 01100 01100 01100 00000"
    assert applied("color_box", grid, 7) is None
    assert applied("content_ring", grid) == "00000 01110 01210 01110 00000"
    assert applied("content_ring", "00") is None
