"""Layers: what is found fits, is found again without each demonstration, and lies as `painted` says."""

from dataclasses import replace

import numpy as np
import pytest
from search.test_rules import make_states

from arc_pipeline.search.layers import Layer, find_layers, layer_choices, painted, stack

CELLS = 12  # of each demonstration
DEMONSTRATIONS = 4


def random_states(seed, n=14):
    """States of which the first is a base, and their target under three layers: two colours and a grid."""
    rng = np.random.default_rng(seed)
    known = rng.integers(0, 3, (n, CELLS * DEMONSTRATIONS)).astype(np.uint8)
    asked = rng.integers(0, 3, (n, 9)).astype(np.uint8)
    layers = (Layer(3, 1, 7), Layer(5, 2, 4), Layer(8, 0, -1))
    target = painted(known, 0, layers)
    return make_states(known, target, asked, place=np.repeat(np.arange(DEMONSTRATIONS), CELLS)), layers


def layered(states, bases, most, grids=None):
    """What is found over grids, which are all of the states if nothing else is said."""
    grids = np.arange(len(states.nodes)) if grids is None else grids
    return find_layers(states, layer_choices(states, grids), grids, bases, most)


def test_painted_is_cell_by_cell_the_uppermost_layer_that_lies_there():
    states, layers = random_states(0)
    for cell in range(states.asked.shape[1]):
        expected = int(states.asked[0][cell])
        for layer in reversed(layers):
            value = int(states.asked[layer.state][cell])
            if layer.has_color and value == layer.value:
                expected = layer.color
            elif not layer.has_color and value:
                expected = value
        assert painted(states.asked, 0, layers)[cell] == expected


@pytest.mark.parametrize("seed", range(8))
def test_what_is_found_fits_and_says_the_tests(seed):
    states, _ = random_states(seed)
    for found in layered(states, len(states.nodes), 6):
        assert np.array_equal(painted(states.known, found.base, found.layers), states.target)
        assert np.array_equal(painted(states.asked, found.base, found.layers), found.cells)


def test_what_made_the_target_is_found_mostly():
    """Not always: the layer that explains most is not always one of those that the target was made with."""
    right = 0
    for seed in range(8):
        states, layers = random_states(seed)
        answer = painted(states.asked, 0, layers)
        proposed = layered(states, len(states.nodes), 6)
        right += any(np.array_equal(found.cells, answer) for found in proposed)
    assert right >= 6


def test_no_more_layers_than_wanted():
    states, _ = random_states(1)
    assert {len(found.layers) for found in layered(states, 5, 6)} == {3}
    assert not list(layered(states, 1, 2))


def test_layers_must_be_right_in_each_demonstration_left_out():
    """A layer that explains one demonstration alone would not be found without it."""
    states, _ = random_states(2)
    target = states.known[0].copy()
    known = states.known.copy()
    known[1] = 0
    known[1, :2] = 9
    target[:2] = 8
    alone = replace(states, known=known, target=target, labels=target)
    grids = np.arange(len(states.nodes))
    every = np.ones(len(target), dtype=bool)
    assert stack(alone, layer_choices(alone, grids), 0, every, 3) == (Layer(1, 9, 8),)
    assert not list(layered(alone, 1, 3))


def test_nothing_is_found_where_nothing_is_right():
    states, _ = random_states(3)
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 10, len(states.target)).astype(np.uint8)
    noisy = replace(states, target=noise, labels=noise)
    assert not list(layered(noisy, 14, 5))


def test_no_grids_no_layers():
    states, _ = random_states(4)
    assert not list(layered(states, 5, 5, np.arange(0)))
