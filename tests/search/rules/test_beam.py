"""A beam of stacks: what is found fits, is found again without each demonstration, and one a base is greedy."""

from dataclasses import replace

import numpy as np
import pytest
from search.rules.test_layers import painted, random_features
from search.rules.test_rules import make_features

from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.search.rules.beam import find_layers
from arc_pipeline.search.rules.layers import Layer

WIDTH = 4


def layered(features, bases, most, grids=None, width=WIDTH, labels=None):
    """What is found over grids, which are all of the features if nothing else is said; labels are the target."""
    grids = np.arange(len(features.nodes)) if grids is None else grids
    may, labels = np.ones((1, len(grids)), dtype=bool), (features.target if labels is None else labels)[None]
    found = list(find_layers(ReferenceBackend(1 << 20), features, grids, labels, may, bases, width, most))
    assert {labelling for labelling, _ in found} <= {0}
    return [layered for _, layered in found]


def answer_of(features, found):
    """What comes out on the tests."""
    return painted(features.test, found.base, found.layers)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_found_fits(seed):
    features, _ = random_features(seed)
    for found in layered(features, len(features.nodes), 6):
        assert np.array_equal(painted(features.train, found.base, found.layers), features.target)


def test_what_made_the_target_is_found_mostly():
    """Not always: the layer that explains most is not always one of those that the target was made with."""
    right = 0
    for seed in range(8):
        features, layers = random_features(seed)
        answer = painted(features.test, 0, layers)
        right += any(
            np.array_equal(answer_of(features, found), answer) for found in layered(features, len(features.nodes), 6)
        )
    assert right >= 6


def test_no_more_layers_than_wanted():
    features, _ = random_features(1)
    assert {len(found.layers) for found in layered(features, 5, 6)} == {3}
    assert not layered(features, 1, 2)


def misleading():
    """States of which the layer that explains most of the first is one too many: two others explain all of it."""
    known = np.zeros((4, 24), np.uint8)
    target = np.tile(np.array([0, 1, 1, 1, 1, 1, 1, 0], np.uint8), 3)
    known[1] = np.tile(np.array([0, 0, 1, 1, 1, 1, 0, 0], np.uint8), 3)  # explains four cells of six
    known[2] = np.tile(np.array([0, 1, 1, 1, 0, 0, 0, 0], np.uint8), 3)
    known[3] = np.tile(np.array([0, 0, 0, 0, 1, 1, 1, 0], np.uint8), 3)
    return make_features(known, target, known[:, :8], place=np.repeat(np.arange(3), 8))


def test_a_beam_goes_on_from_more_than_what_explains_most():
    features, base = misleading(), np.arange(1)
    assert {len(found.layers) for found in layered(features, 1, 5, base, width=1)} == {3}
    assert {len(found.layers) for found in layered(features, 1, 5, base)} == {2, 3}
    assert not layered(features, 1, 2, base, width=1)


@pytest.mark.slow
def test_what_is_found_greedily_is_found_with_a_beam():
    """Though a beam finds other stacks without a demonstration, which are wrong on it."""
    for seed in range(8):
        features, _ = random_features(seed)
        greedy, wide = (
            {(found.base, answer_of(features, found).tobytes()) for found in layered(features, 14, 6, width=width)}
            for width in (1, 6)
        )
        assert greedy <= wide


def test_layers_must_be_right_in_each_demonstration_left_out():
    """A layer that explains one demonstration alone would not be found without it."""
    features, _ = random_features(2)
    known, target = features.train.copy(), features.train[0].copy()
    known[1] = 0
    known[1, ::12] = 9  # a cell of each demonstration
    target[::12] = 8
    shown = replace(features, train=known, target=target)
    assert any(found.layers == (Layer(1, 9, 8),) for found in layered(shown, 1, 1))
    known, target = known.copy(), target.copy()
    known[1, 12:], target[12:] = 0, known[0, 12:]
    alone = replace(features, train=known, target=target)
    assert np.array_equal(painted(known, 0, (Layer(1, 9, 8),)), target)
    assert not layered(alone, 1, 1)


def test_labels_are_found_as_if_they_were_asked_for_alone():
    """And grids that may not be laid for some labels are neither bases nor layers there."""
    features, _ = random_features(0)
    renamed = np.where(features.target == 7, 9, features.target).astype(np.uint8)
    grids = np.arange(len(features.nodes))
    may = np.ones((3, len(grids)), dtype=bool)
    may[2, 1:] = False
    labels = np.stack([features.target, renamed, renamed])
    found = list(find_layers(ReferenceBackend(1 << 20), features, grids, labels, may, 14, WIDTH, 6))
    assert {labelling for labelling, _ in found} >= {0, 1}
    for labelling, target in enumerate(labels):
        own = [one for k, one in found if k == labelling]
        assert own == layered(features, 14, 6, grids[may[labelling]], labels=target)
        assert all(np.array_equal(painted(features.train, one.base, one.layers), target) for one in own)


def test_nothing_is_found_where_nothing_is_right():
    features, _ = random_features(3)
    noise = np.random.default_rng(0).integers(0, 10, len(features.target)).astype(np.uint8)
    assert not layered(replace(features, target=noise), 14, 5)


def test_no_grids_no_layers():
    features, _ = random_features(4)
    assert not layered(features, 5, 5, np.arange(0))


def test_a_beam_that_is_too_wide_for_the_kernel_is_an_error():
    features = make_features(np.zeros((1, 4)), np.ones(4), np.zeros((1, 2)))
    labels, may = np.ones((1, 4), np.uint8), np.ones((1, 1), bool)
    with pytest.raises(ValueError, match="a beam of width 9: the kernel keeps 8 at most"):
        list(find_layers(ReferenceBackend(1 << 24), features, np.array([0]), labels, may, 1, 9, 3))
