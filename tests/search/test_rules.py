"""Rules over states, against brute force over all states and all pairs of small random matrices."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arc_pipeline.programs.literals import MAX_TABLE_ENTRIES
from arc_pipeline.search.rules import consistent_pairs, find_rules, learn, single_states
from arc_pipeline.search.states import States


def make_states(known, target, asked, cost=None, place=None):
    """States of one test input that is one row of cells."""
    known, asked, target = np.array(known, np.uint8), np.array(asked, np.uint8), np.array(target, np.uint8)
    place = np.zeros(len(target), np.int64) if place is None else np.array(place, np.int64)
    cost = np.zeros(len(known), np.int64) if cost is None else np.array(cost, np.int64)
    shapes = ((1, asked.shape[1]),)
    return States(np.arange(len(known)), cost, known, target, target, place, asked, shapes)


@st.composite
def random_states(draw):
    """Up to 12 states over few cells, made so that many of their pairs say the output's colour and many do not."""
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
    return make_states(all_cells[:, :cells], target, all_cells[:, cells:], cost)


def table_of(states, chosen):
    """The table over these states by a dictionary, None where they are no function of the output's colour."""
    table = {}
    for cell, color in enumerate(states.target.tolist()):
        values = tuple(int(states.known[k, cell]) for k in chosen)
        if table.setdefault(values, color) != color:
            return None
    return table


def all_pairs(states):
    """Every pair that determines the output's colour though neither of its states does, cheapest first."""
    singles = [k for k in range(len(states.nodes)) if table_of(states, (k,)) is not None]
    usable = [k for k in range(len(states.nodes)) if k not in singles]
    found = [pair for pair in combinations(usable, 2) if table_of(states, pair) is not None]
    return sorted(found, key=lambda pair: states.cost[pair[0]] + states.cost[pair[1]])


def all_rules(states):
    """(states, table, test cells) of every rule, those over one state first, each kind cheapest first."""
    singles = [(k,) for k in range(len(states.nodes)) if table_of(states, (k,)) is not None]
    for chosen in [*singles, *all_pairs(states)]:
        table = table_of(states, chosen)
        asked = [tuple(int(states.asked[k, cell]) for k in chosen) for cell in range(states.asked.shape[1])]
        if all(values in table for values in asked) and not by_heart(states, chosen, table):
            yield chosen, table, [table[values] for values in asked]


