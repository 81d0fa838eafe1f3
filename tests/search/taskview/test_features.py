"""Cell features as matrices: the values of nodes, one of each way to split the cells, grouped by the tests' shapes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from search.growth import development, grown, made_task, random_inputs, stored_values, words

from arc_pipeline.search.frontier.shapes import Shape, Shapes
from arc_pipeline.search.kernels.partitions import partitions
from arc_pipeline.search.taskview.features import features_for
from arc_pipeline.search.taskview.nodes import TaskNodes

CALLS = words(
    "rot90", "hmirror", "tophalf", "replace", "keep", "ofcolor", "foreground", "row", "colored", "trim", "complement"
)
MOST = 100_000


@pytest.fixture(scope="module")
def frontier():
    squares = [np.arange(9).reshape(3, 3) % k for k in (2, 3, 4, 5)]
    oblongs = [np.arange(10).reshape(2, 5) % 4, np.arange(12).reshape(4, 3) % 5]
    tasks = (
        made_task("squares", lambda grid: grid[::-1], squares, tests=2),
        made_task("squares, then oblongs", lambda grid: grid[::-1], squares + oblongs, tests=2),
        *development("67a3c6ac"),
    )
    return grown(tasks, CALLS, 3)


def features_of(frontier, task, most, distinct=True):
    view = TaskNodes(frontier, task)
    return list(features_for(view, view.cell_features, view.outputs, most, distinct, view.shapes))


def partition(row):
    """The cells with equal values, as sets of their places."""
    return frozenset(frozenset(np.flatnonzero(row == value).tolist()) for value in np.unique(row))


def state_rows(frontier, task):
    """{node: its cells on demonstrations and tests, one after the other}, and each one's shapes on the tests."""
    nodes, train = frontier.nodes, len(frontier.samples.tasks[task].train)
    chosen = [int(node) for node in frontier.cell_features if nodes.task.all[node] == task]
    values = stored_values(frontier, chosen)
    rows = {node: np.concatenate([v.ravel() for v in value]) for node, value in zip(chosen, values, strict=True)}
    shapes = {node: tuple(v.shape for v in value[train:]) for node, value in zip(chosen, values, strict=True)}
    return rows, shapes


@pytest.mark.parametrize("task", range(3))
def test_each_split_of_the_cells_is_there_once_by_its_cheapest_node(frontier, task):
    rows, shapes = state_rows(frontier, task)
    expected = {}
    for node, row in rows.items():  # cheapest first
        expected.setdefault((shapes[node], partition(row)), node)
    found = list(features_of(frontier, task, MOST))
    assert sorted(int(node) for features in found for node in features.nodes) == sorted(expected.values())
    assert len(expected) < len(rows)
    assert {features.shapes for features in found} == set(shapes.values())


@pytest.mark.parametrize("task", range(3))
@pytest.mark.parametrize("distinct", [True, False])
def test_rows_are_the_nodes_cells(frontier, task, distinct):
    rows, shapes = state_rows(frontier, task)
    target = np.concatenate([pair.output.ravel() for pair in frontier.samples.tasks[task].train])
    seen = []
    for features in features_of(frontier, task, MOST, distinct):
        assert np.array_equal(features.target, target)
        assert features.train.shape == (len(features.nodes), len(target))
        assert features.cost.tolist() == [frontier.nodes.cost.all[node] for node in features.nodes]
        assert (np.diff(features.cost) >= 0).all()
        for node, train, test in zip(features.nodes.tolist(), features.train, features.test, strict=True):
            assert np.array_equal(np.concatenate([train, test]), rows[node])
            assert shapes[node] == features.shapes
            seen.append(node)
    assert distinct or sorted(seen) == sorted(rows)


def test_tests_of_other_shapes_are_other_states(frontier):
    assert len(list(features_of(frontier, 1, MOST))) >= 2


@pytest.mark.parametrize("most", [1, 5])
def test_only_the_cheapest_states_and_those_that_tell_most_are_looked_at(frontier, most):
    for every, some in zip(features_of(frontier, 0, 1 << 30), features_of(frontier, 0, most), strict=True):
        cheap = every.nodes[: most - most // 2]
        assert len(some.nodes) == min(most, len(every.nodes))
        assert set(cheap.tolist()) <= set(some.nodes.tolist()) <= set(every.nodes.tolist())
        assert some.nodes.tolist() == sorted(some.nodes.tolist())
        others = np.setdiff1d(some.nodes, cheap)
        left_out = np.setdiff1d(every.nodes, some.nodes)
        if len(others) and len(left_out):
            assert frontier.nodes.gain.all[others].min() >= frontier.nodes.gain.all[left_out].max()


def test_a_task_without_states_has_none():
    task = made_task("wider", lambda grid: np.zeros((9, 9)), random_inputs(0, 3))
    assert list(features_of(grown([task], words("rot90"), 1), 0, MOST)) == []


matrices = st.integers(0, 2**32 - 1).map(np.random.default_rng).map(
    lambda rng: rng.integers(0, rng.integers(1, 256), (rng.integers(1, 8), rng.integers(1, 40)), dtype=np.uint8)
)  # fmt: skip


@given(matrices)
def test_hashes_tell_partitions_apart(cells):
    width, slots = cells.shape[1], np.arange(len(cells), dtype=np.int32)[:, None]
    factors = np.random.default_rng(0).integers(1, 2**63, width, dtype=np.uint64)
    hashes = partitions.reference(slots, cells, np.array([width], np.int32), factors)[:, 0].tolist()
    for a, one in zip(hashes, cells, strict=True):
        for b, other in zip(hashes, cells, strict=True):
            assert (a == b) == (partition(one) == partition(other))


def test_states_of_an_unlikely_shape_are_left_out(frontier):
    """Those of task 1 have several shapes on the tests."""
    every = {features.shapes for features in features_of(frontier, 1, MOST)}
    likely = next(iter(every))
    said = frontier.shapes[1]
    try:
        frontier.shapes[1] = Shapes((Shape(likely, 0.98, 0, None),))
        assert [features.shapes for features in features_of(frontier, 1, MOST)] == [likely]
    finally:
        frontier.shapes[1] = said
    assert len(every) > 1
