"""All pieces of a list become one grid: over each other, in the order of a number, without some of them."""

import numpy as np
import pytest
from search.growth import grown, made_task, words

from arc_pipeline.measure import Deadline
from arc_pipeline.programs import run_reference
from arc_pipeline.search.expansions import together

WORDS = ("objects", "parts", "size", "is_solid", "sort_by", "drop_if", "keep_if", "hstack", "stack", "row")


def scene(seed):
    """Bars of different lengths in the rows of a grid, and two squares that are open at a corner."""
    rng = np.random.default_rng(seed)
    grid = np.zeros((11, 9), int)
    for k, size in enumerate(rng.permutation([1, 2, 4])):
        grid[2 * k, :size] = rng.integers(1, 5)
    for k in range(2):
        grid[7:9, 3 * k : 3 * k + 2] = rng.integers(5, 9)
        grid[7, 3 * k] = 0
    return grid


def bars(grid):
    return [row[row > 0] for row in grid[:6:2]]


def sorted_bars(grid):
    """The bars from the shortest to the longest side by side."""
    return np.concatenate(sorted(bars(grid), key=len))[None]


def in_order(grid):
    return np.concatenate(bars(grid))[None]


INPUTS = [scene(seed) for seed in range(5)]


def fits_of(rule, inputs):
    """The programs that fit and are right on the test, where none did before."""
    made = grown([made_task("together", rule, inputs)], words(*WORDS), 1, numbers=3)
    assert not len(made.fits)
    assert together.grow(made, Deadline())
    programs = [made.nodes.program(node, "solve_it") for node in made.fits.tolist()]
    return [one for one in programs if np.array_equal(run_reference(one, inputs[-1]), rule(inputs[-1]))]


def test_pieces_without_some_are_put_together():
    """The bars alone are solid."""
    assert fits_of(in_order, INPUTS)


def test_pieces_in_the_order_of_a_number_are_put_together():
    assert fits_of(sorted_bars, [grid[:6] for grid in INPUTS])


def test_parts_lie_over_each_other():
    sides = [np.hstack([grid[:6, :4], np.full((6, 1), 9), np.full((6, 4), 3)]) for grid in INPUTS]
    assert fits_of(lambda grid: np.where(grid[:, :4] > 0, grid[:, :4], grid[:, 5:]), sides)


@pytest.mark.parametrize("rule", [np.fliplr, np.flipud])
def test_nothing_is_tried_where_shapes_stay(rule):
    made = grown([made_task("same", rule, INPUTS)], words(*WORDS), 1, numbers=3)
    tried = made.counts.tried
    assert together.grow(made, Deadline())
    assert made.counts.tried == tried


def test_without_time_nothing_is_put_together():
    made = grown([made_task("together", sorted_bars, INPUTS)], words(*WORDS), 1, numbers=3)
    tried = made.counts.tried
    assert not together.grow(made, Deadline(0))
    assert made.counts.tried == tried
