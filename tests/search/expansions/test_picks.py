"""Outputs that are an element of a list are found by every measure that chooses them, and by nothing else."""

import numpy as np
import pytest
from search.growth import grown, made_task, words

from arc_pipeline.measure import Deadline
from arc_pipeline.programs import run_reference
from arc_pipeline.search.expansions import picks
from arc_pipeline.search.expansions.picks import lists_with_outputs

WORDS = ("objects", "flatten", "size", "height", "width", "numcolors", "argmax", "argmin", "odd_one", "hmirror", "row")


def scene(sizes, seed):
    """Bars of these heights side by side in random colours, standing on the ground."""
    rng = np.random.default_rng(seed)
    grid = np.zeros((6, 2 * len(sizes)), int)
    for k, size in enumerate(sizes):
        grid[6 - size :, 2 * k] = rng.integers(1, 9)
    return grid


def tallest(grid):
    heights = (grid > 0).sum(axis=0)
    column = grid[:, heights.argmax()]
    return column[column > 0][:, None]


INPUTS = [
    scene(sizes, seed) for seed, sizes in enumerate([(1, 3, 2), (4, 2, 1, 3), (2, 5, 1), (1, 2, 4), (3, 1, 5, 2)])
]


@pytest.fixture(scope="module")
def frontier():
    tasks = [made_task("tallest", tallest, INPUTS), made_task("none of them", np.fliplr, INPUTS)]
    return grown(tasks, words(*WORDS), 2, numbers=3)


def test_lists_are_those_that_hold_every_output(frontier):
    lists = lists_with_outputs(frontier)
    assert len(lists)
    for node in lists.tolist():
        assert frontier.nodes.task.all[node] == 0
        program = frontier.nodes.program(node, "solve_it")
        for pair in frontier.samples.tasks[0].train:
            assert any(np.array_equal(one, pair.output) for one in run_reference(program, pair.input))


def test_picks_fit_and_are_right_on_the_test(frontier):
    before, kept = set(frontier.fits.tolist()), frontier.counts.kept
    assert picks.grow(frontier, Deadline())
    picked = [node for node in frontier.fits.tolist() if node not in before]
    assert picked
    assert frontier.counts.kept == kept + len(picked)
    outputs = []
    for node in picked:
        program = frontier.nodes.program(node, "solve_it")
        for grid in INPUTS[:-1]:
            assert np.array_equal(run_reference(program, grid), tallest(grid))
        outputs.append(run_reference(program, INPUTS[-1]))
    assert any(np.array_equal(output, tallest(INPUTS[-1])) for output in outputs)


def test_without_time_nothing_is_picked():
    made = grown([made_task("tallest", tallest, INPUTS)], words(*WORDS), 2, numbers=3)
    tried = made.counts.tried
    assert not picks.grow(made, Deadline(0))
    assert made.counts.tried == tried
