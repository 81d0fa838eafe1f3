"""A beam of stacks: what is found fits, is found again without each demonstration, and one a base is greedy."""

from dataclasses import replace

import numpy as np
import pytest
from search.test_layers import random_states
from search.test_rules import make_states

from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.search.rules.beam import find_layers
from arc_pipeline.search.rules.layers import Layer, layer_choices, painted

WIDTH = 4


def layered(states, bases, most, grids=None, width=WIDTH):
    """What is found over grids, which are all of the states if nothing else is said."""
    grids = np.arange(len(states.nodes)) if grids is None else grids
    backend = ReferenceBackend(1 << 20)
    return list(find_layers(backend, states, layer_choices(states, grids), grids, bases, width, most))


@pytest.mark.parametrize("seed", range(4))
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
        right += any(np.array_equal(found.cells, answer) for found in layered(states, len(states.nodes), 6))
    assert right >= 6


def test_no_more_layers_than_wanted():
    states, _ = random_states(1)
    assert {len(found.layers) for found in layered(states, 5, 6)} == {3}
    assert not layered(states, 1, 2)


def misleading():
    """States of which the layer that explains most of the first is one too many: two others explain all of it."""
    known = np.zeros((4, 24), np.uint8)
    target = np.tile(np.array([0, 1, 1, 1, 1, 1, 1, 0], np.uint8), 3)
    known[1] = np.tile(np.array([0, 0, 1, 1, 1, 1, 0, 0], np.uint8), 3)  # explains four cells of six
    known[2] = np.tile(np.array([0, 1, 1, 1, 0, 0, 0, 0], np.uint8), 3)
    known[3] = np.tile(np.array([0, 0, 0, 0, 1, 1, 1, 0], np.uint8), 3)
    return make_states(known, target, known[:, :8], place=np.repeat(np.arange(3), 8))


def test_a_beam_goes_on_from_more_than_what_explains_most():
    states, base = misleading(), np.arange(1)
    assert {len(found.layers) for found in layered(states, 1, 5, base, width=1)} == {3}
    assert {len(found.layers) for found in layered(states, 1, 5, base)} == {2}
    assert not layered(states, 1, 2, base, width=1)


@pytest.mark.slow
def test_what_is_found_greedily_is_found_with_a_beam():
    """Though a beam finds other stacks without a demonstration, which are wrong on it."""
    for seed in range(8):
        states, _ = random_states(seed)
        greedy, wide = (
            {(found.base, found.cells.tobytes()) for found in layered(states, 14, 6, width=width)} for width in (1, 6)
        )
        assert greedy <= wide


def test_layers_must_be_right_in_each_demonstration_left_out():
    """A layer that explains one demonstration alone would not be found without it."""
    states, _ = random_states(2)
    known, target = states.known.copy(), states.known[0].copy()
    known[1] = 0
    known[1, ::12] = 9  # a cell of each demonstration
    target[::12] = 8
    shown = replace(states, known=known, target=target, labels=target)
    assert any(found.layers == (Layer(1, 9, 8),) for found in layered(shown, 1, 1))
    known, target = known.copy(), target.copy()
    known[1, 12:], target[12:] = 0, known[0, 12:]
    alone = replace(states, known=known, target=target, labels=target)
    assert np.array_equal(painted(known, 0, (Layer(1, 9, 8),)), target)
    assert not layered(alone, 1, 1)


def test_nothing_is_found_where_nothing_is_right():
    states, _ = random_states(3)
    noise = np.random.default_rng(0).integers(0, 10, len(states.target)).astype(np.uint8)
    assert not layered(replace(states, target=noise, labels=noise), 14, 5)


def test_no_grids_no_layers():
    states, _ = random_states(4)
    assert not layered(states, 5, 5, np.arange(0))
