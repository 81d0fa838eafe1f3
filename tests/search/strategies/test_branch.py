"""Numbers that sort samples: which there are, against a plain count of them."""

import numpy as np
import pytest
from search.growth import grown, made_task, words

from arc_pipeline.dsl.types import COLOR, COUNT, FLAG
from arc_pipeline.search.strategies.branch import splits_of
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
        if len(set(values[:6])) == 2 and set(values) <= set(values[:6]):
            expected.add(tuple(value == values[0] for value in values))
    numbers, same = splits_of(view)
    assert sorted(map(tuple, same.tolist())) == sorted(expected)
    assert len(expected) > 1
    assert np.array_equal(view.numbers(numbers) == view.numbers(numbers)[:, :1], same)
    costs = frontier.nodes.cost.all[numbers].tolist()
    assert costs == sorted(costs)


@pytest.mark.parametrize(("inputs", "asked"), [(INPUTS[:3], WORDS), (INPUTS, ("keep",))])
def test_two_demonstrations_sort_nothing_nor_does_a_frontier_without_numbers(inputs, asked):
    numbers, same = splits_of(TaskNodes(grown([made_task("few", by_count, inputs)], words(*asked), 1), 0))
    assert (len(numbers), same.shape) == (0, (0, len(inputs)))
