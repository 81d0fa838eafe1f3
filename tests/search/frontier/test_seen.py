"""What is known of keys is what Python's dict would know, in whatever portions they come."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.search.frontier.seen import SeenHashes

# Those with the same lowest bits are looked for at the same place.
keys = st.one_of(st.integers(1, 40), st.integers(1, 5).map(lambda k: k << 50), st.integers(1, 2**64 - 1))
portions = st.lists(st.dictionaries(keys, st.integers(1, 255), max_size=60), max_size=12)


@pytest.fixture(scope="module", params=[CpuBackend, ReferenceBackend])
def backend(request):
    return request.param(1 << 22)


def array(values, dtype=np.uint64):
    return np.array(list(values), dtype=dtype)


@given(portions=portions, asked=st.lists(keys, max_size=30))
def test_it_knows_what_it_was_told(backend, portions, asked):
    known, expected = SeenHashes(backend), dict[int, int]()
    for portion in portions:
        assert known.bits(array(portion)).tolist() == [expected.get(key, 0) for key in portion]
        known.add(array(portion), array(portion.values(), np.uint8))
        expected |= {key: expected.get(key, 0) | bits for key, bits in portion.items()}
    asked = [*expected, *asked]
    assert known.bits(array(asked)).tolist() == [expected.get(key, 0) for key in asked]


def test_of_what_would_stand_for_an_empty_place_everything_is_known(backend):
    assert SeenHashes(backend).bits(array([0, 1])).tolist() == [255, 0]


def test_the_keys_given_are_left_as_they_were(backend):
    known, keys = SeenHashes(backend), array([3, 1, 2])
    known.add(keys, np.ones(3, np.uint8))
    assert keys.tolist() == [3, 1, 2]
    keys[:] = 9
    assert known.bits(array([1, 2, 3, 9])).tolist() == [1, 1, 1, 0]


def test_its_table_never_fills_up():
    """What makes looking a key up cheap, and what ends it."""
    known, rng = SeenHashes(CpuBackend(1 << 22)), np.random.default_rng(0)
    everything = np.unique(rng.integers(1, 2**63, 20_000, dtype=np.uint64))
    for portion in np.array_split(rng.permutation(everything), 50):
        known.add(portion, np.full(len(portion), 4, np.uint8))
        assert (known._table != 0).mean() <= 0.5
    assert (known.bits(everything) == 4).all()
    assert (known._table != 0).mean() > 0.1
