"""What values tell of conditions, and that growth from lemmas goes towards them."""

import numpy as np
import pytest
from search.growth import found_by, grown, made_task, words

from arc_pipeline.measure import Deadline
from arc_pipeline.search.division.promise import GOALS, ConditionPromise
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.lemmas.growth import WANTED, grow_from_lemmas

EFFORT = Effort(cost=1, feature_cost=1, number_cost=1, features=200, rules=8, share=1.0)


def scattered(seed):
    """A grid of single cells and of dominoes, which have colours of their own."""
    rng = np.random.default_rng(seed)
    grid = np.zeros((9, 9), int)
    for row in range(0, 9, 2):
        for column in range(0, 8, 3):
            grid[row, column] = rng.integers(0, 4)
            grid[row, column + 1] = grid[row, column] * rng.integers(0, 2)
    return grid


def single_cells_turned(grid):
    """Dominoes stay; where the grid upside down has another colour, single cells take it."""
    sides = np.pad(grid, ((0, 0), (1, 1)))
    alone = (sides[:, :-2] == 0) & (sides[:, 2:] == 0) & (grid > 0)
    return np.where(alone, grid[::-1], grid)


def task():
    return made_task("alone", single_cells_turned, [scattered(k) for k in range(6)])


def test_the_condition_tells_nearly_all_and_what_has_little_to_do_with_it_little():
    frontier = grown([task()], words("hmirror", "object_size", "ofcolor"), 1)
    told = ConditionPromise(frontier).measured().max(axis=1)
    programs = [str(frontier.nodes.program(node, "f")) for node in range(1, len(told))]
    best = {name: max(told[1:][[name in one for one in programs]]) for name in ("object_size", "ofcolor")}
    assert best["object_size"] > 0.85
    assert best["ofcolor"] < 0.2


def test_values_are_measured_once_and_as_all_together():
    tasks = [task(), made_task("other", np.fliplr, [scattered(k) for k in range(4)])]
    frontier = grown(tasks, words("hmirror", "object_size", "is_value"), 1)
    promise = ConditionPromise(frontier)
    before = promise.measured()
    assert before.shape == (len(frontier.nodes), GOALS)
    assert frontier.extend("features", 3, Deadline())
    after = promise.measured()
    np.testing.assert_array_equal(after[: len(before)], before)
    assert (after[len(before) :] > 0).any()


@pytest.mark.parametrize("iterations", [0, 2])
def test_growth_from_lemmas_comes_to_the_condition_and_has_rules_look_at_it(iterations):
    frontier = grown([task()], words("hmirror", "object_size", "is_smallest", "masked"), 1)
    assert grow_from_lemmas(frontier, iterations, Deadline())
    wanted = frontier.nodes.wanted.all
    assert 0 < wanted.sum() <= WANTED
    telling = ConditionPromise(frontier).measured().max(axis=1)
    assert telling[wanted].min() >= telling[~wanted].max()


def test_a_condition_that_holds_in_each_cell_makes_a_program():
    frontier = grown([task()], words("hmirror", "object_size"), 1)
    (first, *_) = sorted(found_by("divide", frontier, 0, EFFORT), key=lambda one: one.bits)
    assert first.fits
    assert np.array_equal(first.outputs[0], single_cells_turned(scattered(5)))
    assert {"overlay", "masked", "hmirror", "object_size"} <= {node.op for node in first.program.nodes}
