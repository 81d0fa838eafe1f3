"""Numbers that sort samples: which there are, against a plain count of them."""

import numpy as np
import pytest
from search.growth import grown, made_task, words

from arc_pipeline.dsl.types import COLOR, COUNT, FLAG
from arc_pipeline.search.prediction.splits import splits_of
from arc_pipeline.search.taskview.nodes import TaskNodes

WORDS = ("height", "width", "numcolors", "size", "holes", "colorcount", "mostcolor", "leastcolor", "keep", "is_solid")


def by_count(grid):
    """One of three pictures, by how many cells are 1."""
    ones = int((grid == 1).sum())
    return np.array([[ones == 1, ones == 2, ones == 3], [0, 0, ones == 2]], int) * 4


def dotted(ones, shape, seed):
    rng = np.random.default_rng(seed)
    cells = rng.choice([0, 2, 3], shape[0] * shape[1])
    cells[rng.permutation(cells.size)[:6]] = [1] * ones + [5] * (6 - ones)
    return cells.reshape(shape)


COUNTS = (1, 2, 3, 1, 3, 2, 3, 2)
INPUTS = [dotted(ones, (4 + seed % 3, 3 + seed % 2), seed) for seed, ones in enumerate(COUNTS)]


@pytest.fixture(scope="module")
def frontier():
    return grown([made_task("by_count", by_count, INPUTS, tests=2)], words(*WORDS), 2, numbers=3)


def test_splits_are_those_of_all_numbers(frontier):
    nodes = np.concatenate([frontier.nodes.of_type(0, kind) for kind in (COUNT, FLAG, COLOR)])
    expected, view = set(), TaskNodes(frontier, 0)
    for values in view.numbers(nodes).tolist():
        known = values[:6]
        if 2 <= len(set(known)) <= 4 and set(values) <= set(known):
            expected.add(tuple(values.index(value) for value in values))
    splits = splits_of(view)
    assert sorted(map(tuple, splits.classes.tolist())) == sorted(expected)
    assert len(expected) > 3
    values = view.numbers(splits.nodes).tolist()
    assert [[one.index(value) for value in one] for one in values] == splits.classes.tolist()
    costs = frontier.nodes.cost.all[splits.nodes].tolist()
    assert costs == sorted(costs)


def test_none_where_every_demonstration_is_a_class():
    frontier = grown([made_task("two", by_count, INPUTS[:3])], words(*WORDS), 2)
    assert not len(splits_of(TaskNodes(frontier, 0)).nodes)
