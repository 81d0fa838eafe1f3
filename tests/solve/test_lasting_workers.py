"""Workers that outlive a run, as an executor's: what they hold does not grow, what they did is told apart."""

import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import pytest

from arc_pipeline.measure import Deadline, read_record, work
from arc_pipeline.search.effort import Effort
from arc_pipeline.solve import solve
from arc_pipeline.tasks import load_tasks
from arc_pipeline.workers import Job, Workers, pool, shard, sharing

MIB = 1 << 20
IDS = ("67a3c6ac", "a416b8f3", "3c9b0459", "aba27056", "05269061", "25ff71a9")
# A task a shard, so that launches do not depend on who searches which.
SMALL = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=0.9, strategies="cheap", together=1)


@pytest.fixture(scope="module")
def tasks():
    return load_tasks("arc-agi-1/training", ids=list(IDS)).tasks


@pytest.fixture
def nothing_kept(monkeypatch):
    monkeypatch.setattr(shard, "_kept", shard._Kept())


@pytest.mark.usefixtures("nothing_kept")
def test_a_thread_keeps_one_backend_of_a_name_whatever_limit_is_asked_for():
    first = shard.backend_of_thread("cpu", 16 * MIB, 1)
    other = shard.backend_of_thread("reference", 16 * MIB, 1)
    assert shard.backend_of_thread("cpu", 16 * MIB, 1) is first
    larger = shard.backend_of_thread("cpu", 32 * MIB, 1)
    assert larger is not first
    assert (first.arena.cells.nbytes, first.arena.heads.nbytes, first.arena.numbers.nbytes) == (0, 0, 0), "it is freed"
    assert larger.arena.cells.nbytes > 16 * MIB
    assert shard.backend_of_thread("cpu", 32 * MIB, 1) is larger
    assert shard.backend_of_thread("reference", 16 * MIB, 1) is other, "another name's is left alone"
    assert other.arena.cells.nbytes > MIB


def test_what_workers_that_last_hold_is_theirs_in_the_next_run_too(monkeypatch):
    free = iter(range(3000, 0, -1))  # the memory that is free shrinks by what they hold
    monkeypatch.setattr(sharing, "free_memory", lambda: MIB * next(free))
    sharing.lasting_memory_share.cache_clear()
    try:
        assert len({sharing.lasting_memory_share("cpu", 2) for _ in range(3)}) == 1
        assert len({Workers("cpu", 2)._limit for _ in range(3)}) == 3, "a pool of its own begins with nothing"
    finally:
        sharing.lasting_memory_share.cache_clear()


def counted(tasks, folder, **options):
    """What a run's record says was done: launches and items by operation, the workers of its shards and counters."""
    solved = solve(tasks, folder, budget_seconds=300, backend="cpu", rounds=(SMALL,), **options)
    assert solved.errors == []
    record = read_record(folder / "run.jsonl")
    table = work.operations(record.counters).set_index("operation")[["launches", "items"]].sort_index()
    shards = record.spans[record.spans["name"] == "shard"]
    return table, shards.groupby("worker").size().to_dict(), set(record.counters["worker"])


@pytest.fixture(scope="module")
def alone(tasks, tmp_path_factory):
    return counted(tasks, tmp_path_factory.mktemp("alone"), workers=0)


def test_who_searches_in_this_thread_is_worker_0(alone):
    assert alone[1:] == ({0: len(IDS)}, {0})


@pytest.mark.parametrize("kind", ["threads", pytest.param("processes", marks=pytest.mark.slow)])
def test_the_workers_of_an_executor_are_told_apart_and_all_that_they_did_is_counted_once(tasks, alone, tmp_path, kind):
    pools = {
        "threads": lambda: ThreadPoolExecutor(3),
        "processes": lambda: ProcessPoolExecutor(2, get_context("spawn")),
    }
    with pools[kind]() as executor:
        runs = [counted(tasks, tmp_path / str(k), workers=3, executor=executor) for k in range(2)]
    for table, shards, workers in runs:
        assert table.equals(alone[0]), "a second run does not count the first one's work again"
        assert sum(shards.values()) == len(IDS)
        assert len(shards) > 1
        assert 0 not in shards
        assert workers == set(shards)


def test_processes_that_take_the_place_of_others_are_workers_of_their_own(tasks):
    with Workers("cpu", 1) as workers:
        jobs = [iter([Job(tasks[:1], SMALL)]) for _ in range(2)]
        first = [made.worker for _, made in workers.run(lambda: next(jobs[0], None), Deadline())]
        workers._stop()
        second = [made.worker for _, made in workers.run(lambda: next(jobs[1], None), Deadline())]
    assert (first, second) == ([1], [2])


@pytest.mark.filterwarnings("ignore:hybrid without a GPU")
@pytest.mark.usefixtures("nothing_kept")
def test_fallbacks_that_are_in_force_are_in_each_record_and_counted_once_a_worker(tasks, tmp_path, monkeypatch):
    monkeypatch.setattr("arc_pipeline.backends.machine.gpu_at_hand", lambda: False)
    pairs = replace(SMALL, together=2)
    for folder in ("first", "second"):
        solve(tasks[:4], tmp_path / folder, backend="hybrid", workers=0, rounds=(pairs,))
        counters = read_record(tmp_path / folder / "run.jsonl").counters
        lost = work.fallbacks(counters)
        assert lost[["fallback", "times"]].values.tolist() == [["hybrid without a GPU: the CPU is used", 1]]
        assert lost["why"].str.startswith("cuda: ").all(), "what the GPU answered"
        assert work.gpu_verdict(counters, "beside").startswith("THE GPU WAS ASKED FOR")


def test_a_pool_that_was_killed_leaves_no_thread_behind():
    """A program that ends while such a thread tidies up ends with OSError in standard error."""
    before = set(threading.enumerate())
    executor = pool.LocalPool(2)
    waiting = [executor.submit(time.sleep, 600) for _ in range(2)]
    executor.kill()
    assert set(threading.enumerate()) <= before
    assert all(future.done() for future in waiting)
