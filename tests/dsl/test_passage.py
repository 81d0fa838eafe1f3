"""Pieces on their way: which way they are driven, what stops them, what they pass and where they go on."""

import numpy as np
import pytest

from arc_pipeline.dsl import at, origin_of
from arc_pipeline.dsl.families.passage import drive, echo, trail

GRID = np.array([[0, 0, 0, 0, 0, 4], [0, 0, 0, 0, 0, 0], [0, 0, 2, 0, 5, 0], [0, 0, 0, 0, 0, 0]], np.uint8)
OWN = at([[2]], (2, 2))


@pytest.mark.parametrize(
    ("target", "way", "origin"),
    [
        (at([[5]], (2, 4)), "toward, border", (2, 5)),  # the target is in nobody's way
        (at([[7]], (2, 4)), "toward, contact", (2, 3)),
        (at([[5]], (2, 4)), "away, contact", (2, 0)),
        (at([[7]], (3, 3)), "away, border", (0, 0)),  # askew: along a diagonal
        (at([[7, 7, 7]], (2, 2)), "toward, border", (2, 5)),  # boxes overlap: by their middles
        (at([[7, 7, 7], [7, 10, 10]], (2, 1)), "away, border", (0, 2)),  # touched from both sides: by their middles
        (at([[10, 10, 7], [7, 7, 7]], (2, 1)), "away, border", (0, 0)),  # from below and from the right
        (at([[10, 7], [10, 10], [7, 10]], (1, 2)), "toward, contact", (3, 2)),
        (OWN, "away, border", (2, 2)),  # nowhere to go
    ],
)
def test_drive(target, way, origin):
    assert origin_of(drive(GRID, OWN, target, way)) == origin


def test_without_cells_nothing_is_driven():
    assert drive(GRID, at([[10]], (2, 2)), at([[5]], (2, 4)), "away, border") is None


def test_a_trail_leaves_out_what_is_not_black():
    made = trail(GRID, OWN, at([[2]], (2, 5)), "straight")
    assert origin_of(made) == (2, 2)
    assert made.tolist() == [[10, 2, 10, 2]]


@pytest.mark.parametrize(("end", "way"), [((2, 2), "any"), ((0, 0), "straight"), ((1, 0), "any")])
def test_where_no_way_leads_there_is_no_trail(end, way):
    assert trail(GRID, OWN, at([[2]], end), way) is None


def test_an_echo_goes_on_to_the_border():
    made = echo(GRID, at([[3, 3]], (3, 0)), at([[3, 3]], (2, 2)))
    assert origin_of(made) == (0, 2)
    assert made.tolist() == [[10, 10, 10, 10], [10, 10, 3, 3], [3, 3, 10, 10]]
    assert echo(GRID, OWN, OWN) is None
