"""Calls that are run together make what each makes alone, whatever kinds of calls they are."""

import numpy as np
import pytest
from strategies import random_value

from arc_pipeline.backends import ArenaFull, Asked, OutOfTime
from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import GRID
from arc_pipeline.measure import Deadline
from arc_pipeline.testing.team import TeamBackend

LIMIT = 1 << 27


def some_grids(seed, count):
    rng = np.random.default_rng(seed)
    return [random_value(rng, GRID, void=0) for _ in range(count)]


@pytest.fixture(scope="module", params=[ReferenceBackend, CpuBackend, TeamBackend], ids=lambda made: made.name)
def backend(request):
    return request.param(LIMIT)


def calls_of_all_kinds(backend):
    """Calls that make cells, numbers, lists of both, and are mapped over lists, over two, or over none; with a single
    row for all, without rows, and void ones."""
    grids = [*some_grids(0, 3), None]
    rows = len(grids)
    column, one = backend.upload(GRID, grids), backend.upload(GRID, grids[:1])
    pieces = backend.run(OPS["objects"], [column, None, None, None], rows)
    alone = backend.run(OPS["objects"], [one, None, None, None], 1)
    sizes = backend.run(OPS["size"], [pieces], rows)
    none = column.take(np.arange(0))
    return [
        Asked(OPS["hmirror"], [pieces], rows),
        Asked(OPS["rot90"], [column], rows),
        Asked(OPS["size"], [pieces], rows),
        Asked(OPS["mostcolor"], [column], rows),
        Asked(OPS["objects"], [column, None, None, None], rows),
        Asked(OPS["upscale"], [pieces, 2], rows),
        Asked(OPS["paint"], [column, pieces], rows),
        Asked(OPS["paint"], [one, alone], rows),
        Asked(OPS["objects"], [none, None, None, None], 0),
        Asked(OPS["hmirror"], [pieces.take(np.arange(0))], 0),
        Asked(OPS["hmirror"], [alone], 1),
        Asked(OPS["sort_by"], [pieces, sizes], rows),
        Asked(OPS["hmirror"], [backend.run(OPS["hmirror"], [pieces], rows)], rows),
    ]


def test_together_as_alone(backend):
    asked = calls_of_all_kinds(backend)
    together = backend.run_all(asked)
    assert len(together) == len(asked)
    for call, made in zip(asked, together, strict=True):
        alone = backend.run(*call)
        assert made.type == alone.type
        assert len(made) == call.rows
        assert np.array_equal(made.hash, alone.hash), call.op.name
        for value, other in zip(backend.arena.values(made), backend.arena.values(alone), strict=True):
            assert repr(value) == repr(other), call.op.name


def test_each_is_a_launch_that_is_counted(backend):
    asked = calls_of_all_kinds(backend)
    before = backend.counters.copy()
    backend.run_all(asked)
    ran = backend.counters.since(before).operations
    assert {name: one.launches for name, one in ran.items()} == {
        "hmirror": 3, "rot90": 1, "size": 1, "mostcolor": 1, "objects": 1, "upscale": 1, "paint": 2, "sort_by": 1
    }  # fmt: skip
    assert ran["rot90"].items == 4


def test_no_calls_make_nothing(backend):
    assert backend.run_all([]) == []


def test_where_one_finds_no_room_none_has_been_run():
    backend = CpuBackend(1100 * 952)
    grids = backend.upload(GRID, [np.eye(5, dtype=np.uint8)] * 400)
    mark = backend.arena.mark()
    call = Asked(OPS["rot90"], [grids], 400)
    assert len(backend.run_all([call])) == 1
    backend.arena.release(mark)
    with pytest.raises(ArenaFull):
        backend.run_all([call, call])
    assert backend.arena.mark() == mark


def test_lists_that_find_no_room_are_an_arena_that_is_full():
    backend = CpuBackend(1100 * 952)
    board = np.indices((10, 10)).sum(axis=0).astype(np.uint8) % 2
    grids = backend.upload(GRID, [board] * 15)
    mark = backend.arena.mark()
    call = Asked(OPS["objects"], [grids, OPS["objects"].parameters[1].encode(4), None, None], 15)
    backend.run_all([call])
    backend.arena.release(mark)
    with pytest.raises(ArenaFull):
        backend.run_all([call] * 3)
    assert backend.arena.mark() == mark


def test_time_is_looked_at_before_each_launch(monkeypatch):
    backend = CpuBackend(LIMIT)
    grids = backend.upload(GRID, some_grids(1, 3))
    mark, ran, launch = backend.arena.mark(), [], backend._launch

    def late(one):
        launch(one)
        ran.append(one.name)
        backend._deadline = Deadline(0)

    monkeypatch.setattr(backend, "_launch", late)
    with pytest.raises(OutOfTime):
        backend.run_all([Asked(OPS["rot90"], [grids], 3), Asked(OPS["hmirror"], [grids], 3)])
    assert ran == ["rot90"]
    assert backend.arena.mark() == mark
