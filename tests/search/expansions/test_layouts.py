"""Numbers beside objects become states where the objects lie in rows and columns as the outputs' cells do."""

import numpy as np
from search.growth import grown, made_task, words

from arc_pipeline.measure import Deadline
from arc_pipeline.programs import run_reference
from arc_pipeline.search.expansions import layouts

WORDS = ("objects", "size", "color", "arrange", "arrange_numbers", "row")


def scene(seed, rows):
    """Objects of 1 to 4 cells in so many rows and two columns."""
    rng = np.random.default_rng(seed)
    grid = np.zeros((3 * rows, 6), int)
    for i in range(rows):
        for j in range(2):
            piece = np.zeros(4, int)
            piece[: rng.integers(1, 5)] = rng.integers(1, 9)
            grid[3 * i : 3 * i + 2, 3 * j : 3 * j + 2] = piece.reshape(2, 2)
    return grid


def cells_of(grid):
    """Each object's square, by rows: (rows, 2, 4)."""
    return grid.reshape(-1, 3, 2, 3)[:, :2, :, :2].transpose(0, 2, 1, 3).reshape(len(grid) // 3, 2, 4)


def sizes(grid):
    return (cells_of(grid) > 0).sum(axis=2)


def colors(grid):
    return cells_of(grid).max(axis=2)


INPUTS = [scene(seed, rows) for seed, rows in enumerate((2, 3, 2, 3))]


def laid_out(rule, inputs):
    made = grown([made_task("cells", rule, inputs)], words(*WORDS), 2, numbers=3)
    before = len(made.nodes)
    assert layouts.grow(made, Deadline())
    programs = [made.nodes.program(node, "solve_it") for node in made.cell_features.tolist() if node >= before]
    return [[run_reference(program, grid) for grid in inputs] for program in programs]


def test_sizes_and_colors_are_states_in_every_sample():
    found = laid_out(sizes, INPUTS)
    for rule in (sizes, colors):
        wanted = [rule(grid) for grid in INPUTS]
        assert any(all(map(np.array_equal, values, wanted)) for values in found)


def test_lists_that_no_number_runs_beside_are_measured():
    made = grown([made_task("cells", sizes, INPUTS)], words(*WORDS), 1)
    beside = [made.nodes.program(node, "solve_it") for node in made.cell_features.tolist()]
    assert not any(np.array_equal(run_reference(program, INPUTS[0]), sizes(INPUTS[0])) for program in beside)
    assert layouts.grow(made, Deadline())
    programs = [made.nodes.program(node, "solve_it") for node in made.cell_features.tolist()]
    assert any(np.array_equal(run_reference(program, INPUTS[0]), sizes(INPUTS[0])) for program in programs)


def test_other_outputs_have_no_layouts():
    assert not laid_out(lambda grid: sizes(grid).T, [scene(seed, 3) for seed in range(4)])
    assert not laid_out(lambda grid: grid, INPUTS)


def test_without_time_nothing_is_laid_out():
    made = grown([made_task("cells", sizes, INPUTS)], words(*WORDS), 2, numbers=3)
    tried = made.counts.tried
    assert not layouts.grow(made, Deadline(0))
    assert made.counts.tried == tried
