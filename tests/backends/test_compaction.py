"""Values that are kept stay what they are, wherever they lie and however they are moved down."""

import tracemalloc

import numpy as np
import pytest
from strategies import random_value, real_grids

from arc_pipeline.backends import Column, compact, compact_all, open_backend
from arc_pipeline.backends.arena import SLOT
from arc_pipeline.dsl import same
from arc_pipeline.dsl.types import GRID, OBJECT, list_of

ORDERS = {
    "some": lambda rng, n: np.flatnonzero(rng.random(n) < 0.5),
    "all": lambda rng, n: np.arange(n),
    "none": lambda rng, n: np.arange(0),
    "any order": lambda rng, n: rng.permutation(n)[: n // 2],
    "any order, several times": lambda rng, n: rng.integers(0, n, 2 * n // 3),
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", ["cpu", "reference"])
def test_values_stay_what_they_are(name, order):
    rng, backend = np.random.default_rng(1), open_backend(name, 1 << 24, threads=1)
    arena = backend.arena
    backend.upload(GRID, real_grids()[:7])  # below the mark
    mark = arena.mark()
    arena.take_slots(5)  # of no use any more
    grids = [*real_grids()[10:60], np.full((30, 30), 9, np.uint8), *(random_value(rng, GRID) for _ in range(20))]
    column = backend.upload(GRID, grids)
    rows = ORDERS[order](rng, len(grids))
    kept = compact(arena, column.take(rows), mark)
    assert arena.mark().slots == mark.slots + len(rows)
    assert sorted(kept.data.tolist()) == list(range(mark.slots, mark.slots + len(rows)))
    assert all(same(grids[row], value) for row, value in zip(rows, arena.values(kept), strict=True))


@pytest.mark.parametrize("name", ["cpu", "reference"])
def test_values_below_the_mark_are_copied(name):
    backend = open_backend(name, 1 << 24, threads=1)
    grids = real_grids()[:9]
    below = backend.upload(GRID, grids)
    mark = backend.arena.mark()
    kept = compact(backend.arena, below, mark)
    assert kept.data.min() == mark.slots
    assert all(map(same, grids, backend.arena.values(kept)))


@pytest.mark.parametrize("name", ["cpu", "reference"])
def test_lists_and_cells_together(name):
    rng, backend = np.random.default_rng(2), open_backend(name, 1 << 24, threads=1)
    mark = backend.arena.mark()
    values = {kind: [random_value(rng, kind) for _ in range(30)] for kind in (GRID, list_of(OBJECT))}
    columns = [backend.upload(kind, some) for kind, some in values.items()]
    rows = np.arange(3, 30, 4)
    kept = compact_all(backend.arena, [column.take(rows) for column in columns], mark)
    for some, column in zip(values.values(), kept, strict=True):
        assert all(same(some[row], value) for row, value in zip(rows, backend.arena.values(column), strict=True))


def test_lists_that_threads_made_in_any_order_are_moved_without_a_copy_of_all():
    """Arenas are as large as memory allows: there is no room for their values twice."""
    backend, number = open_backend("cpu", 1 << 24, threads=1), 2000
    mark, grids = (
        backend.arena.mark(),
        backend.upload(GRID, [np.full((30, 30), k % 10, np.uint8) for k in range(number)]),
    )
    runs = np.random.default_rng(3).permutation(number // 4)
    lists = Column(
        list_of(GRID), (4 * runs + mark.slots).astype(np.int32), np.full(len(runs), 4, np.int32), grids.hash[runs]
    )
    before = backend.arena.values(lists)
    tracemalloc.start()
    kept = compact(backend.arena, lists, mark)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < number * SLOT / 4
    assert all(map(same, before, backend.arena.values(kept)))
