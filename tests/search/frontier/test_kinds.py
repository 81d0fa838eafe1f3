"""Kinds of task are told by the shapes and the changes of the demonstrations, all of them together."""

import numpy as np
import pytest

from arc_pipeline.search.frontier.kinds import FEW_CHANGES, KINDS, MANY_CHANGES, OTHER, SMALLER, kind_of
from arc_pipeline.tasks import Pair, Task


def task_of(*pairs):
    train = tuple(Pair(np.array(given, np.uint8), np.array(made, np.uint8)) for given, made in pairs)
    return Task("made", train, (train[0].input,))


SAME = ([[1] * 5] * 5, [[1] * 5] * 5)
ONE_CELL = ([[1] * 5] * 5, [[1] * 5] * 4 + [[1, 1, 1, 1, 2]])
ALL_CELLS = ([[1] * 5] * 5, [[2] * 5] * 5)
SHRUNK = ([[1] * 5] * 5, [[1, 2]])
GROWN = ([[1, 2]], [[1] * 5] * 5)


@pytest.mark.parametrize(
    ("pairs", "kind"),
    [
        ([SAME, ONE_CELL], FEW_CHANGES),
        ([ONE_CELL, ALL_CELLS], MANY_CHANGES),
        ([SHRUNK, SHRUNK], SMALLER),
        ([GROWN], OTHER),
        ([SHRUNK, GROWN], OTHER),
        ([SAME, SHRUNK], OTHER),
    ],
)
def test_kinds(pairs, kind):
    assert kind_of(task_of(*pairs)) == kind
    assert kind in KINDS


def test_changes_are_shares_of_cells_so_that_large_grids_weigh_no_more():
    large = np.zeros((20, 20), np.uint8)
    assert kind_of(task_of((large, large), (large, large), ALL_CELLS)) == MANY_CHANGES
