"""What is drawn on output canvases by numbers and lists of colours, and that it solves tasks."""

import numpy as np
import pytest
from search.growth import LIMIT, begun, development, made_task, words

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.measure import Deadline
from arc_pipeline.programs import run_reference
from arc_pipeline.search.effort import ROUNDS
from arc_pipeline.search.expansions import canvases
from arc_pipeline.search.shard import search_shard

PICTURES = np.array([[[1, 0], [0, 0]], [[1, 0], [0, 1]], [[1, 1], [1, 0]], [[1, 1], [1, 1]]])


def scene(ones, twos, seed):
    rng = np.random.default_rng(seed)
    grid = np.zeros((6, 5 + seed % 3), int)
    grid.ravel()[rng.permutation(grid.size)[: ones + twos]] = [1] * ones + [2] * twos
    return grid


def bar(grid):
    """Row by row as many cells as there are of 1, in 3 rows of 4."""
    return np.where(np.arange(12).reshape(3, 4) < (grid == 1).sum(), 6, 0)


def picture(grid):
    """A picture that depends on how many cells are 1."""
    return PICTURES[(grid == 1).sum() - 1] * 7


def staircase(grid):
    """As high as there are cells of 1, one less on each row from below."""
    n = int((grid == 1).sum())
    return np.where(np.arange(n)[:, None] >= np.arange(n), 8, 0)


def rings(grid):
    """Rings in the colours that there are, the commonest outside."""
    counts = np.bincount(grid.ravel(), minlength=10)
    steps = np.minimum(np.arange(7), np.arange(7)[::-1])
    return np.argsort(-counts)[np.minimum(steps[:, None], steps)]


def colors(seed):
    rng = np.random.default_rng(seed)
    return rng.permutation(np.repeat(1 + rng.permutation(9)[:4], (11, 8, 6, 5))).reshape(5, 6)


TASKS = {
    "bar": (bar, [scene(ones, 3 + ones % 4, seed) for seed, ones in enumerate((5, 2, 9, 7, 3))]),
    "picture": (picture, [scene(ones, 9 - 2 * (seed % 2), seed) for seed, ones in enumerate((1, 3, 2, 4, 3, 2, 1, 4))]),
    "staircase": (staircase, [scene(ones, 6, seed) for seed, ones in enumerate((4, 7, 3, 5))]),
    "rings": (rings, [colors(seed) for seed in range(4)]),
}


@pytest.fixture(scope="module")
def results():
    tasks = [made_task(name, rule, inputs) for name, (rule, inputs) in TASKS.items()]
    return dict(zip(TASKS, search_shard(CpuBackend(LIMIT, threads=1), tasks, ROUNDS[2], Deadline()), strict=True))


@pytest.mark.parametrize("name", TASKS)
def test_what_is_drawn_by_numbers_is_found(results, name):
    rule, inputs = TASKS[name]
    best = results[name].candidates[0]
    assert best.fits
    assert np.array_equal(best.outputs[0], rule(inputs[-1]))
    assert results[name].defects == []


def test_canvases_have_the_shape_that_numbers_say():
    tasks = [made_task(name, *TASKS[name]) for name in ("staircase", "bar", "rings")]
    frontier = begun(tasks, words("colorcount", "row", "threshold", "color_at"))
    assert frontier.grow(2, Deadline())
    before = len(frontier.nodes)
    assert canvases.grow(frontier, Deadline())
    made = [frontier.nodes.program(node, "solve") for node in range(before, len(frontier.nodes))]
    blanks = {program.text for program in made if program.nodes[-1].op == "canvas"}
    assert {text.split("\n")[-3].strip() for text in blanks} == {
        "O = canvas(0, x1, x1)",
        "O = canvas(0, 3, 4)",
        "O = canvas(0, 7, 7)",
    }
    node = next(k for k in range(before, len(frontier.nodes)) if frontier.nodes.task.all[k] == 0)
    counted = run_reference(frontier.nodes.program(node, "solve"), tasks[0].test[0])
    assert np.array_equal(counted, np.zeros((5, 5), int))
    assert {program.nodes[-1].op for program in made} >= {"canvas", "row", "threshold"}


def test_the_input_is_the_canvas_of_outputs_of_its_shape():
    frontier = begun(development("67a3c6ac"), words("row", "steps_to_corner"))
    assert frontier.grow(1, Deadline())
    assert canvases.grow(frontier, Deadline())
    assert frontier.shapes[0].likely[0].node == 0
    new = frontier.nodes.production_id.all[1:]
    assert {frontier.grammar[production].op.name for production in new} == {"row", "steps_to_corner"}
    assert frontier.nodes.wanted.all.tolist() == [False] + [True] * (len(frontier.nodes) - 1)
    assert not frontier.nodes.unwanted.all.any()
    assert np.isfinite(frontier.nodes.gain.all).all(), "what it tells is what it tells, wanted or not"


def test_without_time_nothing_is_drawn():
    frontier = begun(development("67a3c6ac"), words("row"))
    assert not canvases.grow(frontier, Deadline(0))
    assert len(frontier.nodes) == 1
