"""Choices between two grids, against brute force over all tests of small random matrices."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.search.rules.choices import ChoiceLimits, find_choices
from arc_pipeline.search.taskview.features import FeatureMatrix

EVERY = replace(ChoiceLimits(), each=64, tried=1 << 20, chance=1.0)


@pytest.fixture(scope="module", params=["reference", "cpu"])
def backend(request):
    return ReferenceBackend(1 << 22) if request.param == "reference" else CpuBackend(1 << 22)


def make_features(train, target, example, test, areas=None, cost=None):
    """Features whose tests are rows of these many cells; all cells are one test's by default."""
    train, test, target = np.array(train, np.uint8), np.array(test, np.uint8), np.array(target, np.uint8)
    cost = np.zeros(len(train), np.int64) if cost is None else np.array(cost, np.int64)
    shapes = tuple((1, area) for area in areas or [test.shape[1]])
    return FeatureMatrix(np.arange(len(train)), cost, train, target, np.array(example, np.int64), test, shapes)


@st.composite
def random_features(draw):
    """Few features of few values, the target of which is often one of them where another one has a value, else a
    third."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, sizes = draw(st.integers(2, 7)), draw(st.lists(st.integers(1, 6), min_size=2, max_size=4))
    tests = draw(st.lists(st.integers(1, 4), min_size=1, max_size=2))
    cells = rng.integers(0, draw(st.integers(2, 3)), (n, sum(sizes) + sum(tests)))
    key, first, second = rng.integers(0, n, 3)
    target = np.where(cells[key] == 1, cells[first], cells[second])[: sum(sizes)]
    if draw(st.booleans()):
        target = rng.integers(0, 2, sum(sizes))
    train, test = cells[:, : sum(sizes)], cells[:, sum(sizes) :]
    cost = np.sort(rng.integers(0, 3, n))
    return make_features(train, target, np.repeat(np.arange(len(sizes)), sizes), test, tests, cost)


def holds(features, rule, values):
    """Where the test of a rule holds."""
    return (values[rule.key] == rule.value) != rule.negated


def answer(features, rule):
    """What a rule says of the tests."""
    return np.where(holds(features, rule, features.test), features.test[rule.inside], features.test[rule.outside])


def samples(features):
    """The cells of each sample, in the demonstrations and in the tests."""
    train = [np.flatnonzero(features.example == d) for d in range(features.examples)]
    begins = np.cumsum([0, *(h * w for h, w in features.shapes)])
    return train, [np.arange(a, b) for a, b in pairwise(begins)]


def answers_by_brute_force(features):
    """The answers of all rules of two grids, neither of which is right alone, whose test holds in every sample."""
    found, (train, tests) = set(), samples(features)
    wrong = features.train != features.target
    for key, values in enumerate(features.train):
        for value in np.unique(values).tolist():
            for negated in (False, True):
                now, later = ((part[key] == value) != negated for part in (features.train, features.test))
                if now.all() or not now.any() or not all(now[cells].any() for cells in train):
                    continue
                if not all(later[cells].any() for cells in tests):
                    continue
                for inside in np.flatnonzero(wrong.any(axis=1) & ~wrong[:, now].any(axis=1)).tolist():
                    for outside in np.flatnonzero(wrong.any(axis=1) & ~wrong[:, ~now].any(axis=1)).tolist():
                        found.add(np.where(later, features.test[inside], features.test[outside]).tobytes())
    return found


@settings(max_examples=100)
@given(random_features())
def test_every_answer_is_found_and_none_made_up(backend, features):
    found = find_choices(backend, features, np.arange(len(features.nodes)), 1 << 20, EVERY)
    for rule in found:
        made = np.where(
            holds(features, rule, features.train), features.train[rule.inside], features.train[rule.outside]
        )
        assert np.array_equal(made, features.target)
    assert {answer(features, rule).tobytes() for rule in found} == answers_by_brute_force(features)
    costs = [features.cost[[rule.key, rule.inside, rule.outside]].sum() for rule in found]
    assert costs == sorted(costs)


# Two demonstrations; the key, the grid where it is 3, and the one where it is 4.
KEY, FIRST, SECOND = [3, 4, 4, 3, 3, 4], [1, 0, 0, 2, 5, 7], [7, 6, 8, 2, 5, 9]
TARGET, EXAMPLE = [1, 6, 8, 2, 5, 9], [0, 0, 0, 1, 1, 1]


def of_two(backend, key=KEY, tests=((3, 4), (1, 1), (2, 2)), limits=EVERY):
    """The rules by which the key chooses between the two grids."""
    features = make_features([key, FIRST, SECOND], TARGET, EXAMPLE, tests)
    return [rule for rule in find_choices(backend, features, np.array([1, 2]), 8, limits) if rule.key == 0]


def test_a_demonstration_that_alone_needs_a_grid_is_not_right_when_left_out(backend):
    (rule,) = of_two(backend)
    assert (rule.key, rule.value, rule.negated, rule.inside, rule.outside) == (0, 3, False, 1, 2)
    assert rule.left_out == 0.5, "the second grid is wrong in the first demonstration alone"


def test_a_test_that_holds_nowhere_in_a_sample_gives_way_to_its_opposite(backend):
    """A selection of no cells is void."""
    (rule,) = of_two(backend, tests=((4, 4), (1, 1), (2, 2)))
    assert (rule.value, rule.negated, rule.inside, rule.outside) == (3, True, 2, 1)
    assert of_two(backend, key=[3, 3, 3, 3, 3, 4]) == []


def test_a_feature_of_many_values_is_not_tested(backend):
    assert of_two(backend, limits=replace(EVERY, values=1)) == []


def test_what_few_cells_bear_out_among_many_grids_is_chance(backend):
    """The same two grids and key, each cell three times, beside ever more grids that are as cheap."""
    rng, chances = np.random.default_rng(0), []
    for number in (0, 20, 200):
        others = rng.integers(10, 20, (number, 20))
        train = [*np.repeat([KEY, FIRST, SECOND], 3, axis=1), *others[:, 2:]]
        tests = [[3, 4], [1, 1], [2, 2], *others[:, :2]]
        features = make_features(train, np.repeat(TARGET, 3), np.repeat(EXAMPLE, 3), tests)
        rules = find_choices(backend, features, np.arange(1, len(train)), 8, EVERY)
        chances.append(next(rule.chance for rule in rules if rule.key == 0))
        believed = find_choices(backend, features, np.arange(1, len(train)), 8, ChoiceLimits())
        assert any(rule.key == 0 for rule in believed) == (chances[-1] <= 0.5)
    assert chances == sorted(chances)
    assert chances[0] < 0.5 < chances[-1]
