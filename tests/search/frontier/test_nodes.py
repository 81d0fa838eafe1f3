"""Nodes are looked up by the keys of their values, whenever they were added."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from arc_pipeline.search.frontier.nodes import Nodes

keys = st.one_of(st.integers(1, 40), st.integers(1, 2**64 - 1))


@given(portions=st.lists(st.lists(keys, max_size=40), max_size=12), asked=st.lists(keys, max_size=20))
def test_the_first_node_with_a_key_is_found_among_all_that_were_added_so_far(portions, asked):
    nodes, first = Nodes(np, ()), dict[int, int]()
    for portion in portions:
        for place, key in enumerate(portion):
            first.setdefault(key, len(nodes) + place)
        nodes.key.extend(np.array(portion, np.uint64))
        nodes.type.extend(np.zeros(len(portion), np.int16))
        wanted = [*asked, *first]
        found = nodes.first_with(np.array(wanted, np.uint64))
        assert found.tolist() == [first.get(key, -1) for key in wanted]
