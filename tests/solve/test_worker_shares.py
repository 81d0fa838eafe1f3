"""What workers share: one a core, each with its part of the memory of the machine and of the GPUs."""

import pytest

from arc_pipeline import load_tasks
from arc_pipeline.backends.machine import cores
from arc_pipeline.measure import Deadline
from arc_pipeline.search.effort import ROUNDS
from arc_pipeline.search.task_result import TaskResult
from arc_pipeline.search.views.view import PLAIN
from arc_pipeline.workers import Job, ShardResult, Workers, shard, worker_count
from arc_pipeline.workers import workers as running
from arc_pipeline.workers.workers import _MOST_MEMORY

GIB = 1 << 30


@pytest.fixture
def machine(monkeypatch):
    """A machine with 16 GiB, of its GPUs 10 GiB each."""

    def of(gpus):
        monkeypatch.setattr(shard, "gpu_count", lambda: gpus)
        monkeypatch.setattr(running, "gpu_memory", lambda: 10 * GIB)
        monkeypatch.setattr(running, "free_memory", lambda: 16 * GIB)

    running._lasting_memory_share.cache_clear()
    yield of
    running._lasting_memory_share.cache_clear()


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


def test_no_more_workers_than_can_be_waited_for(machine, monkeypatch):
    """On Windows a process can wait for 61 others, and ProcessPoolExecutor takes no more."""
    machine(100)
    monkeypatch.setattr(running, "_MOST_PROCESSES", 61)
    assert worker_count("auto") == 61


def test_a_shard_is_given_what_is_known_of_its_own_tasks_and_their_views(monkeypatch):
    tasks, given = load_tasks("arc-agi-1/training", limit=3).tasks, []

    def run(shard, views, known, *_):
        given.append(([task.id for task in shard], views, known))
        return ShardResult([TaskResult(task.id) for task in shard])

    monkeypatch.setattr(running, "run_shard", run)
    first, second, third = (task.id for task in tasks)
    known, views = {first: ["one"], third: ["three"]}, {first: None, second: (PLAIN,), third: None}
    jobs = [Job(tasks[2:], ROUNDS[0], None, known), Job(tasks[:2], ROUNDS[0], views, known)]
    list(Workers("cpu", 0).run(lambda: jobs.pop() if jobs else None, Deadline()))
    assert given == [
        ([first, second], {first: None, second: (PLAIN,)}, {first: ["one"]}),
        ([third], None, {third: ["three"]}),
    ]
