"""What workers share: one a core, each with its part of the memory of the machine and of the GPUs."""

import pytest

from arc_pipeline import workers
from arc_pipeline.backends.opening import _cores
from arc_pipeline.workers import GPU_SHARD, SHARD, Workers, worker_count

GIB = 1 << 30


@pytest.fixture
def machine(monkeypatch):
    """A machine with 16 GiB, of its GPUs 10 GiB each."""

    def of(gpus):
        monkeypatch.setattr(workers, "gpu_count", lambda: gpus)
        monkeypatch.setattr(workers, "gpu_memory", lambda: 10 * GIB)
        monkeypatch.setattr(workers, "free_memory", lambda: 16 * GIB)

    return of


@pytest.mark.parametrize("backend", ["auto", "cuda", "hybrid", "cpu", "reference"])
def test_one_worker_a_core_however_many_gpus(machine, backend):
    machine(1)
    assert worker_count(backend) == _cores()
    machine(1000)
    assert worker_count(backend) == (_cores() if backend in ("cpu", "reference") else 1000)


@pytest.mark.parametrize(
    ("backend", "count", "gpus", "limit"),
    [
        ("cpu", 1, 0, None),
        ("cpu", 4, 2, 2 * GIB),
        ("auto", 4, 0, 2 * GIB),
        ("auto", 4, 2, 2 * GIB),  # of the host's memory each has less than of its GPU's
        ("auto", 4, 1, 10 * GIB // 8),
        ("cuda", 2, 2, 4 * GIB),
        ("hybrid", 1, 1, None),
    ],
)
def test_memory_is_shared_out(machine, backend, count, gpus, limit):
    machine(gpus)
    assert Workers(backend, count)._limit == limit
    assert Workers(backend, count)._threads == (1 if limit else None)


def test_shards_are_larger_where_only_gpus_run_operations(machine):
    machine(1)
    assert Workers("cuda", 2)._most == GPU_SHARD > SHARD == Workers("auto", 2)._most
