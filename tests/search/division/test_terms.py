"""Divisions of outputs between two terms, against brute force over all pairs of small random terms."""

from itertools import combinations

import numpy as np
import pytest
from search.growth import grown, made_task, viewed, words

from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.search.currency import CALL
from arc_pipeline.search.division.terms import Terms, divisions
from arc_pipeline.search.effort import Effort

REFERENCE = ReferenceBackend(1 << 22)
EFFORT = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=1.0)


def random_terms(seed, cells=10, most=8):
    """Terms over few cells, many of which are right in many of them, and the outputs' colours."""
    rng = np.random.default_rng(seed)
    n, target = int(rng.integers(2, most)), rng.integers(0, 3, cells).astype(np.uint8)
    train = np.where(rng.random((n, cells)) < 0.7, target, rng.integers(0, 3, (n, cells))).astype(np.uint8)
    nodes, none = np.arange(n), np.full(n, -1)
    return Terms(train, train[:, :2], rng.integers(0, 3, n), nodes, none, rng.random(n) < 0.7), target


def bits(terms, target, base, other):
    """The bits of a division: of its terms, and of the entropy of its condition."""
    taken, spared = ((terms.train[k] != target).sum() for k in (base, other))
    shares = np.array([taken, spared]) / (taken + spared)
    return CALL * (terms.cost[base] + terms.cost[other]) - (taken + spared) * (shares * np.log2(shares)).sum()


@pytest.mark.parametrize("seed", range(40))
def test_divisions_are_all_pairs_that_are_right_in_every_cell_those_of_fewest_bits_first(seed):
    terms, target = random_terms(seed)
    right = terms.train == target
    expected = {
        frozenset(pair)
        for pair in combinations(range(len(right)), 2)
        if right[list(pair)].any(axis=0).all()
        and not any(right[k].all() or not right[k].any() for k in pair)
        and terms.are_grids[list(pair)].any()
    }
    found = divisions(REFERENCE, terms, target, 1000)
    assert {frozenset((one.base, one.other)) for one in found} <= expected
    goals = [one.goal for one in found]
    assert len(found) == len(expected) or max(map(goals.count, goals)) == 2, "few ask for the same condition"
    for one in found:
        assert right[one.base].sum() >= right[one.other].sum()
        np.testing.assert_array_equal(one.taken, ~right[one.base])
        np.testing.assert_array_equal(one.spared, ~right[one.other])
    costs = [bits(terms, target, one.base, one.other) for one in found]
    assert costs == pytest.approx(sorted(costs))
    assert [one.goal for one in divisions(REFERENCE, terms, target, 1)] == goals[:1]


def test_brute_force_has_something_to_find():
    assert sum(len(divisions(REFERENCE, *random_terms(seed), 1000)) > 1 for seed in range(40)) > 10


def test_terms_are_grids_colors_of_the_outputs_and_colors_that_differ_between_demonstrations():
    """The most common colour is 1 or 2, and the outputs are full of it but for a row of 3."""

    def rule(grid):
        made = np.full_like(grid, np.bincount(grid.ravel()).argmax())
        made[0] = 3
        return made

    inputs = [np.where(np.eye(4, dtype=int) > 0, 4, 1 + k % 2) for k in range(4)]
    view = viewed(grown([made_task("framed", rule, inputs)], words("hmirror", "mostcolor", "leastcolor"), 1), 0, EFFORT)
    (features,) = view.features
    terms = Terms.of(view, features)
    literals = terms.colors[terms.colors >= 0].tolist()
    assert literals == [1, 2, 3]
    named = np.flatnonzero(~terms.are_grids & (terms.colors < 0))
    assert [str(view.program(int(node), "f")) for node in terms.nodes[named]] == [
        "def f(I):\n    O = mostcolor(I)\n    return O\n"
    ], "the rarest colour is the same everywhere"
    np.testing.assert_array_equal(terms.train[named[0]], np.repeat([1, 2, 1], 16))
    np.testing.assert_array_equal(terms.test[named[0]], np.full(16, 2))
    assert len(terms.train) == terms.are_grids.sum() + 4
