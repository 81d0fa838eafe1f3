"""Places: where windows are equal; what tells rows and columns says in a program what it said in the search."""

import numpy as np
import pytest
from hypothesis import given
from search.growth import grown, inputs_of, made_task, random_inputs, viewed, words
from strategies import seeds

from arc_pipeline.dsl.types import GRID
from arc_pipeline.programs import INPUT, run_reference
from arc_pipeline.search.effort import ROUNDS
from arc_pipeline.search.places.lying import where_lie
from arc_pipeline.search.places.places import BEGIN, EDGE, Told, chance_of, equal_windows, places
from arc_pipeline.search.taskview.edges import Edges
from arc_pipeline.search.taskview.nodes import TaskNodes

CALLS = words("objects", "pick", "ofcolor", "outbox", "rot90", "tophalf")


@pytest.fixture(scope="module")
def frontier():
    task = made_task("edges", np.rot90, [np.pad(grid, 1) for grid in random_inputs(0, 6, side=5)])
    return grown([task], CALLS, 3)


@given(seeds)
def test_windows_are_equal_where_all_their_cells_are(seed):
    rng = np.random.default_rng(seed)
    h, w = rng.integers(1, 5, 2)
    down, across = rng.integers(1, 5, 2)
    wholes = rng.integers(0, 2, (rng.integers(1, 5), h + down - 1, w + across - 1), dtype=np.uint8)
    part = rng.integers(0, 2, (h, w), dtype=np.uint8)
    found = equal_windows(wholes, part)
    assert found.shape == (len(wholes), down, across)
    for k, i, j in np.ndindex(found.shape):
        assert found[k, i, j] == (wholes[k, i : i + h, j : j + w] == part).all()


@pytest.mark.parametrize("axis", [0, 1])
def test_edges_are_what_programs_tell(frontier, axis):
    edges = Edges.of(TaskNodes(frontier, 0), axis)
    assert edges.in_frame.any()
    assert (~edges.in_frame).any()
    assert len(np.unique(edges.values, axis=0)) == len(edges.values)
    view = viewed(frontier, 0, ROUNDS[0])
    for k in range(len(edges.nodes)):
        program = view.builder.program(edges.add_to(view, k))
        told = [run_reference(program, grid) for grid in inputs_of(frontier.samples.tasks[0])]
        assert told == edges.values[k].tolist()


def test_what_is_told_is_what_programs_tell(frontier):
    inputs = inputs_of(frontier.samples.tasks[0])
    room = np.array([grid.shape[0] - 2 for grid in inputs])
    told = Told.by(Edges.of(TaskNodes(frontier, 0), 0), room, len(inputs) - 1)
    assert len(np.unique(told.kind)) == 5
    view = viewed(frontier, 0, ROUNDS[0])
    for k in range(len(told.kind)):
        made = told.add_to(view, k, lambda: view.call("subtract", view.call("height", INPUT), 2))
        if isinstance(made, int):
            assert set(told.values[k]) == {made}
        else:
            program = view.builder.program(made)
            assert [run_reference(program, grid) for grid in inputs] == told.values[k].tolist()
        assert ((told.values[k] >= 0) & (told.values[k] <= room))[:-1].all()


def test_places_are_right_on_all_demonstrations_the_simplest_first(frontier):
    room = np.array([grid.shape[0] - 2 for grid in inputs_of(frontier.samples.tasks[0])])
    told = Told.by(Edges.of(TaskNodes(frontier, 0), 0), room, len(room) - 1)
    rng = np.random.default_rng(0)
    where = [rng.random((n + 1, n + 1)) < 0.7 for n in room[:-1].tolist()]
    found = list(places(told, told, where))
    assert found == sorted(found, key=lambda pair: ((pair[0] + 1) * (pair[1] + 1), pair))
    right = {
        (i, j)
        for i, row in enumerate(told.values.tolist())
        for j, column in enumerate(told.values.tolist())
        if all(there[row[d], column[d]] for d, there in enumerate(where))
    }
    assert set(found) == right
    assert right


def told_by(values, kind):
    """One way to tell each of these rows of places, by edges or by fixed numbers."""
    values = np.array(values)
    nothing = np.zeros(len(values), np.int64)
    return Told(None, np.full(len(values), kind), nothing, nothing, values, np.full(values.shape[1], 9))


def test_what_is_told_among_few_places_or_after_many_tries_is_not_sure():
    few, many = [np.eye(2, dtype=bool)] * 3, [np.arange(100).reshape(10, 10) == 7] * 3
    fixed, moving, two = ([[0, 0, 0]], BEGIN), ([[1, 4, 2]], EDGE), ([[1, 1, 4]], EDGE)

    def sure(tried, where, rows, columns):
        return 1.0 - chance_of(tried, where, told_by(*rows), told_by(*columns), 0, 0)

    assert sure(100, few, fixed, fixed) < 0.1
    assert sure(100, many, fixed, fixed) > 0.99
    assert sure(10**7, many, fixed, fixed) < 0.1
    assert sure(100, many, moving, fixed) > 0.99
    assert sure(100, many, moving, two) < sure(100, many, moving, fixed)
    assert sure(100, many, two, two) < 0.5
    assert sure(100, many, ([[1, 1, 4]], BEGIN), moving) > 0.99


def test_grids_that_hold_the_outputs():
    inputs = [np.random.default_rng(k).integers(0, 6, (6, 5)) for k in range(4)]
    task = made_task("half", lambda grid: grid[1:4, 1:], inputs)
    frontier = grown([task], words("tophalf", "rot90", "hmirror"), 2)
    outputs = [pair.output for pair in task.train]
    seen = TaskNodes(frontier, 0)
    larger = [
        node
        for node in frontier.nodes.of_type(0, GRID).tolist()
        if all(np.all(np.greater_equal(grid.shape, output.shape))
               for grid, output in zip(seen.grids(node), outputs, strict=False))
    ]  # fmt: skip
    found = {lying.node: lying.where for lying in where_lie(seen, np.array(larger))}
    assert {0} <= set(found) < set(larger)
    assert [np.argwhere(there).tolist() for there in found[0]] == [[[1, 1]]] * len(outputs)
