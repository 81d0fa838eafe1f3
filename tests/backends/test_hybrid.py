"""The hybrid: from which size of batch on the large backend is taken, measured and kept."""

import json

import numpy as np
import pytest

from arc_pipeline.backends import crossover, open_backend
from arc_pipeline.backends.crossover import Timing, calibrate, keep_threshold, kept_threshold, threshold
from arc_pipeline.backends.hybrid import HybridBackend
from arc_pipeline.backends.typical import batch, mixed_grids, square_grids, taken, typical_operations
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import GRID

LIMIT = 1 << 24


@pytest.fixture
def pair():
    """Two backends of unequal speed."""
    return open_backend("reference", LIMIT), open_backend("cpu", LIMIT, threads=1)


def timings(*gains):
    """At sizes 1, 10, 100, ... two operations, over which the large backend gains so many seconds."""
    return [Timing(name, 10**k, 5.0 + gain / 2, 5.0) for k, gain in enumerate(gains) for name in ("a", "b")]


@pytest.mark.parametrize(
    ("gains", "least"),
    [((-1, -1, 1, 2), 100), ((1, 2), 1), ((-1, -2), None), ((1, -1, 1), 100), ((1, 1, -1), None), ((), None)],
)
def test_threshold_is_the_size_from_which_on_large_wins(gains, least):
    assert threshold(timings(*gains)) == least


def test_threshold_weighs_all_operations():
    mixed = [Timing("quick", 10, 2.0, 1.0), Timing("slow", 10, 1.0, 3.0)]
    assert threshold(mixed) is None
    assert threshold([*mixed, Timing("other", 10, 2.0, 0.5)]) == 10


def test_calibration_finds_the_faster_one(pair):
    slow, fast = pair
    found = calibrate(slow, fast, sizes=(16, 64))
    assert {timing.grids for timing in found} == {16, 64}
    assert {timing.operation for timing in found} == {op.name for op in typical_operations()}
    assert threshold(found) == 16
    assert threshold(calibrate(fast, slow, sizes=(16, 64))) is None


def test_calibration_gives_the_arena_back_and_stops_where_it_is_full(pair):
    marks = [backend.arena.mark() for backend in pair]
    found = calibrate(*pair, sizes=(16, 100_000))
    assert {timing.grids for timing in found} == {16}
    assert [backend.arena.mark() for backend in pair] == marks


def test_calibration_stops_where_it_takes_long(pair, monkeypatch):
    monkeypatch.setattr(crossover, "ENOUGH", 0.0)
    assert {timing.grids for timing in calibrate(*pair, sizes=(16, 32, 64))} == {16}


def test_typical_operations_take_a_grid_alone():
    chosen = typical_operations()
    assert len(chosen) == len({op.name for op in chosen}) == 8
    assert sum(op.result.is_list for op in chosen) == 2
    for op in chosen:
        assert all(p.literals for p in op.parameters[1:] if p.required)


def test_the_threshold_is_kept(pair, monkeypatch, tmp_path):
    monkeypatch.setenv("ARC_PIPELINE_CACHE", str(tmp_path))
    measured = []

    def once(*_):
        measured.append(1)
        return timings(-1, 1)

    monkeypatch.setattr(crossover, "calibrate", once)
    assert [kept_threshold(*pair, "one machine") for _ in range(3)] == [10] * 3
    assert len(measured) == 1
    assert kept_threshold(*pair, "another machine") == 10
    assert len(measured) == 2
    assert [json.loads(file.read_text()) for file in tmp_path.iterdir()] == [10, 10]


def test_a_threshold_that_was_measured_otherwise_takes_the_place_of_the_one_that_is_kept(pair, monkeypatch, tmp_path):
    monkeypatch.setattr(crossover, "calibrate", lambda *_: timings(-1, 1))
    monkeypatch.setenv("ARC_PIPELINE_CACHE", str(tmp_path))
    assert kept_threshold(*pair, "one machine") == 10
    for least in (700, None, 10, 64):
        assert json.loads(keep_threshold("one machine", least).read_text()) == least
        assert kept_threshold(*pair, "one machine") == least
    assert len(list(tmp_path.iterdir())) == 1
    assert kept_threshold(*pair, "another machine") == 10


def test_a_batch_repeats_grids_in_slots_of_their_own(pair):
    _, backend = pair
    grids = square_grids(4)
    column = batch(backend, grids, 1000)
    assert len(set(column.data.tolist())) == 1000
    assert {value.shape for value in backend.arena.values(column)} == {(4, 4)}
    assert len(set(column.hash.tolist())) == len(set(column.hash[:256].tolist())) > 100


def test_what_a_launch_takes(pair):
    for backend in pair:
        mark = backend.arena.mark()
        slots = {op.name: taken(backend, op, mixed_grids(), 20).bytes / 952 for op in typical_operations()}
        assert backend.arena.mark() == mark
        assert all(held >= 20 for held in slots.values())
        assert max(slots.values()) > 60, "lists of pieces, and what is mapped over them"


@pytest.mark.parametrize(("least", "name"), [(64, "cpu"), (65, "reference"), (None, "reference"), (1, "cpu")])
def test_launches_go_where_they_are_faster(pair, least, name):
    assert HybridBackend(*pair, least).for_launches(64).name == name


def test_directly_it_is_the_cpu(pair):
    small, large = pair
    hybrid = HybridBackend(small, large, 10)
    assert hybrid.parts == pair
    column = hybrid.upload(GRID, [np.ones((2, 3), np.uint8)])
    assert [v.shape for v in hybrid.arena.values(hybrid.run(OPS["rot90"], [column], 1))] == [(3, 2)]
    assert hybrid.counters.operations["rot90"].bytes == small.counters.operations["rot90"].bytes == 6
    assert large.counters.operations == {}
    hybrid.synchronize()
