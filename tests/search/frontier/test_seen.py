"""The set of keys does what Python's set does, in whatever portions keys come."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from arc_pipeline.search.frontier.seen import SeenHashes

keys = st.one_of(st.integers(0, 40), st.integers(2**64 - 40, 2**64 - 1), st.integers(0, 2**64 - 1))
portions = st.lists(st.lists(keys, max_size=60), max_size=12)


def array(values):
    return np.array(values, dtype=np.uint64)


@given(portions, st.lists(keys, max_size=30))
def test_it_is_a_set(portions, asked):
    known, expected = SeenHashes(), set()
    for portion in portions:
        assert known.contains(array(portion)).tolist() == [key in expected for key in portion]
        known.add(array(portion))
        expected.update(portion)
        assert known.contains(array(portion)).all()
    assert known.contains(array(asked)).tolist() == [key in expected for key in asked]


@given(portions)
def test_its_length_counts_new_keys(portions):
    known, expected = SeenHashes(), set()
    for portion in portions:
        keys = np.unique(array(portion))
        known.add(keys[~known.contains(keys)])
        expected.update(portion)
        assert len(known) == len(expected)


def test_the_keys_given_are_left_as_they_were():
    known, keys = SeenHashes(), array([3, 1, 2])
    known.add(keys)
    keys[:] = 0
    assert known.contains(array([0, 1, 2, 3])).tolist() == [False, True, True, True]


def test_many_small_portions_leave_few_runs():
    """What makes looking a key up cheap: the number of runs grows as a logarithm."""
    known, rng = SeenHashes(), np.random.default_rng(0)
    for _ in range(1000):
        known.add(rng.integers(0, 2**63, rng.integers(1, 5), dtype=np.uint64))
    assert len(known._runs) <= 16
