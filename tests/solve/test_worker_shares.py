"""What workers share: cores and GPUs, each with its part of the memory of the machine and of the GPUs."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from arc_pipeline import load_tasks
from arc_pipeline.backends.machine import cores
from arc_pipeline.measure import Deadline
from arc_pipeline.search.effort import CHEAP
from arc_pipeline.search.task_result import TaskResult
from arc_pipeline.search.views.view import PLAIN
from arc_pipeline.workers import Job, ShardResult, Workers, shard, sharing, worker_count
from arc_pipeline.workers import workers as running
from arc_pipeline.workers.sharing import _MOST_MEMORY

GIB = 1 << 30


@pytest.fixture
def machine(monkeypatch):
    """A machine with 16 GiB, of its GPUs 10 GiB each."""

    def of(gpus):
        monkeypatch.setattr(sharing, "gpu_count", lambda: gpus)
        monkeypatch.setattr(sharing, "gpu_memory", lambda: 10 * GIB)
        monkeypatch.setattr(sharing, "free_memory", lambda: 16 * GIB)

    sharing.lasting_memory_share.cache_clear()
    yield of
    sharing.lasting_memory_share.cache_clear()


@pytest.mark.parametrize("backend", ["auto", "cuda", "hybrid", "cpu", "reference"])
def test_one_worker_a_core_however_many_gpus_and_two_where_they_run_all(machine, backend):
    machine(1)
    assert worker_count(backend) == cores() * (2 if backend == "cuda" else 1)
    machine(1000)
    assert worker_count(backend) == (cores() if backend in ("cpu", "reference") else 1000)


def test_workers_that_share_a_core_share_its_part_of_the_memory(machine, monkeypatch):
    machine(2)
    monkeypatch.setattr(sharing, "cores", lambda: 4)
    assert worker_count("cuda") == 8
    assert sharing.memory_share("cuda", 8) == min(16 * GIB // 8, 10 * GIB // 4) // 2
    assert sharing.lasting_memory_share("cuda", 40) == sharing.memory_share("cuda", 8)


@pytest.mark.parametrize(
    ("backend", "count", "gpus", "limit"),
    [
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
    assert Workers(backend, count)._limit == sharing.memory_share(backend, count) == limit


def test_a_worker_that_may_be_on_another_machine_sees_its_own_memory(machine, monkeypatch):
    """Where forty workers of a cluster share ten machines of four cores, each has a fourth of its own machine's."""
    machine(0)
    monkeypatch.setattr(sharing, "cores", lambda: 4)
    for elsewhere in (Workers("cpu", 40, ThreadPoolExecutor(1)), Workers("cpu", 0)):
        assert elsewhere._limit is None
    assert sharing.lasting_memory_share("cpu", 40) == 2 * GIB
    assert sharing.lasting_memory_share("cpu", 1) == sharing._MOST_MEMORY
    assert [shard.threads_of(count) for count in (0, 1, 2, 40)] == [None, None, 1, 1]


def test_no_more_workers_than_can_be_waited_for(machine, monkeypatch):
    """On Windows a process can wait for 61 others, and ProcessPoolExecutor takes no more."""
    machine(100)
    monkeypatch.setattr(sharing, "_MOST_PROCESSES", 61)
    assert worker_count("auto") == 61


def test_a_shard_is_given_what_is_known_of_its_own_tasks_and_their_views_and_each_half_its_part(monkeypatch):
    tasks, given = load_tasks("arc-agi-1/training", limit=3).tasks, []

    def run(shard, views, known, *_):
        given.append(([task.id for task in shard], views, known))
        if len(shard) > 1:
            raise ValueError("one of them is at fault")
        return ShardResult([TaskResult(task.id) for task in shard])

    monkeypatch.setattr(running, "run_shard", run)
    first, second, third = (task.id for task in tasks)
    views = {first: None, second: (PLAIN,)}
    jobs = [Job(tasks[2:], CHEAP, None, {third: ["three"]}), Job(tasks[:2], CHEAP, views, {first: ["one"]})]
    list(Workers("cpu", 0).run(lambda: jobs.pop() if jobs else None, Deadline()))
    assert given == [
        ([first, second], views, {first: ["one"]}),
        ([first], {first: None}, {first: ["one"]}),
        ([second], {second: (PLAIN,)}, {}),
        ([third], None, {third: ["three"]}),
    ]
