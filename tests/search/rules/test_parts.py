"""Outputs of made tasks that no operation of the frontier makes alone, put together from smaller grids."""

import numpy as np
import pytest
from search.growth import found_by, grown, made_task, words

from arc_pipeline.programs import run_reference
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.rules.solutions import credence_of

CALLS = words(
    "rot90", "tophalf", "mostcolor", "leastcolor", "numcolors", "palette", "trim", "complement", "nonzero", "height"
)
EFFORT = Effort(cost=2, feature_cost=2, number_cost=2, features=300, rules=12, share=1.0)


def inputs(number=6):
    """Grids of 3 to 5 rows and columns, of several colours none as common as another, 0 not the least."""
    rng = np.random.default_rng(0)
    made = []
    while len(made) < number:
        grid = rng.choice(10, rng.integers(3, 6, 2), p=[0.3, 0.22, 0.15, 0.12, 0.08, 0.05, 0.04, 0.02, 0.01, 0.01])
        counts = np.unique(grid, return_counts=True)[1]
        if len(counts) > 2 and len(np.unique(counts)) == len(counts) and least(grid):
            made.append(grid.astype(np.uint8))
    return made


def most(grid):
    return np.bincount(grid.ravel()).argmax()


def least(grid):
    colors, counts = np.unique(grid, return_counts=True)
    return colors[counts.argmin()]


RULES = {
    "mirrored": lambda grid: np.hstack([np.rot90(grid, -1), np.rot90(grid, -1)[:, ::-1]]),
    "mirrored twice": lambda grid: np.block([[grid, grid[:, -2::-1]], [grid[-2::-1], grid[-2::-1, -2::-1]]]),
    "edged and upscaled": lambda grid: np.kron(
        np.pad(grid, ((0, 1), (0, 0)), constant_values=4), np.ones((2, 2), np.uint8)
    ),
    "upscaled by a count": lambda grid: np.kron(grid, np.ones((1, len(np.unique(grid))), np.uint8)),
    "recoloured": lambda grid: np.where(np.rot90(grid, -1) != 0, least(grid), 0),
    "recoloured otherwise": lambda grid: np.where(np.rot90(grid, -1) != 0, 9 - least(grid) % 2, 0),
    "parts between lines": lambda grid: np.vstack([grid, np.full((1, grid.shape[1]), 7), grid[: len(grid) // 2]]),
    "side by side": lambda grid: np.hstack([grid, np.rot90(grid, -2), grid]),
}


def solved(rule):
    task = made_task("made", rule, inputs())
    answer = rule(inputs()[-1])
    found = found_by("parts", grown([task], CALLS, 2), 0, EFFORT)
    for candidate in found:
        for pair in task.train:
            assert np.array_equal(run_reference(candidate.program, pair.input), pair.output)
    return any(np.array_equal(candidate.outputs[0], answer) for candidate in found)


@pytest.mark.parametrize("name", [name for name in RULES if name != "recoloured otherwise"])
def test_it_is_found_how_outputs_are_put_together(name):
    assert solved(RULES[name])


def test_a_colour_that_nothing_finds_is_not_made_up():
    assert not solved(RULES["recoloured otherwise"])


def test_credence_falls_with_what_was_tried_and_rises_with_what_is_explained():
    small, large = np.array([1, 2, 1]), np.tile([1, 2, 1], 5)
    assert credence_of(0, large) > credence_of(0, small) > credence_of(50, small)
    assert credence_of(0, large) > credence_of(0, large, learned=10)
    assert 0 < credence_of(10**6, small) < 0.01
