"""New inputs: grids of the language in the manner of others, pieces that do not touch, scenes in the colours given."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import random_cells, seeds

from arc_pipeline.dsl.types import GRID
from arc_pipeline.practice.changes import background_of, permuted_colors
from arc_pipeline.practice.inputs import CHANGES, new_inputs
from arc_pipeline.practice.pieces import cut_up, put_together
from arc_pipeline.practice.scenes import SCENES, drawn_scene

SCENE = np.array(
    [
        [0, 0, 0, 0, 0, 0, 0, 0],
        [0, 4, 4, 0, 0, 2, 0, 0],
        [0, 4, 0, 0, 2, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 7, 0],
        [0, 0, 0, 0, 0, 0, 0, 0],
    ],
    np.uint8,
)


def contents(grid):
    """The pieces of a grid, wherever they are."""
    return sorted((piece.shape, piece.tobytes()) for piece in cut_up(grid)[1])


def is_grid(grid):
    return grid.dtype == np.uint8 and grid.ndim == 2 and 1 <= min(grid.shape) <= max(grid.shape) <= 30


def other_grid(seed):
    return np.asarray(random_cells(np.random.default_rng(seed), GRID), np.uint8)


def test_a_grid_is_cut_into_what_hangs_together_by_sides_or_corners():
    background, pieces, places = cut_up(SCENE)
    assert background == 0
    assert [piece.tolist() for piece in pieces] == [[[4, 4], [4, -1]], [[-1, 2], [2, -1]], [[7]]]
    assert places == [(1, 1), (1, 4), (4, 6)]


@given(seed=seeds)
def test_pieces_put_where_they_were_are_the_grid_again(seed):
    grid = other_grid(seed)
    background, pieces, places = cut_up(grid)
    np.testing.assert_array_equal(
        put_together(np.random.default_rng(seed), grid.shape, background, pieces, places), grid
    )


@given(seed=seeds)
def test_pieces_put_together_anew_do_not_touch(seed):
    _, pieces, _ = cut_up(SCENE)
    made = put_together(np.random.default_rng(seed), (9, 9), 0, pieces)
    assert contents(made) == contents(SCENE)


def test_a_piece_without_room_is_left_out():
    made = put_together(
        np.random.default_rng(0), (2, 2), 3, [np.full((3, 1), 5, np.int16), np.full((1, 1), 6, np.int16)]
    )
    assert sorted(made.ravel().tolist()) == [3, 3, 3, 6]


@pytest.mark.parametrize("kind", CHANGES)
@settings(max_examples=25)
@given(seed=seeds)
def test_a_change_makes_a_grid_and_leaves_the_one_it_changes(kind, seed):
    rng, grid = np.random.default_rng(seed), other_grid(seed)
    before = grid.copy()
    assert is_grid(CHANGES[kind](rng, grid, [grid, SCENE]))
    np.testing.assert_array_equal(grid, before)


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("moved", lambda made: contents(made) == contents(SCENE)),
        ("removed", lambda made: 1 <= len(cut_up(made)[1]) <= 3 and set(contents(made)) <= set(contents(SCENE))),
        ("added", lambda made: 3 < len(cut_up(made)[1]) <= 6 and set(contents(made)) == set(contents(SCENE))),
        ("resized", lambda made: made.shape != SCENE.shape and set(made.ravel()) <= {0, 2, 4, 7}),
        ("mirrored", lambda made: sorted(made.ravel()) == sorted(SCENE.ravel())),
        ("exchanged", lambda made: ((made > 0) == (SCENE > 0)).all() and set(made.ravel()) == {0, 2, 4, 7}),
        ("distracted", lambda made: np.count_nonzero(made) > np.count_nonzero(SCENE) and made.shape == SCENE.shape),
    ],
)
def test_a_change_does_what_its_name_says(kind, holds):
    made = [CHANGES[kind](np.random.default_rng(seed), SCENE, [SCENE]) for seed in range(20)]
    assert sum(map(holds, made)) >= 10, "not all draws change something: a distractor may have the background's colour"
    assert len({grid.tobytes() for grid in made}) > 1


@pytest.mark.parametrize("kind", SCENES)
@settings(max_examples=25)
@given(seed=seeds, height=st.integers(1, 30), width=st.integers(1, 30))
def test_a_scene_has_the_sides_and_the_colours_that_it_is_given(kind, seed, height, width):
    made = drawn_scene(np.random.default_rng(seed), kind, (height, width), (8, 1, 5))
    assert is_grid(made)
    assert made.shape[0] <= height
    assert made.shape[1] <= width
    assert kind == "between lines" or made.shape == (height, width)
    assert set(made.ravel().tolist()) <= {8, 1, 5}


@settings(max_examples=40)
@given(seed=seeds, count=st.integers(1, 8))
def test_new_inputs_are_grids_that_the_seed_determines(seed, count):
    inputs = [other_grid(seed), other_grid(seed + 1)]
    made, again = (new_inputs(np.random.default_rng(seed), inputs, count, {3}) for _ in range(2))
    assert len(made) == count
    assert all(map(is_grid, made))
    assert all(map(np.array_equal, made, again))


def test_inputs_of_one_colour_are_no_fault():
    for seed in range(30):
        assert all(map(is_grid, new_inputs(np.random.default_rng(seed), [np.zeros((1, 1), np.uint8)], 3)))


def test_colours_that_a_rule_names_mostly_stay():
    stay = [7 in np.concatenate([grid.ravel() for grid in new_inputs(np.random.default_rng(seed), [SCENE], 9, {7})])
            for seed in range(60)]  # fmt: skip
    without = [7 in np.concatenate([grid.ravel() for grid in new_inputs(np.random.default_rng(seed), [SCENE], 9)])
               for seed in range(60)]  # fmt: skip
    assert sum(stay) > sum(without) > 0


def test_fixed_colours_stay_and_the_others_change_places():
    colors = permuted_colors(np.random.default_rng(0), [0, 9])
    assert sorted(colors.tolist()) == list(range(10))
    assert colors[[0, 9]].tolist() == [0, 9]
    assert colors.tolist() != list(range(10))
    assert background_of(np.array([[1, 2], [2, 1]])) == 1
