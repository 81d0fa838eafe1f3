"""Calls come after those that they depend on, and those that can share a launch meet."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from arc_pipeline.search.generation.turns import turns

calls = st.lists(st.tuples(st.integers(0, 3), st.sets(st.integers(1, 8), max_size=2)), max_size=40)


def arrays(given):
    """The kinds of calls, and their arguments, told by how many calls before them these are."""
    inner = np.full((len(given), 2), -1)
    for k, (_, before) in enumerate(given):
        for hole, steps in enumerate(sorted(before)):
            inner[k, hole] = max(k - steps, -1)
    return np.array([kind for kind, _ in given], np.int64), inner


def launches(kind, turn):
    return len(set(zip(kind.tolist(), turn.tolist(), strict=True)))


@given(calls)
def test_each_call_is_run_later_than_its_arguments_and_no_turn_is_empty(given):
    kind, inner = arrays(given)
    turn = turns(kind, inner)
    for k, own in enumerate(inner):
        assert all(turn[before] < turn[k] for before in own[own >= 0])
    assert np.unique(turn).tolist() == list(range(int(turn.max(initial=-1)) + 1))


def test_the_first_calls_of_a_kind_wait_for_all_others_that_come_soon():
    """One is due at once, eight others after a call of another kind."""
    kind, inner = arrays([(0, {9}), *(8 * [(1, {99}), (0, {1})])])
    turn = turns(kind, inner)
    assert turn[kind == 1].tolist() == [0] * 8
    assert turn[kind == 0].tolist() == [1] * 9


def test_what_needs_few_others_is_not_put_off_until_the_end():
    """Half of a kind is due at once, and the other half at the end of a long program."""
    kind, inner = arrays([(0, {9}), *((k, {1}) for k in range(1, 9)), (0, {1})])
    turn = turns(kind, inner)
    assert turn[kind == 0].tolist() == [0, 9]


def test_calls_of_no_kind_take_no_turn():
    assert turns(np.empty(0, np.int64), np.empty((0, 3), np.int64)).tolist() == []
