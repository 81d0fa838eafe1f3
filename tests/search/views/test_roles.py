"""Roles: demonstrations in other colours become alike, and what is found there is a program of the task itself."""

import numpy as np
import pytest
from search.growth import LIMIT, made_task

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.measure import Deadline
from arc_pipeline.programs import run_reference
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.shard import search_shard
from arc_pipeline.search.views.agreement import Seen
from arc_pipeline.search.views.kinds.lenses import Lens, opening_views
from arc_pipeline.search.views.kinds.roles import differing
from arc_pipeline.tasks import Pair

EFFORT = Effort(cost=1, feature_cost=2, number_cost=2, features=200, rules=8, share=1.0)


def shaded(grid):
    """Below each cell of the colour in the upper left corner a free cell becomes 4."""
    made = grid.copy()
    made[1:][(grid[:-1] == grid[0, 0]) & (grid[1:] == 0)] = 4
    return made


def speckled(seed, number):
    """Grids with cells of four colours, as many of each; another one in the corner each time."""
    rng, grids = np.random.default_rng(seed), []
    for k in range(number):
        cells = np.zeros(63, int)
        cells[:24] = np.repeat([1, 2, 3, 5], 6)
        cells = rng.permutation(cells)
        color = (1, 2, 3, 5)[k % 4]
        first = np.flatnonzero(cells == color)[0]
        cells[[0, first]] = cells[[first, 0]]
        grids.append(cells.reshape(9, 7))
    return grids


def exchanged(step):
    return isinstance(step, Lens) and step.see == "switch"


def test_roles_differ_between_demonstrations_and_from_each_other():
    colors = np.array([[1, 1, 2], [1, 2, 0], [3, 4, 3], [3, 4, 3], [3, 4, 5], [3, 4, 6], [10, 2, 3], [2, 1, 1]])
    assert differing(colors, 2).tolist() == [2, 4, 7]  # the second and third that say the same of both; two are enough


def said(train):
    seen = list(map(Seen.of, train))
    return np.mean([max(0.0, *(one.told_by(other)[0] for other in seen if other is not one)) for one in seen])


def test_demonstrations_agree_once_a_role_has_one_colour():
    grids = [grid.astype(np.uint8) for grid in speckled(1, 4)]
    plain = said([Pair(grid, shaded(grid)) for grid in grids])
    named = [np.where(grid == grid[0, 0], 9, grid).astype(np.uint8) for grid in grids]
    assert said([Pair(grid, shaded(grid)) for grid in named]) > plain + 0.3
    assert said([Pair(grid, grid) for grid in grids]) == 0.0


@pytest.mark.slow
def test_a_rule_shown_in_several_colours_is_found():
    backend, task = CpuBackend(LIMIT, threads=1), made_task("shaded", shaded, speckled(3, 7))
    (first,) = search_shard(backend, [task], EFFORT, Deadline())
    opening = opening_views(task)
    roles = [view for view in first.waiting if view.steps and exchanged(view.steps[-1]) and view not in opening]
    assert roles
    (result,) = search_shard(backend, [task], EFFORT, Deadline(), {task.id: roles})
    assert result.failures == []
    right = [one for one in result.candidates if np.array_equal(one.outputs[0], shaded(task.test[0]))]
    assert right[0].fits
    assert all(np.array_equal(run_reference(right[0].program, pair.input), pair.output) for pair in task.train)
