"""A body that goes on to the border where marks show it, on small examples."""

import numpy as np
from grids_in_words import applied, cells

from arc_pipeline.dsl import OPS


def test_straight_and_diagonal_copies_in_their_marks_colours():
    grid = """
        .3.......
        33.......
        .........
        .4.......
        ......5..
    """
    made = cells(applied("repeat_toward", grid))
    assert np.array_equal(np.argwhere(made == 4), [(3, 1), (4, 0), (4, 1)])
    assert made[4, 6] == 5
    assert (made == 5).sum() == 1  # no copy has a cell there


def test_copies_touch_no_side_of_the_body_and_lie_as_far_apart_as_the_others():
    grid = """
        ..........
        333.2.....
        333.......
        ..........
        .7........
        ..........
    """
    made = cells(applied("repeat_toward", grid))
    assert "".join(map(str, made[1])) == "3330222022"
    assert made[5].tolist()[:4] == [7, 7, 7, 0]


def test_what_was_there_stays():
    assert applied("repeat_toward", "33300207000 30300000000 33300000000") == ("33300227002 30300202002 33300222002")


def test_void_without_marks_or_with_a_body_that_is_too_small():
    assert applied("repeat_toward", "333000 303000 333000") is None
    assert applied("repeat_toward", "330000 000200") is None
    assert OPS["repeat_toward"](np.eye(30, dtype=np.uint8)[::2] * 3) is None