def by_heart(states, chosen, table):
    """Whether a table is long and more than half of the demonstrations have values that no other has."""
    values = list(zip(*(states.known[k].tolist() for k in chosen), strict=True))
    of = [{value for value, d in zip(values, states.place, strict=True) if d == place} for place in set(states.place)]
    others = [set().union(*of[:d], *of[d + 1 :]) for d in range(len(of))]
    alone = sum(bool(own - rest) for own, rest in zip(of, others, strict=True))
    return 2 * alone > len(of) and len(table) > max(8, len(values) // 2)


@given(random_states())
def test_single_states_are_those_that_determine_the_color(states):
    assert single_states(states) == [k for k in range(len(states.nodes)) if table_of(states, (k,)) is not None]


@given(random_states(), st.integers(0, 3), st.integers(0, 2**32 - 1))
def test_no_consistent_pair_is_missed_or_made_up(states, words, seed):
    assert consistent_pairs(states, 1000, words, np.random.default_rng(seed)) == all_pairs(states)


@given(random_states(), st.integers(0, 4))
def test_the_cheapest_pairs_are_kept(states, most):
    assert consistent_pairs(states, most, 1, np.random.default_rng(0)) == all_pairs(states)[:most]


@given(random_states(), st.sampled_from([1, 2, 3, 1000]))
def test_rules_are_the_cheapest_that_know_the_tests(states, most):
    rules = find_rules(states, most)
    expected = list(all_rules(states))[:most]
    assert [rule.states for rule in rules] == [chosen for chosen, _, _ in expected]
    for rule, (chosen, table, cells) in zip(rules, expected, strict=True):
        keys = {values if len(chosen) == 2 else values[0]: color for values, color in table.items()}
        assert rule.table == keys
        assert rule.cells.tolist() == cells


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_the_only_pair_among_many_states_is_found(seed):
    rng = np.random.default_rng(seed)
    n, cells = 80, 40
    known = rng.integers(0, 2, (n, cells))
    a, b = sorted(rng.choice(n, 2, replace=False).tolist())
    target = known[a] * 2 + known[b]
    states = make_states(known, target, known[:, :6])
    assert (a, b) in [rule.states for rule in find_rules(states, 32)]


def test_pairs_that_do_not_know_the_tests_do_not_crowd_out_one_that_does():
    # Every state equals one of two halves of the answer; only the last two know what the tests ask.
    half_a, half_b = [0, 0, 1, 1], [0, 1, 0, 1]
    known = [half_a] * 4 + [half_b] * 4 + [half_a, half_b]
    asked = [[7]] * 8 + [[0], [1]]
    states = make_states(known, [0, 1, 2, 3], asked)
    assert [rule.states for rule in find_rules(states, most=2)] == [(8, 9)]


def test_wrong_pairs_do_not_crowd_out_a_right_one():
    """Twenty cheap states are all wrong at one cell, which the random pairs of cells that are looked at first miss."""
    target = np.repeat([1, 0], 200)
    nearly = np.where(np.arange(400) == 0, 0, target)
    states = make_states([nearly] * 20 + [np.arange(400) == 0], target, [[0]] * 21, cost=[0] * 20 + [3])
    assert len(all_pairs(states)) == 20
    assert consistent_pairs(states, 3, 0, np.random.default_rng(2)) == all_pairs(states)[:3]


def test_an_unknown_combination_gives_no_rule():
    states = make_states([[0, 0, 1, 1], [0, 1, 0, 1]], [5, 6, 7, 8], [[0, 1], [0, 0]])
    assert learn(states, (0, 1)).table == {(0, 0): 5, (0, 1): 6, (1, 0): 7, (1, 1): 8}
    unknown = make_states([[0, 0, 1], [0, 1, 0]], [5, 6, 7], [[0, 1], [0, 1]])
    assert learn(unknown, (0, 1)) is None
    assert find_rules(unknown, 10) == []


def test_a_combination_beyond_the_last_known_one_gives_no_rule():
    assert learn(make_states([[0, 1]], [3, 4], [[2]]), (0,)) is None


def test_one_color_everywhere_is_a_rule_over_every_state_that_knows_the_tests():
    states = make_states([[0, 1, 2], [4, 4, 4], [0, 1, 0]], [3, 3, 3], [[2, 2], [5, 4], [1, 0]])
    assert consistent_pairs(states, 10, 3, np.random.default_rng(0)) == []
    rules = find_rules(states, 10)
    assert [(rule.states, rule.cells.tolist()) for rule in rules] == [((0,), [3, 3]), ((2,), [3, 3])]


@pytest.mark.parametrize("number", [0, 1])
def test_few_states_have_no_pairs(number):
    states = make_states(np.zeros((number, 2)), [1, 2], np.zeros((number, 1)))
    assert find_rules(states, 10) == []


def test_a_table_that_no_program_could_hold_is_no_rule():
    """A state of two fields that name every cell: as many entries as cells."""
    side = 65
    cells = np.arange(side * side)
    known = np.stack([cells // side, cells % side])
    assert len(cells) > MAX_TABLE_ENTRIES
    states = make_states(known, np.arange(len(cells)) * 7 % 9, known[:, :1])
    assert table_of(states, (0, 1)) is not None
    assert find_rules(states, 10) == []


def test_evidence_is_what_the_other_demonstrations_tell():
    target, place = [1, 2, 1, 2, 1, 5], [0, 0, 1, 1, 2, 2]
    told = make_states([[7, 8, 7, 8, 7, 9]], target, [[7]], place=place)
    assert learn(told, (0,)).evidence == pytest.approx(2 / 3), "9 is in the last one alone"
    assert told.predicted(told.known[0], np.array([True] * 5 + [False])) == 1.0
    alone = make_states([[1, 2, 3, 4, 5, 6]], target, [[1]], place=place)
    assert learn(alone, (0,)).evidence == 0.0


def test_rules_are_about_labels():
    states = make_states([[7, 8, 7, 8]], [1, 2, 3, 2], [[8, 7]])
    assert find_rules(states, 4) == []
    rule = find_rules(replace(states, labels=np.array([9, 2, 9, 2], np.uint8)), 4)[0]
    assert (rule.table, rule.cells.tolist()) == ({7: 9, 8: 2}, [2, 9])


def test_long_tables_that_little_bears_out_are_learned_by_heart():
    target, place = [k % 3 for k in range(20)], [0] * 10 + [1] * 10
    unlike = make_states([list(range(20))], target, [[7]], place=place)
    assert learn(unlike, (0,)) is None
    alike = make_states([[k % 3 + 3 * (k % 4) for k in range(20)]], target, [[7]], place=[0] * 12 + [1] * 8)
    assert len(learn(alike, (0,)).table) == 12
    short = make_states([[k % 3 + 3 * (k > 9) for k in range(20)]], target, [[5]], place=place)
    assert learn(short, (0,)).evidence == 0.0
