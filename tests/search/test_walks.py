"""Walks learned from examples: what is told of a walk is what the operation does, and no walk rests on one example."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arc_pipeline.backends import OutOfTime
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.families.walks import ANYTHING, HEADINGS, OVER, PASS, STOP
from arc_pipeline.search.walks.courses import FIRST_TOLD, find_courses
from arc_pipeline.search.walks.ground import UNKNOWN, Ground, Walkers, walked

walk = OPS["walk"]
STEPS = 40_000
NOTHING_TOLD = np.empty((0, 4), np.int64)
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


@settings(deadline=None, max_examples=40)
@given(
    seed=st.integers(0, 1000),
    heading=st.sampled_from([heading for heading in HEADINGS if "toward" not in heading]),
    table=st.dictionaries(st.sampled_from([2, 3, ANYTHING]), st.integers(0, 10), min_size=1),
    border=st.sampled_from(ACTIONS_AT_BORDER),
)
def test_it_is_walked_as_the_operation_does(seed, heading, table, border):
    others = {} if ANYTHING in table else {3: STOP, 2: STOP}
    table = {**others, **table, 10: border}
    examples = examples_of(table, heading, seed, number=2)
    ground = Ground.of(examples)
    marked = np.concatenate([(grid == 3).ravel() for grid, _ in examples])
    walkers = Walkers.from_cells(ground, marked, ground.ways(heading, None), None)
    actions = np.array([OVER, *(table.get(ahead, table.get(ANYTHING, UNKNOWN)) for ahead in range(1, 12))])
    if len(walkers.place):
        made = walked(ground, walkers, actions)
        assert made.unknown == UNKNOWN
        if made.drawn is not None:  # None: some walker goes round and round
            assert not ground.after(made.drawn).wrong.any()


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
    found = list(find_courses(examples, masks_of(examples), NOTHING_TOLD, STEPS))
    assert found
    assert any(
        np.array_equal(walk(grid, grid == (2, 3)[one.mask], one.table, one.heading, one.color), output)
        for course in found
        if len(course.walks) == 1
        for one in course.walks
    )


def test_walks_are_put_one_after_the_other():
    grids = scattered(1, 4, colors=(3, 4))
    outputs = [walk(walk(grid, grid == 3, {11: 1, 10: 0}, "up", 0), grid == 4, {11: 0}, "right", 0) for grid in grids]
    examples = [(grid, np.asarray(output, np.uint8)) for grid, output in zip(grids, outputs, strict=True)]
    found = list(find_courses(examples, masks_of(examples, (3, 4)), NOTHING_TOLD, STEPS))
    assert found
    for course in found:
        for grid, output in examples:
            made = grid
            for one in course.walks:
                made = walk(made, grid == (3, 4)[one.mask], one.table, one.heading, one.color)
            assert np.array_equal(made, output)


def test_colours_may_be_told_of_each_example():
    told, grids = np.array([[5, 6, 7, 8], [4, 4, 4, 4], [6, 7, 8, 5]]), scattered(7, 4)
    examples = [
        (grid, np.asarray(walk(grid, grid == 3, {2: STOP, 3: PASS, 10: STOP}, "left", color), np.uint8))
        for grid, color in zip(grids, told[2].tolist(), strict=True)
    ]
    found = list(find_courses(examples, masks_of(examples), told, STEPS))
    assert {one.color for course in found for one in course.walks} == {FIRST_TOLD + 2}


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
    found = list(find_courses(examples, masks_of(examples), NOTHING_TOLD, STEPS))
    assert found
    assert all(course.evidence < 1 for course in found)


def test_nothing_is_walked_where_other_cells_change():
    examples = [(grid, np.where(grid == 2, 0, grid).astype(np.uint8)) for grid in scattered(3, 3)]
    assert not list(find_courses(examples, masks_of(examples), NOTHING_TOLD, STEPS))


def test_tables_are_tried_while_there_is_time():
    """They are tried on the host, for seconds on large grids, and may yield nothing meanwhile."""

    def look_at_time():
        looks.append(len(looks))
        if len(looks) > 5:
            raise OutOfTime

    examples, looks = examples_of({2: STOP, 3: PASS, 10: STOP}, "right", seed=5, number=6), []
    with pytest.raises(OutOfTime):
        list(find_courses(examples, masks_of(examples), NOTHING_TOLD, STEPS, look_at_time))
    assert len(looks) == 6
