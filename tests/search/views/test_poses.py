"""Poses: demonstrations that show one rule in several directions become alike, and what is found there is a program."""

import numpy as np
import pytest
from search.growth import LIMIT, made_task

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.dsl import OPS
from arc_pipeline.measure import Deadline
from arc_pipeline.programs import run_reference
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.shard import search_shard
from arc_pipeline.search.views.agreement import POSES, RELATIVE, Agreement
from arc_pipeline.search.views.kinds.lenses import Lens
from arc_pipeline.search.views.kinds.poses import different
from arc_pipeline.tasks import Pair

EFFORT = Effort(cost=1, feature_cost=2, number_cost=1, features=200, rules=8, share=1.0)


def shaded(seed, pose):
    """A grid with a line of 8 at one side, and its output: each other cell has a 4 beside it, towards the line."""
    rng = np.random.default_rng(seed)
    grid = np.where(rng.random((7, 6)) < 0.15, 3, 0).astype(np.uint8)
    grid[0] = 8
    output = grid.copy()
    output[:-1][(grid[:-1] == 0) & (grid[1:] > 0)] = 4
    return tuple(np.array(OPS["unposed"](one, pose)) for one in (grid, output))


def shading(poses):
    """A task of the rule above; each demonstration, and then the test, lies in its own pose."""
    pairs = [shaded(seed, pose) for seed, pose in enumerate(poses)]
    outputs = {str(grid.tolist()): output for grid, output in pairs}
    return made_task("shading", lambda grid: outputs[str(grid.tolist())], [grid for grid, _ in pairs]), pairs[-1][1]


def is_posed(view):
    return any(isinstance(step, Lens) and step.see == "posed" for step in view.steps)


def test_what_differs_by_one_turn_of_all_samples_is_one_choice():
    poses = np.array([[0, 1, 0], [0, 0, 0], [1, 0, 1], [2, 2, 2], [0, 1, 4], [5, 7, 1], [0, 0, 1]])
    assert different(poses, 3).tolist() == [0, 4, 5, 6]
    assert different(poses, 2).tolist() == [0, 4, 5]  # those that only tests lie in say nothing


def test_relative_poses():
    grid = np.arange(6, dtype=np.uint8).reshape(2, 3)
    for first in range(POSES):
        for second in range(POSES):
            turned = OPS["unposed"](OPS["posed"](grid, first), second)
            assert np.array_equal(turned, OPS["unposed"](grid, int(RELATIVE[first, second])))


def test_demonstrations_agree_most_in_the_poses_of_their_rule():
    poses = [0, 1, 4, 6]
    train = [Pair(*shaded(seed, pose)) for seed, pose in enumerate(poses)]
    every = np.stack(np.meshgrid(*[range(POSES)] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    every = np.column_stack([np.zeros(len(every), int), every])
    gained = Agreement(train).gained(every)
    mirrored = np.array(poses) ^ np.array([0, 2, 2, 1])  # the rule does not tell left from right
    right = [np.flatnonzero((every == row).all(axis=1))[0] for row in (np.array(poses), mirrored)]
    assert gained[right[0]] > 0.5
    assert (gained > gained[right[0]]).mean() < 0.05
    assert gained[0] == 0


def test_what_changes_its_shape_agrees_with_nothing():
    grid = np.array([[1, 2], [0, 3]], np.uint8)
    agreement = Agreement([Pair(grid, np.tile(grid, (2, 1))), Pair(grid.T, np.tile(grid, (1, 2)))])
    assert agreement.gained(np.array([[0, 4], [0, 1]])).tolist() == [0.0, 0.0]


@pytest.mark.slow
def test_a_rule_shown_in_several_directions_is_found():
    backend = CpuBackend(LIMIT, threads=1)
    task, output = shading([0, 1, 4, 6])
    (first,) = search_shard(backend, [task], EFFORT, Deadline())
    posed = [view for view in first.waiting if is_posed(view)]
    assert posed
    (result,) = search_shard(backend, [task], EFFORT, Deadline(), {task.id: posed})
    assert result.failures == []
    best = result.candidates[0]
    assert best.fits
    assert np.array_equal(best.outputs[0], output)
    assert all(np.array_equal(run_reference(best.program, pair.input), pair.output) for pair in task.train)
