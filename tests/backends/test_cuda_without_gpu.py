"""The CUDA backend around its kernels, on a stand-in for CuPy that is as strict: arrays, devices, counters, errors."""

import numpy as np
import pytest
import stand_in_cupy
from parity import assert_parity, by_family, random_call
from search.kernels.test_kernels import DRAWS

from arc_pipeline.backends import ARRAY_KERNELS, BackendError, cuda, open_backend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import GRID, Choice
from arc_pipeline.measure import span

LIMIT = 1 << 26


@pytest.fixture
def cupy(monkeypatch):
    return stand_in_cupy.take_the_place_of_cupy(monkeypatch)


@pytest.fixture(scope="module")
def backend():
    """One for all calls that are compared with the reference's: all kernels are loaded whenever one is opened."""
    with pytest.MonkeyPatch.context() as patch:
        stand_in_cupy.take_the_place_of_cupy(patch)
        yield open_backend("cuda", LIMIT)


@pytest.fixture(scope="module")
def reference():
    return ReferenceBackend(LIMIT)


def signatures():
    """One operation for each combination of types of parameters and result, by family."""
    found = {}
    for op in OPS.values():
        kinds = [("choice" if isinstance(p.type, Choice) else p.type.name, p.required) for p in op.parameters]
        found.setdefault((op.result.name, *kinds), op.name)
    return by_family(found.values())


@pytest.mark.parametrize("family", signatures())
def test_calls_of_every_signature_equal_the_reference(backend, reference, family):
    assert_equal(backend, reference, family, range(1))


@pytest.mark.slow
@pytest.mark.parametrize("family", signatures())
def test_more_calls_of_every_signature_equal_the_reference(backend, reference, family):
    assert_equal(backend, reference, family, range(1, 3))


def assert_equal(backend, reference, family, seeds):
    for name in signatures()[family]:
        for seed in seeds:
            assert_parity(reference, backend, OPS[name], *random_call(OPS[name], seed, rows=8))


@pytest.mark.parametrize("name", DRAWS)
def test_kernels_over_arrays_equal_the_reference(backend, name):
    """Arrays of the host are uploaded, those of the device taken as they are."""
    for seed in range(3):
        arguments = DRAWS[name](np.random.default_rng(seed))
        there = [backend.xp.asarray(a) if isinstance(a, np.ndarray) and seed else a for a in arguments]
        made = backend.apply(ARRAY_KERNELS[name], *there)
        assert np.array_equal(made.get(), ARRAY_KERNELS[name].reference(*arguments))


def test_two_devices_in_one_process(cupy):
    """Calls on one device while the other is the current one, in turns."""
    first, second = (open_backend("cuda", LIMIT, device=number) for number in range(2))
    grids = [np.full((2, k + 1), k, np.uint8) for k in range(5)]
    columns = [backend.upload(GRID, grids) for backend in (first, second)]
    for _ in range(2):
        columns = [b.run(OPS["hmirror"], [c], 5) for b, c in zip((first, second), columns, strict=True)]
    for backend, column in zip((first, second), columns, strict=True):
        assert all(map(np.array_equal, backend.arena.values(column), grids))
        assert backend.counters.operations["hmirror"].items == 10


def test_opening_makes_the_device_current(cupy):
    backend = open_backend("cuda", LIMIT, device=1)
    assert len(backend.xp.zeros(3) + backend.upload(GRID, [None] * 3).hash) == 3


def test_seconds_come_from_events(cupy):
    backend = open_backend("cuda", LIMIT)
    column = backend.upload(GRID, [np.ones((3, 3), np.uint8)])
    with span("search") as around:
        for _ in range(7):
            backend.run(OPS["hmirror"], [column], 1)
    counter = backend.counters.operations["hmirror"]
    assert (counter.launches, counter.items, counter.bytes, counter.seconds) == (7, 7, 63, 7.0)
    assert around.counts == {"kernel_seconds": 7.0, "gpu_seconds": 7.0}, (
        "of the span in which they were launched, though read later"
    )


def test_times_are_read_before_too_many_wait(cupy, monkeypatch):
    monkeypatch.setattr(cuda, "_PENDING", 4)
    backend = open_backend("cuda", LIMIT)
    column = backend.upload(GRID, [np.ones((3, 3), np.uint8)])
    for _ in range(50):
        backend.run(OPS["hmirror"], [column], 1)
        assert len(backend._pending) <= 4
    assert backend.counters.operations["hmirror"].seconds == 50.0


def test_spans_are_nvtx_ranges(cupy):
    open_backend("cuda", LIMIT)
    with span("outer"), span("inner"):
        assert stand_in_cupy.RANGES == ["outer", "inner"]
    with pytest.raises(ValueError, match="at fault"), span("failing"):
        raise ValueError("at fault")
    assert stand_in_cupy.RANGES == []


def test_spans_are_timed_by_the_device(cupy):
    with span("score", timer=open_backend("cuda", LIMIT).timer()) as timed:
        stand_in_cupy.Event.clock += 41
    assert timed.duration == 42.0


def test_blocks_are_as_many_as_needed_and_no_more_than_fill_the_device(cupy, monkeypatch):
    grids, kernel = [], stand_in_cupy.Module.get_function

    def noting(module, name):
        launch = kernel(module, name)
        return lambda grid, block, args: (grids.append(grid[0]), launch(grid, block, args))

    monkeypatch.setattr(stand_in_cupy.Module, "get_function", noting)
    backend = open_backend("cuda", LIMIT)
    for n in (1, 4, 5, 10_000):
        mark = backend.arena.mark()
        backend.run(OPS["hmirror"], [backend.upload(GRID, [None] * n)], n)
        backend.arena.release(mark)
    assert grids == [1, 1, 2, 128]


def test_default_limit_is_half_of_what_is_free(cupy, monkeypatch):
    monkeypatch.setattr(cupy.cuda.runtime, "memGetInfo", lambda: (1 << 24, 1 << 30))
    arena = open_backend("cuda").arena
    assert 0.45 * (1 << 24) < arena.slot_limit * 952 <= (1 << 24) // 2


def test_no_such_device(cupy):
    with pytest.raises(BackendError, match="GPU number 7 is asked for, but CuPy finds 2"):
        open_backend("cuda", LIMIT, device=7)


@pytest.mark.parametrize(("driver", "says"), [(0, "no NVIDIA driver was found"), (11080, "driver, for CUDA 11.8")])
def test_no_usable_driver(cupy, monkeypatch, driver, says):
    def fail():
        raise stand_in_cupy.CUDARuntimeError("cudaErrorInsufficientDriver")

    monkeypatch.setattr(cupy.cuda.runtime, "getDeviceCount", fail)
    monkeypatch.setattr(cupy.cuda.runtime, "driverGetVersion", lambda: driver)
    with pytest.raises(BackendError, match=says):
        open_backend("cuda", LIMIT)
