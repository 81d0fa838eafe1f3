"""Colours bound to programs: labels stand for colours that vary, and programs put the colours back."""

import numpy as np
import pytest
from search.growth import found_by, grown, made_task, words

from arc_pipeline.dsl import VOID
from arc_pipeline.programs import Builder, run_reference
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.taskview.bindings import bindings_of
from arc_pipeline.search.taskview.nodes import TaskNodes

EFFORT = Effort(cost=1, feature_cost=1, number_cost=2, features=100, rules=8, share=1.0)
WORDS = ("mostcolor", "leastcolor", "hmirror", "rot90", "foreground")


def framed(color, other, side):
    """A field of one colour with one cell of another."""
    grid = np.full((side, side), color)
    grid[1, 2] = other
    return grid


def filled(grid):
    """Black, with the grid's rarest colour in the first column."""
    colors, counts = np.unique(grid, return_counts=True)
    made = np.zeros_like(grid)
    made[:, 0] = colors[counts.argmin()]
    return made


INPUTS = [framed(1, 4, 4), framed(2, 7, 5), framed(3, 6, 4), framed(5, 8, 5)]


@pytest.fixture(scope="module")
def frontier():
    return grown(
        [made_task("varying", filled, INPUTS)], words(*WORDS, "column", "canvas_like"), 1, features=2, numbers=2
    )


def test_the_plain_way_comes_first(frontier):
    plain = next(bindings_of(TaskNodes(frontier, 0)))
    outputs = np.concatenate([pair.output.ravel() for pair in frontier.samples.tasks[0].train])
    assert plain.labels.tolist() == outputs.tolist()
    assert plain.namings == ((),)


def test_one_label_stands_for_a_colour_that_varies(frontier):
    _, *others = bindings_of(TaskNodes(frontier, 0))
    assert others
    for binding in others:
        assert len(np.unique(binding.labels)) == 2
        naming, *_ = binding.namings
        ((label, node),) = naming
        assert label not in (0, 4, 7, 6, 8)
        builder = Builder()
        program = builder.program(frontier.nodes.add_to(builder, node))
        found = [run_reference(program, grid) for grid in INPUTS]
        assert VOID not in found
        assert found == [4, 7, 6, 8]


@pytest.mark.parametrize("name", ["lookup", "repaint"])
def test_strategies_find_what_varies(frontier, name):
    found = [one for one in found_by(name, frontier, 0, EFFORT) if "replace" in str(one.program)]
    assert found
    for candidate in found:
        for grid, output in zip(INPUTS, [*map(filled, INPUTS[:3]), *candidate.outputs], strict=True):
            assert np.array_equal(run_reference(candidate.program, grid), output)


def test_where_colours_do_not_vary_there_is_nothing_to_name():
    constant = grown([made_task("constant", np.fliplr, INPUTS[:1] * 3)], words(*WORDS), 1)
    assert len(list(bindings_of(TaskNodes(constant, 0)))) == 1
