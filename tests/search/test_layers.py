"""Layers: what comes out of them lies as `painted` says, and each choice lies where its state has its value."""

import numpy as np
from search.test_rules import make_states

from arc_pipeline.search.rules.layers import OWN_COLORS, Layer, layer_choices, painted

CELLS = 12  # of each demonstration
DEMONSTRATIONS = 4


def random_states(seed, n=14):
    """States of which the first is a base, and their target under three layers: two colours and a grid."""
    rng = np.random.default_rng(seed)
    known = rng.integers(0, 3, (n, CELLS * DEMONSTRATIONS)).astype(np.uint8)
    asked = rng.integers(0, 3, (n, 9)).astype(np.uint8)
    layers = (Layer(3, 1, 7), Layer(5, 2, 4), Layer(8, 0, OWN_COLORS))
    target = painted(known, 0, layers)
    return make_states(known, target, asked, place=np.repeat(np.arange(DEMONSTRATIONS), CELLS)), layers


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


def test_choices_are_each_value_of_each_state_where_it_lies():
    states, _ = random_states(1)
    grids = np.arange(2, 5)
    choices = layer_choices(states, grids)
    for k, (state, value) in enumerate(zip(choices.state, choices.value, strict=True)):
        cells = states.known[state]
        assert np.array_equal(choices.masks[k], cells != 0 if k >= choices.painted else cells == value)
    assert len(np.unique(choices.masks[: choices.painted], axis=0)) == choices.painted
    assert np.array_equal(choices.bad, choices.masks[choices.painted :] & (states.known[grids] != states.target))
    fewer = choices.without_grids_but(grids[1:])
    assert fewer.painted == choices.painted
    assert np.array_equal(fewer.masks[fewer.painted :], choices.masks[choices.painted + 1 :])
