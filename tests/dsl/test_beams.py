"""Rays that nothing stops, and rays that are thrown back, on small examples."""

import pytest
from grids_in_words import applied

from arc_pipeline.dsl import OPS, at


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("up", "0101 0101 0001"),
        ("right", "0000 0111 0001"),
        ("down left", "0000 0100 1001"),
        ("rows", "0000 1111 1111"),
        ("columns", "0101 0101 0101"),
        ("diagonals", "1100 0110 0011"),
        ("counterdiagonals", "0010 0100 1001"),
        ("diagonal cross", "1110 0110 1011"),
        ("star", "1111 1111 1111"),
    ],
)
def test_beams(way, expected):
    assert applied("beams", "0000 0100 0001", way) == expected


def test_beams_lie_where_their_mask_lies():
    assert OPS["beams"](at([[1, 0]], (3, 4)), "right").origin == (3, 4)


def test_a_stroke_goes_on_from_both_ends_and_is_thrown_back():
    assert applied("bounce", "00000 00100 01000 00000 22222", 1, "ends") == "00010 00100 01000 10000 22222"
    assert applied("bounce", "1000 0100 0000 2222", 1, "ends") == "1000 0101 0010 2222"


def test_a_corner_throws_rays_back_the_way_they_came():
    assert applied("bounce", "1000 0100 0000 0002", 1, "ends") == "1000 0100 0010 0002"


@pytest.mark.parametrize(
    ("border", "expected"),
    [
        ("ends", "000 001 010 100"),
        ("sides reflect", "010 001 010 100"),
        ("reflects", "010 101 010 101"),
    ],
)
def test_borders_of_bounce(border, expected):
    assert applied("bounce", "000 000 000 100", 1, border) == expected


def test_a_ray_that_comes_round_ends():
    assert applied("bounce", "00000 00000 00100 00000 00000", 1, "reflects") == "10001 01010 00100 01010 10001"


def test_bounce_without_the_colour_changes_nothing():
    assert applied("bounce", "020 000", 1, "reflects") == "020 000"
