"""Rules over features, against brute force over all features, pairs and triples of small random matrices."""

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.search.kernels.consistency import LARGEST_TABLE
from arc_pipeline.search.rules.consistency import Consistency, RankedFeatures, RuleLimits
from arc_pipeline.search.rules.repaints import REPAINT_LIMITS, RepaintLimits, find_repaints
from arc_pipeline.search.rules.rules import find_rules
from arc_pipeline.search.taskview.features import FeatureMatrix

REFERENCE = ReferenceBackend(1 << 22)


@pytest.fixture(scope="module", params=["reference", "cpu"])
def backend(request):
    return REFERENCE if request.param == "reference" else CpuBackend(1 << 22)


def make_features(known, target, asked, cost=None, place=None):
    """Features of one test input that is one row of cells."""
    known, asked, target = np.array(known, np.uint8), np.array(asked, np.uint8), np.array(target, np.uint8)
    place = np.zeros(len(target), np.int64) if place is None else np.array(place, np.int64)
    cost = np.zeros(len(known), np.int64) if cost is None else np.array(cost, np.int64)
    shapes = ((1, asked.shape[1]),)
    return FeatureMatrix(np.arange(len(known)), cost, known, target, place, asked, shapes)


def consistency_of(features, backend=REFERENCE, seed=0, telling=200):
    """Which features determine the target."""
    return Consistency(RankedFeatures(backend, features, seed), features.target, RuleLimits(telling=telling))


def rules_of(features, most):
    """Rules that say the target."""
    return find_rules(RankedFeatures(REFERENCE, features), features.target, most)


def said_by(rule, features):
    """What a rule says of the test cells."""
    keys = features.test[list(rule.features)].T.tolist()
    return [rule.table[tuple(key) if len(key) > 1 else key[0]] for key in keys]


