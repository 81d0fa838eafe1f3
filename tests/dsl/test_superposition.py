"""Pieces over each other: by their middles, by a colour they share; smaller ones on top of larger ones."""

import numpy as np
import pytest

from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.values import TRANSPARENT


def ring(side, color):
    """The outline of a square, the rest transparent."""
    made = np.full((side, side), TRANSPARENT, np.uint8)
    made[[0, -1]] = made[:, [0, -1]] = color
    return made


def test_rings_lie_in_each_other_in_whatever_order_they_come():
    rings = [ring(3, 2), ring(7, 4), ring(5, 3)]
    made = OPS["superpose"](rings, "middle")
    assert made.shape == (7, 7)
    assert made[3].tolist() == [4, 3, 2, 0, 2, 3, 4]
    assert np.array_equal(made, OPS["superpose"](rings[::-1], "middle"))


def test_middles_of_odd_and_even_sides_do_not_meet():
    assert OPS["superpose"]([ring(3, 2), ring(4, 4)], "middle") is None
    assert OPS["superpose"]([ring(3, 2), ring(4, 4)], "upper left corner").shape == (4, 4)


@pytest.mark.parametrize("color", range(1, 10))
def test_pieces_meet_at_their_first_cell_of_a_color(color):
    other = 1 + color % 9
    left, right = np.array([[other, color]], np.uint8), np.array([[color, other]], np.uint8)
    made = OPS["superpose_at"]([left, right, np.array([[other] * 5], np.uint8)], color)
    assert made.tolist() == [[other, color, other]]


def test_without_the_color_there_is_nothing():
    assert OPS["superpose_at"]([ring(3, 2)], 5) is None
