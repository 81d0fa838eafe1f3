"""Pairs with equal keys, against brute force; portions are never larger than asked, however many pairs a key has."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arc_pipeline.search.frontier.joins import pairs

keys = st.lists(st.integers(0, 6), max_size=25)


@given(keys, keys, st.integers(1, 40))
def test_all_pairs_with_equal_keys_in_order_in_portions(left, right, most):
    right = sorted(right)
    portions = list(pairs(np.array(left, np.int64), np.array(right, np.int64), most))
    found = [pair for a, b in portions for pair in zip(a.tolist(), b.tolist(), strict=True)]
    assert found == [(i, j) for i, a in enumerate(left) for j, b in enumerate(right) if a == b]
    assert all(1 <= len(a) == len(b) <= most for a, b in portions)
    assert all(len(a) == most for a, _ in portions[:-1])


@pytest.mark.parametrize(("left", "right"), [([], []), ([], [1]), ([1], []), ([2], [1, 3])])
def test_nothing_goes_with_nothing(left, right):
    assert list(pairs(np.array(left, np.int32), np.array(right, np.int32), 4)) == []


def test_one_key_with_very_many_partners_comes_in_portions():
    portions = list(pairs(np.zeros(3, np.int32), np.zeros(100_000, np.int32), 16384))
    assert max(len(a) for a, _ in portions) == 16384
    assert sum(len(a) for a, _ in portions) == 300_000
