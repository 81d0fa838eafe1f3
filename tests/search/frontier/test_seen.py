"""What is known of keys is what Python's dict would know, in whatever portions they come, and which node each has."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.search.frontier.seen import SeenHashes

# Those with the same lowest bits are looked for at the same place.
keys = st.one_of(st.integers(1, 40), st.integers(1, 5).map(lambda k: k << 50), st.integers(1, 2**64 - 1))
NONE = np.full(3, -1)
portions = st.lists(st.dictionaries(keys, st.integers(1, 255), max_size=60), max_size=12)


@pytest.fixture(scope="module", params=[CpuBackend, ReferenceBackend])
def backend(request):
    return request.param(1 << 22)


def array(values, dtype=np.uint64):
    return np.array(list(values), dtype=dtype)


@given(portions=portions, asked=st.lists(keys, max_size=30))
def test_it_knows_what_it_was_told(backend, portions, asked):
    known, expected, nodes = SeenHashes(backend), dict[int, int](), dict[int, int]()
    for portion in portions:
        assert known.find(array(portion)).bits.tolist() == [expected.get(key, 0) for key in portion]
        own = {key: len(nodes) + place if bits > 99 else -1 for place, (key, bits) in enumerate(portion.items())}
        known.add(known.find(array(portion)), array(portion.values(), np.uint8), array(own.values(), np.int64))
        expected |= {key: expected.get(key, 0) | bits for key, bits in portion.items()}
        nodes |= own
    asked = [*expected, *asked]
    assert known.find(array(asked)).bits.tolist() == [expected.get(key, 0) for key in asked]
    assert known.nodes(array(asked)).tolist() == [nodes.get(key, -1) for key in asked]


def test_of_what_would_stand_for_an_empty_place_everything_is_known(backend):
    assert SeenHashes(backend).find(array([0, 1])).bits.tolist() == [255, 0]
    assert SeenHashes(backend).nodes(array([0, 1])).tolist() == [-1, -1]


def test_the_keys_given_are_left_as_they_were(backend):
    known, keys = SeenHashes(backend), array([3, 1, 2])
    known.add(known.find(keys), np.ones(3, np.uint8), NONE[:3])
    assert keys.tolist() == [3, 1, 2]
    keys[:] = 9
    assert known.find(array([1, 2, 3, 9])).bits.tolist() == [1, 1, 1, 0]


def test_keys_that_were_looked_up_before_others_were_added_do_not_take_their_places(backend):
    known = SeenHashes(backend)
    early, others = known.find(array([7, 5])), array([k << 50 | 5 for k in range(1, 4)])
    known.add(known.find(others), np.ones(3, np.uint8), NONE[:3])
    known.add(early, np.full(2, 2, np.uint8), NONE[:2])
    assert known.find(array([7, 5, *others])).bits.tolist() == [2, 2, 1, 1, 1]


def test_some_of_the_keys_that_were_looked_up_are_added_without_another_look():
    backend = CpuBackend(1 << 22)
    known = SeenHashes(backend)
    found = known.find(array(range(1, 9)))
    known.add(found.take(np.array([1, 4])), np.array([3, 4], np.uint8), NONE[:2])
    assert backend.counters.operations["key_places"].launches == 1
    assert known.find(array(range(1, 9))).bits.tolist() == [0, 3, 0, 0, 4, 0, 0, 0]


def test_its_table_never_fills_up():
    """What makes looking a key up cheap, and what ends it."""
    known, rng = SeenHashes(CpuBackend(1 << 22)), np.random.default_rng(0)
    everything = np.unique(rng.integers(1, 2**63, 20_000, dtype=np.uint64))
    for portion in np.array_split(rng.permutation(everything), 50):
        known.add(known.find(portion), np.full(len(portion), 4, np.uint8), np.full(len(portion), -1))
        assert (known._table != 0).mean() <= 0.5
    assert (known.find(everything).bits == 4).all()
    assert (known._table != 0).mean() > 0.1
