"""Nodes are found by their tasks and types, whenever they were added and however often they were asked for."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from arc_pipeline.search.frontier.nodes import TYPE_LIST, Nodes

portions = st.lists(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(1, 4)), max_size=12))


@given(portions=portions, asked=st.sets(st.integers(0, 5)))
def test_the_nodes_of_a_task_and_a_type_are_all_that_were_added_so_far_the_cheapest_first(portions, asked):
    nodes, added = Nodes(np, ()), []
    for number, portion in enumerate([*portions, []]):
        added += portion
        for name, values in zip(("task", "type", "cost"), zip(*portion, strict=True), strict=False):
            getattr(nodes, name).extend(np.array(values))
        if number not in asked and number < len(portions):
            continue
        for task in range(3):
            for some in ((0,), (1,), (3, 2)):
                own = [k for k, (of, code, _) in enumerate(added) if of == task and code in some]
                found = nodes.of_type(task, *(TYPE_LIST[code] for code in some))
                assert found.tolist() == sorted(own, key=lambda k: added[k][2])
