"""On a real GPU: every operation equals the reference, and what only a device can show. Skipped where there is none."""

import numpy as np
import pytest
from hypothesis import given, settings
from parity import assert_parity, by_family, random_call
from search.kernels.test_kernels import DRAWS
from strategies import real_grids, seeds

from arc_pipeline.backends import ARRAY_KERNELS, open_backend
from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import GRID
from arc_pipeline.measure import span

pytestmark = pytest.mark.gpu
LIMIT = 1 << 28


@pytest.fixture(scope="module")
def cuda():
    return open_backend("cuda", LIMIT)


@pytest.fixture(scope="module")
def reference():
    return ReferenceBackend(LIMIT)


@pytest.mark.parametrize("family", by_family())
@settings(max_examples=4)
@given(seed=seeds)
def test_cuda_equals_reference(cuda, reference, family, seed):
    for name in by_family()[family]:
        assert_parity(reference, cuda, OPS[name], *random_call(OPS[name], seed, rows=40))


@pytest.mark.parametrize("family", by_family())
def test_many_blocks_equal_the_cpu(cuda, cpu, family):
    for name in by_family()[family]:
        assert_parity(cpu, cuda, OPS[name], *random_call(OPS[name], 0, rows=1000))


@pytest.fixture(scope="module")
def cpu():
    return CpuBackend(LIMIT)


@pytest.mark.parametrize("name", DRAWS)
@settings(max_examples=10)
@given(seed=seeds)
def test_kernels_over_arrays_equal_the_reference(cuda, name, seed):
    arguments = DRAWS[name](np.random.default_rng(seed))
    made = cuda.apply(ARRAY_KERNELS[name], *arguments)
    assert np.array_equal(made.get(), ARRAY_KERNELS[name].reference(*arguments))


def test_more_items_than_warps(cuda):
    """So many items that every warp has several."""
    grids = real_grids()[:1000] * 70
    mark = cuda.arena.mark()
    column = cuda.upload(GRID, grids)
    turned = cuda.run(OPS["rot180"], [cuda.run(OPS["rot180"], [column], len(grids))], len(grids))
    assert np.array_equal(turned.hash.get(), column.hash.get())
    cuda.arena.release(mark)


def test_seconds_are_those_of_the_device(cuda):
    column = cuda.upload(GRID, real_grids()[:1000])
    with span("run", timer=cuda.timer()) as timed:
        for _ in range(20):
            mark = cuda.arena.mark()
            cuda.run(OPS["hmirror"], [column], 1000)
            cuda.arena.release(mark)
    assert 0 < cuda.counters.operations["hmirror"].seconds <= timed.duration


def test_a_hybrid_measures_its_threshold(monkeypatch, tmp_path):
    monkeypatch.setenv("ARC_PIPELINE_CACHE", str(tmp_path))
    hybrid = open_backend("hybrid", LIMIT)
    assert [part.name for part in hybrid.parts] == ["cpu", "cuda"]
    assert hybrid.for_launches(1).name == "cpu"
    assert hybrid.for_launches(10**6).name == "cuda"
