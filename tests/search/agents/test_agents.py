"""Walks learned from examples: what is told of a walk is what the operation does, and no walk rests on one example."""

import numpy as np
import pytest
from expiring import Checks
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arc_pipeline.backends import OutOfTime
from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.families.walks import ANYTHING, HEADINGS, PASS, STOP
from arc_pipeline.search.agents.departures import FIRST_TOLD
from arc_pipeline.search.agents.learner import find_walks
from arc_pipeline.tasks import Pair

walk, BACKEND = OPS["walk"], CpuBackend(1 << 20)
STEPS = 40_000
NOTHING_TOLD = np.empty((0, 4), np.int32)
ACTIONS_AT_BORDER = (0, 3, 4, 5, 6, 8, 9, 10)


def scattered(seed, number, colors=(3, 2), share=0.08):
    """Grids with a few cells of some colours."""
    rng = np.random.default_rng(seed)
    grids = []
    for _ in range(number):
        grid = rng.choice([0, *colors], (rng.integers(6, 11), rng.integers(6, 11)), p=[1 - 2 * share, share, share])
        grids.append(grid.astype(np.uint8))
    return grids


def examples_of(table, heading, seed=0, number=4, color=0, marked=3):
    grids = scattered(seed, number)
    return [(grid, np.asarray(walk(grid, grid == marked, table, heading, color), np.uint8)) for grid in grids]


def masks_of(examples, colors=(2, 3)):
    return np.stack([np.concatenate([(grid == color).ravel() for grid, _ in examples]) for color in colors])


def sequences(examples, colors=(2, 3), told=NOTHING_TOLD, steps=STEPS):
    return list(find_walks(BACKEND, [Pair(*each) for each in examples], masks_of(examples, colors), told, steps))


def walked(grid, sequence, colors=(2, 3)):
    """What a course makes of a grid; all its walks begin at cells that were marked before the first of them."""
    made = grid
    for one in sequence.walks:
        made = walk(made, grid == colors[one.mask], one.table, one.heading, one.color)
    return made


@settings(max_examples=40)
@example(seed=8, heading="cross", table={2: 8, 3: 1}, border=10)  # a course of several walks
@given(
    seed=st.integers(0, 1000),
    heading=st.sampled_from([heading for heading in HEADINGS if "toward" not in heading]),
    table=st.dictionaries(st.sampled_from([2, 3, ANYTHING]), st.integers(0, 10), min_size=1),
    border=st.sampled_from(ACTIONS_AT_BORDER),
)
def test_what_is_found_is_what_the_operation_makes(seed, heading, table, border):
    examples = examples_of({2: STOP, **table, 10: border}, heading, seed, number=2)
    for sequence in sequences(examples):
        for grid, output in examples:
            assert np.array_equal(walked(grid, sequence), output)


@pytest.mark.parametrize(
    ("heading", "table"),
    [
        ("right", {2: STOP, 3: PASS, 10: STOP}),
        ("down", {2: 4, 3: STOP, 10: STOP}),
        ("cross", {2: STOP, 3: PASS, 10: STOP}),
        ("up right", {2: STOP, 3: PASS, 10: 10}),
        ("toward", {2: STOP}),
        ("left", {2: 6, 3: STOP, 10: STOP}),
    ],
)
def test_walks_are_learned(heading, table):
    *examples, (grid, output) = examples_of(table, heading, seed=5, number=6)
    found = sequences(examples)
    assert found
    assert any(np.array_equal(walked(grid, sequence), output) for sequence in found if len(sequence.walks) == 1)


def test_walks_are_put_one_after_the_other():
    grids = scattered(1, 4, colors=(3, 4))
    outputs = [walk(walk(grid, grid == 3, {11: 1, 10: 0}, "up", 0), grid == 4, {11: 0}, "right", 0) for grid in grids]
    examples = [(grid, np.asarray(output, np.uint8)) for grid, output in zip(grids, outputs, strict=True)]
    found = sequences(examples, (3, 4))
    assert found
    for sequence in found:
        for grid, output in examples:
            assert np.array_equal(walked(grid, sequence, (3, 4)), output)


def test_colours_may_be_told_of_each_example():
    told, grids = np.array([[5, 6, 7, 8], [4, 4, 4, 4], [6, 7, 8, 5]], np.int32), scattered(7, 4)
    examples = [
        (grid, np.asarray(walk(grid, grid == 3, {2: STOP, 3: PASS, 10: STOP}, "left", color), np.uint8))
        for grid, color in zip(grids, told[2].tolist(), strict=True)
    ]
    found = sequences(examples, told=told)
    assert {one.color for sequence in found for one in sequence.walks} == {FIRST_TOLD + 2}


def test_what_one_example_alone_shows_is_no_evidence():
    """2 stands in the way in the last example only."""
    plain = np.zeros((5, 7), np.uint8)
    plain[2, 1] = 3
    blocked = plain.copy()
    blocked[2, 4] = 2
    examples = [
        (grid, np.asarray(walk(grid, grid == 3, {2: 3, 10: 0}, "right", 0), np.uint8))
        for grid in (plain, plain[::-1].copy(), blocked)
    ]
    found = sequences(examples)
    assert found
    assert all(sequence.left_out < 1 for sequence in found)


def test_nothing_is_walked_where_other_cells_change():
    examples = [(grid, np.where(grid == 2, 0, grid).astype(np.uint8)) for grid in scattered(3, 3)]
    assert not sequences(examples)


def test_many_departures_at_once_find_what_one_after_the_other_would(monkeypatch):
    """Although a launch tries more tables than there are steps for."""
    examples = examples_of({2: 4, 3: STOP, 10: STOP}, "down", seed=5, number=4)
    for steps in (20, 200, 1000):
        found = {}
        for together in (1, 16, 45):
            monkeypatch.setattr("arc_pipeline.search.agents.learner._TOGETHER", together)
            found[together] = [
                [(one.mask, one.table, one.heading, one.color) for one in sequence.walks]
                for sequence in sequences(examples, steps=steps)
            ]
        assert found[1] == found[16] == found[45]
    assert found[1]


def test_tables_are_tried_while_there_is_time():
    examples = examples_of({2: STOP, 3: PASS, 10: STOP}, "right", seed=5, number=6)
    with BACKEND.until(Checks(2)), pytest.raises(OutOfTime):
        sequences(examples)
