"""Nodes by shape: what is found without looking at all nodes is what a look at all of them finds."""

import pytest
from search.growth import grown, made_task, random_inputs, viewed, words

from arc_pipeline.search.effort import ROUNDS
from arc_pipeline.search.taskview.by_shape import NodesByShape


@pytest.fixture(scope="module")
def view():
    task = made_task("halves", lambda grid: grid[: len(grid) // 2], random_inputs(0, 4), tests=1)
    frontier = grown([task], words("rot90", "tophalf", "trim", "hconcat", "foreground", "numcolors"), 2)
    return viewed(frontier, 0, ROUNDS[0])


def test_nodes_are_found_by_their_shapes(view):
    nodes = view.of_cells()
    shapes = view.heads(nodes)[:, : len(view.outputs), :2].tolist()
    shaped = NodesByShape(view)
    assert len({str(one) for one in shapes}) > 3
    for one in shapes:
        assert shaped.of(one).tolist() == [
            node for node, other in zip(nodes.tolist(), shapes, strict=True) if other == one
        ]
    assert shaped.of([(30, 1)] * len(view.outputs)).tolist() == []
