"""What workers share: one a core, each with its part of the memory of the machine and of the GPUs."""

from concurrent.futures import Future
from dataclasses import replace

import pytest

from arc_pipeline import load_tasks
from arc_pipeline.backends.machine import cores
from arc_pipeline.measure import Deadline
from arc_pipeline.search.effort import ROUNDS
from arc_pipeline.search.task_result import TaskResult
from arc_pipeline.workers import ShardResult, Workers, shard, worker_count
from arc_pipeline.workers import workers as dealing
from arc_pipeline.workers.workers import _MOST_MEMORY

GIB = 1 << 30


@pytest.fixture
def machine(monkeypatch):
    """A machine with 16 GiB, of its GPUs 10 GiB each."""

    def of(gpus):
        monkeypatch.setattr(shard, "gpu_count", lambda: gpus)
        monkeypatch.setattr(dealing, "gpu_memory", lambda: 10 * GIB)
        monkeypatch.setattr(dealing, "free_memory", lambda: 16 * GIB)

    dealing._lasting_memory_share.cache_clear()
    yield of
    dealing._lasting_memory_share.cache_clear()


@pytest.mark.parametrize("backend", ["auto", "cuda", "hybrid", "cpu", "reference"])
def test_one_worker_a_core_however_many_gpus(machine, backend):
    machine(1)
    assert worker_count(backend) == cores()
    machine(1000)
    assert worker_count(backend) == (cores() if backend in ("cpu", "reference") else 1000)


@pytest.mark.parametrize(
    ("backend", "count", "gpus", "limit"),
    [
        ("cpu", 0, 0, _MOST_MEMORY),
        ("cpu", 1, 0, _MOST_MEMORY),
        ("cpu", 4, 2, 2 * GIB),
        ("auto", 4, 0, 2 * GIB),
        ("auto", 4, 2, 2 * GIB),  # of the host's memory each has less than of its GPU's
        ("auto", 4, 1, 10 * GIB // 8),
        ("cuda", 2, 2, _MOST_MEMORY),
        ("hybrid", 1, 1, _MOST_MEMORY),
    ],
)
def test_memory_is_shared_out(machine, backend, count, gpus, limit):
    machine(gpus)
    assert Workers(backend, count)._limit == limit
    assert Workers(backend, count)._threads == (1 if count > 1 else None)


@pytest.mark.parametrize(("backend", "sizes"), [("cpu", [2, 2, 2, 2, 1]), ("cuda", [5, 4])])
def test_so_many_tasks_are_searched_at_once_as_the_effort_says(monkeypatch, machine, backend, sizes):
    """Times as many where only GPUs run operations; fewer where some workers would else get none."""
    machine(1)
    tasks, seen = load_tasks("arc-agi-1/training", limit=9).tasks, []

    def submit(shard, *_):
        seen.append(len(shard))
        future = Future()
        future.set_result(ShardResult([TaskResult(task.id) for task in shard]))
        return future

    pool = Workers(backend, 2)
    monkeypatch.setattr(pool, "_submit", submit)
    found = list(pool.search(tasks, replace(ROUNDS[0], together=2), Deadline()))
    assert seen == sizes
    assert sum(len(one.results) for one in found) == len(tasks)
    seen.clear()
    list(pool.search(tasks[:3], replace(ROUNDS[0], together=8), Deadline()))
    assert seen == [2, 1]


def test_no_more_workers_than_can_be_waited_for(machine, monkeypatch):
    """On Windows a process can wait for 61 others, and ProcessPoolExecutor takes no more."""
    machine(100)
    monkeypatch.setattr(dealing, "_MOST_PROCESSES", 61)
    assert worker_count("auto") == 61


def test_a_shard_is_given_what_is_known_of_its_own_tasks(monkeypatch):
    tasks, given = load_tasks("arc-agi-1/training", limit=3).tasks, []

    def run(shard, views, known, *_):
        given.append(([task.id for task in shard], known))
        return ShardResult([TaskResult(task.id) for task in shard])

    monkeypatch.setattr(dealing, "run_shard", run)
    known = {tasks[0].id: ["first"], tasks[2].id: ["third"]}
    list(Workers("cpu", 0).search(tasks, replace(ROUNDS[0], together=2), Deadline(), known=known))
    first, second, third = (task.id for task in tasks)
    assert given == [([first, second], {first: ["first"]}), ([third], {third: ["third"]})]
