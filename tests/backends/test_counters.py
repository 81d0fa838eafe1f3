"""What a backend counts, the same on all of them; threads change nothing but the time."""

import numpy as np
import pytest
from parity import columns, random_call
from strategies import real_grids

from arc_pipeline.backends import ArenaFull, cpu
from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import GRID
from arc_pipeline.measure import recording, span
from arc_pipeline.measure.spans import KERNEL_SECONDS
from arc_pipeline.testing.team import TeamBackend

LIMIT = 1 << 26
EIGHT_CONNECTED = [p.encode(p.default) for p in OPS["objects"].parameters[1:]]


@pytest.fixture(params=[ReferenceBackend, CpuBackend, TeamBackend], ids=lambda made: made.name)
def backend(request):
    return request.param(LIMIT)


def test_a_new_backend_has_counted_nothing(backend):
    assert backend.counters.operations == {}
    assert backend.counters.fallbacks == {}


def test_launches_items_and_bytes(backend):
    grids = [np.ones((3, 4), np.uint8), np.ones((30, 30), np.uint8), None]
    column = backend.upload(GRID, grids)
    for _ in range(2):
        column = backend.run(OPS["dmirror"], [column], 3)
    counter = backend.counters.operations["dmirror"]
    assert (counter.launches, counter.items, counter.bytes) == (2, 6, 2 * 912)
    assert counter.seconds > 0
    assert list(backend.counters.operations) == ["dmirror"]


def test_the_seconds_of_kernels_are_those_of_the_span_around_their_launch(backend):
    column = backend.upload(GRID, [np.ones((30, 30), np.uint8)] * 9)
    with recording() as recorder, span("outer"):
        for name in ("first", "second"):
            with span(name):
                backend.run(OPS["dmirror"], [column], 9)
    counted = {one.name: one.counts.get(KERNEL_SECONDS, 0.0) for one in recorder.spans}
    assert counted["outer"] == 0
    assert min(counted["first"], counted["second"]) > 0
    assert sum(counted.values()) == pytest.approx(backend.counters.operations["dmirror"].seconds)


def test_lists_and_what_is_mapped_over_them(backend):
    grids = real_grids()[:6]
    found = backend.run(OPS["objects"], [backend.upload(GRID, grids), *EIGHT_CONNECTED], 6)
    sizes = backend.run(OPS["size"], [found], 6)
    backend.run(OPS["hmirror"], [found], 6)
    pieces = [piece for run in backend.arena.values(found) for piece in run or ()]
    assert len(pieces) > 10
    counted = backend.counters.operations
    assert (counted["objects"].items, counted["objects"].bytes) == (6, sum(piece.size for piece in pieces))
    assert (counted["size"].items, counted["size"].bytes) == (len(pieces), 0)
    assert (counted["hmirror"].items, counted["hmirror"].bytes) == (len(pieces), counted["objects"].bytes)
    assert len(backend.arena.values(sizes)) == 6


def test_a_launch_that_filled_the_arena_counts_too(backend):
    mark = backend.arena.mark()
    column = backend.upload(GRID, [np.ones((2, 2), np.uint8)])
    backend.arena.take_slots(backend.arena.free_slots)
    with pytest.raises(ArenaFull):
        backend.run(OPS["objects"], [column, *EIGHT_CONNECTED], 1)
    assert backend.counters.operations["objects"].launches == 1
    backend.arena.release(mark)


def test_uploads_and_downloads(backend):
    column = backend.upload(GRID, [np.ones((2, 2), np.uint8)] * 3)
    assert backend.arena.bytes_uploaded == 3 * (912 + 8)
    backend.arena.values(column)
    assert backend.arena.bytes_downloaded == 3 * (912 + 8)


def test_fallbacks_are_counted_by_name(backend):
    for name, why in (("one", "so"), ("other", "as if"), ("one", "later")):
        backend.counters.add_fallback(name, why)
    assert backend.counters.fallbacks == {"one": 2, "other": 1}
    assert backend.counters.reasons == {"one": "so", "other": "as if"}, "the first reason of each"
    assert backend.counters.copy().since(backend.counters).reasons == backend.counters.reasons


def test_plain_backends_are_their_own_batch_and_part(backend):
    assert backend.for_launches(1) is backend.for_launches(10**9) is backend
    assert backend.parts == (backend,)
    backend.synchronize()
    with span("score", timer=backend.timer()) as timed:
        pass
    assert timed.duration < 1


@pytest.mark.parametrize("name", ["rot90", "objects", "palette", "size", "replace", "add"])
def test_two_threads_equal_one(monkeypatch, name):
    """Which list is where in the arena may differ, values and hashes may not."""
    monkeypatch.setattr(cpu, "_WORTH_A_THREAD", 1e-9)
    op, results = OPS[name], []
    call = random_call(op, 4, rows=400)
    for threads in (1, 2):
        backend = CpuBackend(LIMIT, threads)
        made = backend.run(op, columns(backend, op, *call), 400)
        counter = backend.counters.operations[name]
        results.append((backend.arena.values(made), made.hash.tolist(), (counter.items, counter.bytes)))
    assert results[0][1:] == results[1][1:]
    assert repr(results[0][0]) == repr(results[1][0])


def test_only_what_is_worth_it_goes_to_other_threads(monkeypatch):
    backend, handed_over = CpuBackend(LIMIT, threads=2), []
    submit = backend._pool.submit
    monkeypatch.setattr(backend._pool, "submit", lambda *call: handed_over.append(call) or submit(*call))
    column = backend.upload(GRID, [None] * 50)
    backend.run(OPS["rot90"], [column], 50)
    assert handed_over == []
    backend._costs["rot90"] = 1.0
    backend.run(OPS["rot90"], [column], 50)
    assert len(handed_over) == 1
    assert 0 < backend._costs["rot90"] < 1.0
