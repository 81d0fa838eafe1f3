"""Features beside a grid: those are hopeful that tell cells apart that change and stay in the same surroundings."""

import numpy as np
import pytest

from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.search.cellular.beside import features_beside
from arc_pipeline.search.cellular.starts import Start
from arc_pipeline.search.taskview.features import FeatureMatrix
from arc_pipeline.tasks import Pair

BACKEND = ReferenceBackend(1 << 22)
BLANK = np.zeros((6, 6), np.uint8)


def start_of(grid, output, *features):
    """Two demonstrations that are alike, with the grid and features of these values."""
    known = np.array([np.tile(np.ravel(feature), 2) for feature in (grid, *features)], np.uint8)
    target = np.tile(output.ravel(), 2)
    example, nothing = np.repeat([0, 1], output.size), known[:, :0]
    nodes = np.arange(len(known))
    matrix = FeatureMatrix(nodes, nodes, known, target, example, nothing, ())
    return Start(matrix, 0, (Pair(grid, output), Pair(grid, output)))


def dots(*cells):
    made = BLANK.copy()
    for cell in cells:
        made[cell] = 1
    return made


@pytest.mark.parametrize("operation", ["propagate", "rewrite"])
def test_a_feature_that_says_which_cells_change_is_hopeful_and_others_are_not(operation):
    right, wrong = dots((2, 2), (3, 4)), dots((2, 2))
    start = start_of(BLANK, dots((2, 2), (3, 4)), wrong, right, BLANK + 3, right)
    assert features_beside(BACKEND, start, operation, 4) == [2], "each once, the cheapest first"


def test_values_above_nine_are_one():
    right = dots((2, 2), (3, 4))
    start = start_of(BLANK, right, np.where(right, 20, 30), np.where(right, 5, 30))
    assert features_beside(BACKEND, start, "rewrite", 4) == [2]


def test_no_feature_is_asked_where_neighbours_say_what_changes():
    start = start_of(dots((2, 2)), np.where(dots((2, 2)), 2, 0).astype(np.uint8), dots((2, 2)))
    assert features_beside(BACKEND, start, "rewrite", 4) == []


def test_no_more_are_given_than_are_wanted():
    right = dots((2, 2), (3, 4))
    start = start_of(BLANK, right, right, right + 2, right * 4)
    assert len(features_beside(BACKEND, start, "rewrite", 2)) == 2
