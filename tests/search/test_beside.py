"""States beside a grid: those are hopeful that tell cells apart that change and stay in the same surroundings."""

import numpy as np
import pytest

from arc_pipeline.search.local.beside import states_beside
from arc_pipeline.search.local.starts import Start
from arc_pipeline.search.rules.states import States
from arc_pipeline.tasks import Pair

BLANK = np.zeros((6, 6), np.uint8)


def start_of(grid, output, *states):
    """Two demonstrations that are alike, with the grid and states of these values."""
    known = np.array([np.tile(np.ravel(state), 2) for state in (grid, *states)], np.uint8)
    target = np.tile(output.ravel(), 2)
    place, nothing = np.repeat([0, 1], output.size), known[:, :0]
    nodes = np.arange(len(known))
    found = States(nodes, nodes, known, target, target, place, nothing, ())
    return Start(found, 0, (Pair(grid, output), Pair(grid, output)))


def dots(*cells):
    made = BLANK.copy()
    for cell in cells:
        made[cell] = 1
    return made


@pytest.mark.parametrize("operation", ["propagate", "rewrite"])
def test_a_state_that_says_which_cells_change_is_hopeful_and_others_are_not(operation):
    right, wrong = dots((2, 2), (3, 4)), dots((2, 2))
    start = start_of(BLANK, dots((2, 2), (3, 4)), wrong, right, BLANK + 3, right)
    assert states_beside(start, operation, 4) == [2], "each once, the cheapest first"


def test_values_above_nine_are_one():
    right = dots((2, 2), (3, 4))
    start = start_of(BLANK, right, np.where(right, 20, 30), np.where(right, 5, 30))
    assert states_beside(start, "rewrite", 4) == [2]


def test_no_state_is_asked_where_neighbours_say_what_changes():
    start = start_of(dots((2, 2)), np.where(dots((2, 2)), 2, 0).astype(np.uint8), dots((2, 2)))
    assert states_beside(start, "rewrite", 4) == []


def test_no_more_are_given_than_are_wanted():
    right = dots((2, 2), (3, 4))
    start = start_of(BLANK, right, right, right + 2, right * 4)
    assert len(states_beside(start, "rewrite", 2)) == 2
