"""Sides that are multiples and sums of counts."""

import numpy as np
import pytest
from search.growth import begun, made_task, words

from arc_pipeline.measure import Deadline
from arc_pipeline.programs import run_reference
from arc_pipeline.search.expansions import sides
from arc_pipeline.search.frontier.bigrams import Likelihood
from arc_pipeline.search.frontier.deferred import Deferred
from arc_pipeline.search.frontier.shapes import shapes_of
from arc_pipeline.search.prediction.shape import predict_shapes
from arc_pipeline.search.taskview.nodes import TaskNodes

RULES = {
    "2n + 3": lambda grid: np.zeros((2 * (grid == 1).sum() + 3, 1), int),
    "4n - 1": lambda grid: np.zeros((2, 4 * (grid == 1).sum() - 1), int),
    "h - 2": lambda grid: grid[2:],
}
COUNTS = (3, 5, 1, 2, 4)


def scene(ones):
    grid = np.random.default_rng(ones).choice([0, 2, 3], (5 + ones, 7))
    grid.ravel()[:12] = [1] * ones + [4] * (12 - ones)
    return grid


@pytest.mark.parametrize("name", RULES)
def test_sums_of_counts_are_made_and_predict_the_shape(name):
    task = made_task(name, RULES[name], [scene(ones) for ones in COUNTS])
    frontier = begun([task], words("height", "width", "colorcount"))
    assert frontier.grow(2, Deadline())
    assert predict_shapes(TaskNodes(frontier, 0)).likely == ()
    before = len(frontier.nodes)
    assert sides.grow(frontier, Deadline())
    assert len(frontier.nodes) > before
    best = predict_shapes(TaskNodes(frontier, 0)).likely[0]
    assert best.tests == shapes_of([RULES[name](task.test[0])])
    side = next(side for side in best.sides if side.node >= before)
    assert run_reference(frontier.nodes.program(side.node, "solve"), task.test[0]) == side.tests[0]


def test_none_are_made_for_outputs_of_the_inputs_shape():
    frontier = begun([made_task("same", np.zeros_like, [scene(n) for n in COUNTS])], words("height"))
    assert frontier.grow(2, Deadline())
    before = len(frontier.nodes)
    assert sides.grow(frontier, Deadline())
    assert len(frontier.nodes) == before


def test_two_different_sides_bear_out_simple_sums_alone():
    """Any two counts that differ are taken to any two sides by some factor and term."""
    scenes = [scene(ones) for ones in (1, 2, 2, 1)]
    for rule, made in ((lambda grid: np.zeros((5 * (grid == 1).sum() - 3, 1), int), False), (RULES["2n + 3"], False)):
        frontier = begun([made_task("two", rule, scenes)], words("colorcount"))
        assert frontier.grow(2, Deadline())
        before = len(frontier.nodes)
        assert sides.grow(frontier, Deadline())
        assert (len(frontier.nodes) > before) == made


def test_growth_goes_on_beyond_the_sums():
    """Their productions are not of the grammar that growth enumerates."""
    task = made_task("grown", RULES["2n + 3"], [scene(ones) for ones in COUNTS])
    grammar = words("height", "width", "colorcount", "double")
    frontier = begun([task], grammar, deferred=Deferred(Likelihood(grammar, [task]), idle=True))
    assert frontier.grow(2, Deadline())
    before = len(frontier.nodes)
    assert sides.grow(frontier, Deadline())
    made = set(range(before, len(frontier.nodes)))
    assert frontier.grow(4, Deadline())
    assert made & set(frontier.nodes.args.all[len(made) + before :].ravel().tolist())
