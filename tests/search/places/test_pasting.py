"""Pasting: which bases are nearest, and where a piece covers all that is wrong."""

import numpy as np
from hypothesis import given
from search.rules.test_rules import make_features
from strategies import seeds

from arc_pipeline.search.places.lying import Lying
from arc_pipeline.search.places.pasting import Base, bases_of, covering


def test_bases_are_those_with_fewest_wrong_cells_each_with_others():
    target = np.arange(12, dtype=np.uint8) % 5
    known = np.tile(target, (5, 1))
    known[1, :3] = known[2, 4] = known[3, :3] = known[4, 5:7] = 9
    features = make_features(known, target, known, place=np.repeat([0, 1], 6))
    outputs = [target[:6].reshape(2, 3), target[6:].reshape(3, 2)]
    found = list(bases_of(features, np.arange(5), outputs, 3))
    assert [base.feature for base in found] == [2, 4, 1]
    for base in found:
        assert [wrong.shape for wrong in base.wrong] == [(2, 3), (3, 2)]
        assert np.array_equal(base.cells, known[base.feature] != target)
    assert [base.feature for base in bases_of(features, np.arange(2), outputs, 3)] == [1]


@given(seeds)
def test_a_piece_covers_where_no_wrong_cell_is_outside_of_it(seed):
    rng = np.random.default_rng(seed)
    wrong = rng.random((5, 6)) < rng.choice([0.0, 0.05, 0.2])
    opaque = rng.random(rng.integers(1, 6, 2)) < rng.choice([0.7, 1.0])
    places = np.subtract(wrong.shape, opaque.shape) + 1
    where = rng.random(places) < 0.8
    found = covering(Base(0, (wrong,)), Lying(0, (where,)), [opaque])
    right = np.zeros_like(where)
    for i, j in np.argwhere(where):
        left = wrong.copy()
        left[i : i + opaque.shape[0], j : j + opaque.shape[1]][opaque] = False
        right[i, j] = not left.any()
    if found is None:
        assert not right.any()
    else:
        assert np.array_equal(found[0], right)
        assert right.any()