@st.composite
def random_features(draw):
    """Up to 12 features over few cells, made so that many of their pairs say the output's colour and many do not."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, cells, tests = draw(st.integers(1, 12)), draw(st.integers(1, 24)), draw(st.integers(1, 8))
    values, colors = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    all_cells = rng.integers(0, values, (n, cells + tests))
    hidden = rng.integers(0, colors, (values, values))
    a, b = rng.integers(0, n, 2)
    target = hidden[all_cells[a], all_cells[b]][:cells]
    if draw(st.booleans()):
        target = rng.integers(0, colors, cells)
    cost = np.sort(rng.integers(0, 3, n))
    return make_features(all_cells[:, :cells], target, all_cells[:, cells:], cost)


def table_of(features, chosen):
    """The table over these features by a dictionary, None where they are no function of the label."""
    table = {}
    for cell, color in enumerate(features.target.tolist()):
        values = tuple(int(features.train[k, cell]) for k in chosen)
        if table.setdefault(values, color) != color:
            return None
    return table


def label_of(features, chosen):
    """What the table over these features says of each test cell, None where it knows nothing."""
    table = table_of(features, chosen)
    return [table.get(tuple(key)) for key in features.test[list(chosen)].T.tolist()]


def all_combinations(features, size):
    """Every combination of so many features that determines the labels though no smaller part of it does, cheapest
    first."""
    found = [
        chosen
        for chosen in combinations(range(len(features.nodes)), size)
        if table_of(features, chosen) is not None
        and all(table_of(features, part) is None for less in range(1, size) for part in combinations(chosen, less))
    ]
    return sorted(found, key=lambda chosen: features.cost[list(chosen)].sum())


def facts_of(features, chosen):
    """(entries, test cells that are unknown, share right when left out) of the table over these features."""
    table = table_of(features, chosen)
    asked = [tuple(int(features.test[k, cell]) for k in chosen) for cell in range(features.test.shape[1])]
    by_key = {}
    for cell, place in enumerate(features.example.tolist()):
        by_key.setdefault(tuple(int(features.train[k, cell]) for k in chosen), set()).add(place)
    alone = {place for places in by_key.values() if len(places) == 1 for place in places}
    return len(table), sum(key not in table for key in asked), 1 - len(alone) / (features.example[-1] + 1)


def chosen_of(tables):
    return [tuple(k for k in row if k >= 0) for row in tables.chosen.tolist()]


def assert_tables(features, tables, size):
    assert chosen_of(tables) == all_combinations(features, size)
    for k, chosen in enumerate(chosen_of(tables)):
        entries, unknown, left_out = facts_of(features, chosen)
        assert (tables.entries[k], tables.unknown[k]) == (entries, unknown)
        assert tables.left_out[k] == pytest.approx(left_out)
    said = [tuple(label_of(features, chosen)) for chosen in chosen_of(tables)]
    for a, b in combinations(range(len(said)), 2):
        assert (tables.said[a] == tables.said[b]) == (said[a] == said[b])


@settings(max_examples=60)
@given(random_features(), st.integers(0, 2**32 - 1))
def test_no_consistent_combination_is_missed_or_made_up(backend, features, seed):
    consistency = consistency_of(features, backend, seed)
    assert_tables(features, consistency.singles(), 1)
    pairs = consistency.pairs()
    assert_tables(features, pairs, 2)
    assert_tables(features, consistency.triples(pairs), 3)


@settings(max_examples=10)
@given(st.integers(0, 2**32 - 1))
def test_the_only_triple_among_many_features_is_found(seed):
    """And of many features those that a triple needs are among those that tell most."""
    rng = np.random.default_rng(seed)
    n, cells = 90, 300
    known = rng.integers(0, 2, (n, cells))
    chosen = sorted(rng.choice(n, 3, replace=False).tolist())
    target = known[chosen[0]] + known[chosen[1]] * 2 + known[chosen[2]] * 4
    features = make_features(known, target, known[:, :6], place=np.arange(cells) // 100)
    assert [rule.features for rule in rules_of(features, 32)] == [tuple(chosen)]
    consistency = consistency_of(features, telling=30)
    assert chosen_of(consistency.triples(consistency.pairs())) == [tuple(chosen)]


@settings(max_examples=40)
@given(random_features(), st.sampled_from([1, 3, 1000]))
def test_rules_know_the_tests_and_say_what_their_tables_do(features, most):
    rules = rules_of(features, most)
    known = [c for size in (1, 2) for c in all_combinations(features, size) if facts_of(features, c)[1] == 0]
    cells = features.train.shape[1]
    expected = [c for c in known if facts_of(features, c)[2] >= 0.5 or facts_of(features, c)[0] <= max(8, cells // 2)]
    assert len(rules) <= most
    if expected:
        assert rules
        assert {rule.features for rule in rules} <= set(expected)
    for rule in rules:
        table = {key if isinstance(key, tuple) else (key,): color for key, color in rule.table.items()}
        assert table == table_of(features, rule.features)
        asked = features.test[list(rule.features)].T.tolist()
        assert said_by(rule, features) == [table[tuple(values)] for values in asked]


def test_short_rules_that_every_demonstration_bears_out_come_first():
    target, place = np.tile([1, 2], 8), np.repeat([0, 1], 8)
    numbered = np.repeat([[0, 4]], 8) + np.tile(np.arange(4), 4)  # nothing is learned from the other demonstration
    features = make_features([numbered, target + 3], target, [[0, 1], [4, 5]], cost=[1, 2], place=place)
    assert [(rule.features, rule.left_out) for rule in rules_of(features, 4)] == [((1,), 1.0), ((0,), 0.0)]


def test_rules_that_say_the_same_do_not_crowd_out_another():
    """Twenty cheap features say the same of the test, a expensive one something else."""
    target = np.repeat([1, 0], 8)
    features = make_features([target] * 20 + [1 - target], target, [[1]] * 20 + [[1]], cost=[0] * 20 + [3])
    answers = [said_by(rule, features) for rule in rules_of(features, 8)]
    assert answers.count([1]) < 8
    assert [0] in answers


def test_pairs_that_do_not_know_the_tests_do_not_crowd_out_one_that_does():
    # Every feature equals one of two halves of the answer; only the last two know what the tests ask.
    half_a, half_b = [0, 0, 1, 1], [0, 1, 0, 1]
    known = [half_a] * 4 + [half_b] * 4 + [half_a, half_b]
    asked = [[7]] * 8 + [[0], [1]]
    features = make_features(known, [0, 1, 2, 3], asked)
    assert [rule.features for rule in rules_of(features, most=2)] == [(8, 9)]


def test_three_features_must_be_borne_out_and_need_much_to_explain():
    """The parity of three features is told by no two of them; a table of 8 entries must explain many cells."""
    bits = np.array(list(product((0, 1), repeat=3))).T
    few, many = np.tile(bits, 2), np.tile(bits, 16)
    for known, place, expected in [
        (few, np.repeat([0, 1], 8), []),
        (many, np.repeat([0, 1], 64), [(0, 1, 2)]),
        (many, np.sort(np.arange(128) % 8 == 7), []),
    ]:
        # In the last case what a demonstration has is not in the other: sorted by value, half of it is.
        cells = np.argsort(known[0], kind="stable") if expected == [] and known is many else np.arange(known.shape[1])
        features = make_features(known[:, cells], known[:, cells].sum(axis=0) % 2, bits, place=place)
        assert [rule.features for rule in rules_of(features, 4)] == expected


def test_three_features_are_not_worth_a_few_exceptions():
    """Two features say where a third one is wrong: in 4 cells of 128 a table of 8 entries is no better than a list."""
    sign, rare, half = (np.arange(64) >> k & 1 for k in (0, 2, 1))
    for often, expected in [(rare == 1, [(0, 1, 2)]), ((rare == 1) & (np.arange(64) < 8), [])]:
        target = np.where(often & (half == 1), 1 - sign, sign)
        known = np.tile([sign, often, half], 2)
        features = make_features(known, np.tile(target, 2), known[:, :4], place=np.repeat([0, 1], 64))
        assert [rule.features for rule in rules_of(features, 4)] == expected
        consistency = consistency_of(features, telling=3)
        assert chosen_of(consistency.triples(consistency.pairs())) == [(0, 1, 2)]


def test_an_unknown_value_of_one_feature_gives_no_rule():
    assert rules_of(make_features([[0, 1]], [3, 4], [[2]]), 4) == []


def test_one_color_everywhere_is_a_rule_over_every_feature_that_knows_the_tests():
    features = make_features([[0, 1, 2], [4, 4, 4], [0, 1, 0]], [3, 3, 3], [[2, 2], [5, 4], [1, 0]])
    assert len(consistency_of(features, REFERENCE).pairs()) == 0
    rules = rules_of(features, 10)
    assert sorted((rule.features, said_by(rule, features)) for rule in rules) == [((0,), [3, 3]), ((2,), [3, 3])]


@pytest.mark.parametrize("number", [0, 1])
def test_few_features_have_no_pairs(number):
    features = make_features(np.zeros((number, 2)), [1, 2], np.zeros((number, 1)))
    assert rules_of(features, 10) == []


def test_a_table_that_is_too_large_is_no_rule():
    """A pair of features that name every cell: as many entries as cells."""
    side = 65
    cells = np.arange(side * side)
    known = np.stack([cells // side, cells % side])
    assert len(cells) > LARGEST_TABLE
    features = make_features(known, np.arange(len(cells)) * 7 % 9, known[:, :1])
    assert table_of(features, (0, 1)) is not None
    assert rules_of(features, 10) == []


def test_left_out_is_what_the_other_demonstrations_tell():
    target, place = [1, 2, 1, 2, 1, 5], [0, 0, 1, 1, 2, 2]
    told = make_features([[7, 8, 7, 8, 7, 9]], target, [[7]], place=place)
    assert rules_of(told, 1)[0].left_out == pytest.approx(2 / 3), "9 is in the last one alone"
    assert told.predicted(told.train, np.array([[True] * 5 + [False]])).tolist() == [1.0]
    alone = make_features([[1, 2, 3, 4, 5, 6]], target, [[1]], place=place)
    assert rules_of(alone, 1)[0].left_out == 0.0


def test_rules_are_about_labels():
    features = make_features([[7, 8, 7, 8]], [1, 2, 3, 2], [[8, 7]])
    assert rules_of(features, 4) == []
    ranked = RankedFeatures(REFERENCE, features)
    assert [rule.table for rule in find_rules(ranked, np.array([9, 2, 9, 2], np.uint8), 4)] == [{7: 9, 8: 2}]
    assert [rule.table for rule in find_rules(ranked, np.array([4, 4, 4, 4], np.uint8), 4)] == [{7: 4, 8: 4}]


def test_long_tables_that_little_bears_out_are_learned_by_heart():
    target, place = [k % 3 for k in range(20)], [0] * 10 + [1] * 10
    unlike = make_features([list(range(20))], target, [[7]], place=place)
    assert rules_of(unlike, 4) == []
    alike = make_features([[k % 3 + 3 * (k % 4) for k in range(20)]], target, [[7]], place=[0] * 12 + [1] * 8)
    assert [len(rule.table) for rule in rules_of(alike, 4)] == [12]
    short = make_features([[k % 3 + 3 * (k > 9) for k in range(20)]], target, [[5]], place=place)
    assert [rule.left_out for rule in rules_of(short, 4)] == [0.0]


def test_a_feature_may_have_all_values_there_are(backend):
    """Beside another one it determines the label, where a smaller number of values would mix up their combinations."""
    cell = np.arange(512)
    known = np.stack([cell // 2, cell % 2])
    features = make_features(known, (cell // 2 + cell % 2) % 3, [[255], [1]])
    assert RankedFeatures(backend, features).sizes.tolist() == [256, 2]
    assert chosen_of(consistency_of(features, backend).pairs()) == [(0, 1)]


def repaints_of(features, most, limits=REPAINT_LIMITS):
    """Repaints of the first feature."""
    return find_repaints(REFERENCE, features, features.target, np.array([0]), most, limits)


def test_a_repaint_recolours_what_its_source_has_wrong():
    """The first key is mixed where the source is wrong; of the second, 9 is in no demonstration, and 5 in one alone."""
    source, key = [1, 1, 0, 1, 1, 0], [3, 4, 4, 3, 4, 5]
    features = make_features([source, [3, 3, 4, 4, 3, 5], key], [1, 2, 0, 1, 2, 7], [[1, 1], [3, 3], [4, 9]],
                             place=[0, 0, 0, 1, 1, 1])  # fmt: skip
    (found,) = repaints_of(replace(features, target=np.array([1, 2, 2, 1, 2, 7], np.uint8)), 8)
    assert (found.features, found.table, found.unknown) == ((0, 2), {4: 2, 5: 7}, 1)
    assert found.left_out == 0.5, "what becomes of 5 is in the second demonstration alone"
    assert repaints_of(features, 8) == [], "4 is right and wrong in the first"


def test_repaints_that_say_the_same_do_not_crowd_out_another():
    """Twenty cheap keys paint the test, a expensive one does not; fewer are tried, and it is not found."""
    key = np.tile([3, 4], 4)
    known = [np.ones(8, int), *[key] * 20, key + 2]
    features = make_features(known, np.tile([1, 2], 4), [[1], *[[4]] * 20, [5]], cost=[0] * 21 + [3])
    found = repaints_of(features, 8)
    assert [one.features[1] for one in found] == [1, 2, 3, 21]
    assert found[-1].table == {6: 2}
    assert [one.features[1] for one in repaints_of(features, 8, RepaintLimits(tried=20))] == [1, 2, 3]


def test_tables_as_dictionaries_are_what_a_plain_loop_makes():
    rng = np.random.default_rng(0)
    known = rng.integers(0, 5, (4, 60))
    features = make_features(known, known[0] + 2 * known[1], known[:, :3])
    chosen = np.array([[0, 1, -1], [0, 1, 3]], np.int32)
    made = RankedFeatures(REFERENCE, features).entries(chosen, features.target)
    assert made == [table_of(features, (0, 1)), table_of(features, (0, 1, 3))]
    (single,) = RankedFeatures(REFERENCE, features).entries(np.array([[2, -1, -1]], np.int32), known[2] + 1)
    assert single == {value: value + 1 for value in range(5)}
