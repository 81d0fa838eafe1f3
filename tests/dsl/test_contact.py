"""Pieces that move until something stops them, on small examples."""

import pytest
from grids_in_words import applied, cells

from arc_pipeline.dsl import OPS, TRANSPARENT, at

T = TRANSPARENT
FLOOR = cells("00000 00000 00000 50005")
HOOK = at([[2, 2], [2, T]], (0, 0))


@pytest.mark.parametrize(
    ("direction", "until", "origin"),
    [
        ("down", "contact", (1, 0)),
        ("down", "border", (2, 0)),
        ("right", "contact", (0, 3)),
        ("up", "contact", (0, 0)),
        ("left", "border", (0, 0)),
    ],
)
def test_slide(direction, until, origin):
    assert OPS["slide"](FLOOR, HOOK, direction, until).origin == origin


def test_a_piece_is_not_in_its_own_way():
    grid = cells("2000 2200 0000 0000")
    piece = at([[2, T], [2, 2]], (0, 0))
    assert OPS["slide"](grid, piece, "down").origin == (2, 0)
    assert OPS["slide"](grid, at([[3, T], [3, 3]], (0, 0)), "right").origin == (0, 0)


def test_a_piece_outside_or_without_cells():
    assert OPS["slide"](FLOOR, at([[2]], (-1, 0)), "down").origin == (2, 0)
    assert OPS["slide"](FLOOR, at([[2]], (9, 0)), "down").origin == (9, 0)
    assert OPS["slide"](FLOOR, at([[T]], (0, 0)), "down") is None


def test_fit_looks_for_the_most_contact():
    grid = cells("22000 00000 00000 50055 55055")
    made = OPS["fit"](grid, at([[2, 2]], (0, 0)))
    assert made.origin == (3, 1)
    assert made.tolist() == [[2, 2]]
    assert OPS["fit"](grid, at([[2], [2]], (9, 9))).origin == (3, 2)


def test_what_fits_nowhere_or_touches_nothing_is_void():
    assert OPS["fit"](cells("55 55"), at([[1]], (0, 0))) is None
    assert OPS["fit"](cells("00 00"), at([[1]], (0, 0))) is None
    assert OPS["fit"](cells("05"), at([[1, 1, 1]], (0, 0))) is None


def test_attract():
    assert applied("attract", "3000 0000 5555", 5) == "0000 3000 5555"
    assert applied("attract", "3005 0000 0000", 5) == "0035 0000 0000"
    assert applied("attract", "3300 0300 0000 5000", 5) == "0000 0000 3300 5300"
    assert applied("attract", "3040 0000 0005", 5) == "3040 0000 0005"


def test_attracted_objects_may_leave_the_grid_and_lie_over_each_other():
    assert applied("attract", "333 303 303 050", 5) == "000 000 333 353"
    assert applied("attract", "4003 0000 5555", 5) == "0000 4003 5555"
