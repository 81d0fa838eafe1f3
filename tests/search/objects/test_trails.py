"""Ways: what objects leave behind on their way is what is written for it, and rules about it say the tests."""

import numpy as np
import pytest
from search.growth import grown, made_task
from search.objects.test_object_calls import assert_written, begun_with, kept
from search.objects.test_objects import proposed

from arc_pipeline.search.candidates import best_candidates
from arc_pipeline.search.frontier.grammar import productions_of
from arc_pipeline.search.objects.meetings import moved
from arc_pipeline.search.objects.moves import trails


def lit_by_the_box(grid):
    """From each cell in line with the box of 3 a ray of its colour runs to it."""
    made = grid.copy()
    rows, columns = np.nonzero(grid == 3)
    for i, j in np.argwhere((grid > 0) & (grid != 3)):
        if rows.min() <= i <= rows.max():
            made[i, min(j, columns.max() + 1) : max(j + 1, columns.min())] = grid[i, j]
        elif columns.min() <= j <= columns.max():
            made[min(i, rows.max() + 1) : max(i + 1, rows.min()), j] = grid[i, j]
    return made


def driven_from_the_box(grid):
    """All but the box of 3 go away from it to the border, straight or along a diagonal."""
    made = np.where(grid == 3, 3, 0)
    rows, columns = np.nonzero(grid == 3)
    for i, j in np.argwhere((grid > 0) & (grid != 3)):
        down = 0 if rows.min() <= i <= rows.max() else int(np.sign(i - rows[0]))
        across = 0 if columns.min() <= j <= columns.max() else int(np.sign(j - columns[0]))
        a, b = i, j
        while 0 <= a + down < len(grid) and 0 <= b + across < len(grid):
            a, b = a + down, b + across
        made[a, b] = grid[i, j]
    return made


def with_box(seed, number):
    """A box of 3, four cells in line with it and one that is not."""
    rng = np.random.default_rng(seed)
    grids = []
    for _ in range(number):
        grid = np.zeros((13, 13), int)
        top, left = rng.integers(4, 7, 2)
        grid[top : top + 3, left : left + 3] = 3
        grid[top, rng.integers(0, left - 1)] = rng.integers(6, 10)
        grid[top + 2, rng.integers(left + 4, 13)] = rng.integers(6, 10)
        grid[rng.integers(0, top - 1), left + 1] = rng.integers(6, 10)
        grid[rng.integers(top + 4, 13), left + 2] = rng.integers(6, 10)
        grid[rng.integers(0, top - 1), rng.integers(0, left - 1)] = 8
        grids.append(grid)
    return grids


RULES = [(lit_by_the_box, with_box(8, 6)), (driven_from_the_box, with_box(9, 6))]


@pytest.fixture(scope="module")
def frontier():
    return grown([made_task(rule.__name__, rule, inputs, 2) for rule, inputs in RULES], productions_of(), 2, numbers=3)


@pytest.mark.parametrize("k", range(len(RULES)))
def test_what_is_learned_says_the_tests(frontier, k):
    found = best_candidates(proposed(frontier, k))
    said = {b"".join(output.tobytes() for output in one.outputs): None for one in found}
    answers = [RULES[k][0](grid.astype(int)).astype(np.uint8) for grid in frontier.samples.tasks[k].test]
    assert b"".join(answer.tobytes() for answer in answers) in list(said)[:2]


def test_ways_are_what_their_calls_make(frontier):
    own, targets = begun_with(frontier, 0)
    met = kept(own, moved(own, own.sources[:1], targets))
    assert_written(own, kept(own, trails(own, met))[::9])
