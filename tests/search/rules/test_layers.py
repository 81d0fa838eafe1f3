"""Layers: each choice lies where its feature has its value, or where a grid's cells are not 0."""

import numpy as np
from search.rules.test_rules import make_features

from arc_pipeline.search.rules.layers import OWN_COLORS, Layer, layer_choices

CELLS = 12  # of each demonstration
DEMONSTRATIONS = 4


def painted(cells, base, layers):
    """What comes out of cells (n, cells) of all features, cell by cell: the uppermost layer that lies there."""
    made = cells[base].copy()
    for cell in range(len(made)):
        for layer in layers:
            value = int(cells[layer.feature, cell])
            if value == layer.value if layer.has_color else value:
                made[cell] = layer.color if layer.has_color else value
                break
    return made


def random_features(seed, n=14):
    """Features of which the first is a base, and their target under three layers: two colours and a grid."""
    rng = np.random.default_rng(seed)
    train = rng.integers(0, 3, (n, CELLS * DEMONSTRATIONS)).astype(np.uint8)
    test = rng.integers(0, 3, (n, 9)).astype(np.uint8)
    layers = (Layer(3, 1, 7), Layer(5, 2, 4), Layer(8, 0, OWN_COLORS))
    target = painted(train, 0, layers)
    return make_features(train, target, test, place=np.repeat(np.arange(DEMONSTRATIONS), CELLS)), layers


def flags(bits, cells):
    """Bits of cells as flags: uint64 (n, words) -> bool (n, cells)."""
    return np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little")[:, :cells].astype(bool)


def test_choices_are_each_value_of_each_feature_where_it_lies():
    features, _ = random_features(1)
    grids, order = np.arange(2, 5), np.random.default_rng(1).permutation(CELLS * DEMONSTRATIONS)
    choices = layer_choices(features, grids, order)
    masks, bad = (flags(bits, len(order)) for bits in (choices.lying, choices.bad))
    train, target = features.train[:, order], features.target[order]
    for k, (feature, value) in enumerate(zip(choices.feature, choices.value, strict=True)):
        assert np.array_equal(masks[k], train[feature] != 0 if k >= choices.painted else train[feature] == value)
    assert len(np.unique(masks[: choices.painted], axis=0)) == choices.painted
    assert np.array_equal(bad, masks[choices.painted :] & (train[grids] != target))


def test_a_layer_that_lies_everywhere_or_where_a_cheaper_one_does_is_no_choice():
    features = make_features([[5, 5, 5, 5], [1, 1, 0, 0], [2, 2, 3, 3]], [1, 1, 1, 1], [[5], [1], [2]])
    choices = layer_choices(features, np.arange(0), np.arange(4))
    assert list(zip(choices.feature.tolist(), choices.value.tolist(), strict=True)) == [(1, 0), (1, 1)]
    assert [len(layer_choices(features, np.arange(0), np.arange(4), masks).feature) for masks in (1, 2)] == [0, 1]
