"""What workers share: the cores of a machine, its memory and that of its GPUs."""

from __future__ import annotations

import os
from functools import cache

from ..backends import cores, free_memory, gpu_count, gpu_memory, gpu_of

A_CORE = 2  # workers for each core where GPUs run all operations
_MOST_MEMORY = 3 << 30  # bytes of values per worker, which never gets more than half of its share of free memory
_MOST_PROCESSES = 61 if os.name == "nt" else 4096  # Windows cannot wait for more than 61


def gpus_of(backend: str) -> int:
    """The number of GPUs that a backend can use on this machine."""
    return 0 if gpu_of(backend) == "none" else gpu_count()


def worker_count(backend: str) -> int:
    """The number of workers that a backend can use on this machine: one per core, and at least one per GPU; A_CORE per
    core where GPUs run all operations.

    Most of a search runs on the cores even if a GPU runs the operations, so several workers share a GPU. While one
    waits for its kernels, another has its core: the system lets them take turns, where streams would need two shards
    in one process, each with its arena, held up by one interpreter. If kernels take a share f of one worker's time,
    any number of them does at most 1 / max(f, 1 - f) times as much, never more than twice, so two are enough and each
    further one only takes memory. `benchmarks.workers` shows it on a simulated GPU, `benchmarks.gpu` on a real one.
    """
    of_cores = cores() * (A_CORE if gpu_of(backend) == "alone" else 1)
    return min(max(of_cores, gpus_of(backend)), _MOST_PROCESSES)


def memory_share(backend: str, count: int) -> int:
    """Bytes of values that each of `count` workers may hold, as they share the memory of this machine and its GPUs."""
    gpus = gpus_of(backend)
    shares = [free_memory() // max(1, count)]
    shares += [gpu_memory() // -(-max(1, count) // gpus)] if gpus else []
    return min(_MOST_MEMORY, min(shares) // 2)


@cache
def lasting_memory_share(backend: str, count: int) -> int:
    """The same for workers that outlive a run, or that run on a machine of their own, which share it with no more than
    it can use. Memory that they hold no longer counts as free, so the first share stays."""
    return memory_share(backend, min(max(1, count), worker_count(backend)))
