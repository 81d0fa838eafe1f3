"""A task that kills its worker, or whose search fails, is given up by name; every other task is searched."""

import itertools
import os
import signal
import sys
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context

import pytest
from expiring import Hand
from solve import dying
from solve.session import wait_until

from arc_pipeline.measure import Deadline
from arc_pipeline.workers import Workers, WorkersError, faults
from arc_pipeline.workers import pool as pools
from arc_pipeline.workers import workers as running

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills processes")

WHAT = {
    "kills": "worker died",
    "fails": "raised",
    "lacks": "out of memory",
    "eats": "out of memory",
    "hangs": "did not come back",
}


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    monkeypatch.setattr(running, "run_shard", dying.run_shard)


def search(pool, ids, together=8, **more):
    """The results of a search for tasks of these ids: the ids that were searched, in order, and the errors."""
    found = list(pool.run(dying.jobs(dying.tasks(*ids), together, **more), Deadline()))
    searched = [result.task_id for _, made in found for result in made.results if result.complete]
    told = [result.task_id for _, made in found for result in made.results]
    assert sorted(told) == sorted(ids), "every task comes back once, whatever happened"
    return sorted(searched), [made.error for _, made in found if made.error]  # whichever worker is done first


@pytest.mark.parametrize(
    ("count", "together", "bad"),
    [
        (2, 2, ["kills", "fails", "eats"]),
        *(pytest.param(count, 4, ["kills", "fails", "lacks", "eats"], marks=pytest.mark.slow) for count in (1, 2)),
    ],
)
def test_bad_tasks_cost_no_other(count, together, bad):
    good = [f"good-{k}" for k in range(4)]
    mixed = [id for pair in itertools.zip_longest(good, bad) for id in pair if id]
    with Workers("cpu", count) as pool:
        searched, errors = search(pool, mixed, together)
    assert searched == sorted(good)
    assert sorted(error.split(":")[0] for error in errors) == sorted(bad)
    for id in bad:
        alone = [fault for fault in pool.faults if fault.tasks == id]
        assert [fault.then for fault in alone][-2:] == ["tried by another worker", "given up"]
        assert {fault.what for fault in alone} == {WHAT[id.split("-")[0]]}


@pytest.mark.parametrize(
    "ids",
    [
        *(
            pytest.param(ids, marks=pytest.mark.slow)
            for ids in (["good", "kills"], ["good-1", "kills-1", "kills-2", "good-2"])
        ),
        ["kills", "good"],
    ],
)
def test_a_task_beside_one_that_kills_its_own_worker_notices_nothing(ids):
    with Workers("cpu", len(ids)) as pool:
        searched, errors = search(pool, ids, together=1)
    assert searched == sorted(id for id in ids if id.startswith("good"))
    assert sorted(error.split(":")[0] for error in errors) == sorted(id for id in ids if id.startswith("kills"))
    assert not any("good" in fault.tasks for fault in pool.faults)


def test_tasks_beside_one_that_hangs_are_searched_when_it_was_ended(monkeypatch):
    """By a clock on which time passes when all but the one that hangs have come back, however slow they are."""
    hand, others, found = Hand(monkeypatch), [{"good-2", "good-3"}, {"good-1"}], []

    def tick():
        if others and others[0] <= {result.task_id for made in found for result in made.results if result.complete}:
            others.pop(0)
            hand.time += 11.0 + running._GRACE

    ids = ["good-1", "hangs", "good-2", "good-3"]
    with Workers("cpu", 2) as pool:
        for _, made in pool.run(dying.jobs(dying.tasks(*ids), together=2, seconds=10.0), Deadline(), tick):
            found.append(made)
    assert sorted(result.task_id for made in found for result in made.results) == sorted(ids)
    assert others == []
    assert [made.error.split(":")[0] for made in found if made.error] == ["hangs"]
    assert [(fault.what, fault.tasks, fault.then) for fault in pool.faults] == [
        ("did not come back", "good-1, hangs", "searched in halves"),
        ("did not come back", "hangs", "given up"),
    ]


@pytest.mark.parametrize("when", ["its time is up", "the run ends"])
def test_a_task_that_hangs_is_ended_soon_after(monkeypatch, when):
    monkeypatch.setattr(running, "_GRACE", 0.2)
    monkeypatch.setattr(running, "_LAST_GRACE", (0.0, 0.2))
    job = dying.jobs(dying.tasks("hangs"), seconds=0.5 if when == "its time is up" else 100.0)
    with Workers("cpu", 2) as pool:
        ((_, made),) = pool.run(job, Deadline(100.0 if when == "its time is up" else 0.5))
    assert made.error == "hangs: TimeoutError: it did not come back in time"
    assert [(fault.what, fault.then) for fault in pool.faults] == [("did not come back", "given up")]


@pytest.mark.parametrize(("count", "given"), [(5, False), pytest.param(20, False, marks=pytest.mark.slow), (20, True)])
def test_what_a_lost_gpu_was_to_do_is_tried_by_another_worker_and_then_on_the_cpu(monkeypatch, count, given):
    """The processes of a pool are replaced when a backend fails, those of an executor that was given are not."""
    monkeypatch.setattr(running, "run_shard", dying.run_shard_without_a_gpu)
    monkeypatch.setattr(faults, "gpus_of", lambda backend: int(backend != "cpu"))
    monkeypatch.setattr(Workers, "_try_backend", lambda self: None)
    executor = ProcessPoolExecutor(1, get_context("spawn")) if given else None
    warned = pytest.warns(RuntimeWarning, match="a worker goes on with the CPU: LostBackendError: cuda is gone")
    with executor or nullcontext(), Workers("cuda", 1, executor) as pool, warned:
        searched, errors = search(pool, [f"good-{k:02}" for k in range(count)], 1)
    assert (len(searched), errors) == (count, [])
    assert {fault.what for fault in pool.faults} == {"backend failed"}
    then = [fault.then for fault in pool.faults]
    assert then == [
        "tried by another worker", "tried on the CPU", "tried on the CPU, with which this worker goes on",
    ], "and no more"  # fmt: skip


def test_that_a_process_had_begun_is_known_of_each_call_by_itself(monkeypatch):
    """Whatever others did in the meantime: those that die at once were not processes that never begin."""
    with pools.LocalPool(2) as executor:
        first, second = (executor.submit(os.getpid) for _ in range(2))
        assert len({first.result(), second.result()}) == 2
        executor.end(first)
        monkeypatch.setattr(pools, "_begin", dying.never)
        third = executor.submit(os.getpid)
        assert isinstance(third.exception(), BrokenExecutor)
        assert [executor.has_begun(one) for one in (first, second, third)] == [True, True, False]
        executor.kill()


def test_the_process_that_came_after_that_of_a_call_is_not_ended_with_it():
    """It may have been given another call before that of the dead one is looked at."""
    with pools.LocalPool(1) as executor:
        dead = executor.submit(os._exit, 3)
        assert isinstance(dead.exception(), BrokenExecutor)
        other = executor.submit(os.getpid)
        executor.end(dead)
        assert other.result() > 0
        assert executor.has_begun(other)


def test_a_process_whose_start_was_interrupted_is_ended_with_the_others(monkeypatch):
    """Its program would wait for it in the end."""
    started, start = [], pools._Process.start

    def interrupted(process):
        start(process)
        started.append(process)
        raise KeyboardInterrupt

    monkeypatch.setattr(pools._Process, "start", interrupted)
    executor = pools.LocalPool(1)
    try:
        with pytest.raises(KeyboardInterrupt):
            executor.submit(os.getpid)
        executor.kill()
        started[0].join(20)
        assert started[0].exitcode == -signal.SIGKILL
    finally:
        started[0].kill()


def test_a_process_whose_call_failed_gets_no_other_before_it_is_ended():
    """The next call would be ended with it."""
    with pools.LocalPool(2) as executor:
        failed, other = executor.submit(os.stat, "/no/such/file"), executor.submit(os.getpid)
        assert isinstance(failed.exception(), FileNotFoundError)
        process = other.result()
        assert executor.submit(os.getpid).result() == process
        executor.end(failed)
        assert executor.submit(os.getpid).result() != process


@pytest.mark.parametrize(("seconds", "begun"), [(0, []), (120, ["a", "b", "c"])])
def test_no_job_begins_after_the_deadline(monkeypatch, seconds, begun):
    asked = []

    def complete(shard, *more):
        asked.extend(task.id for task in shard)
        return dying.run_shard(shard, *more)

    monkeypatch.setattr(running, "run_shard", complete)
    with Workers("cpu", 0) as pool:
        found = list(pool.run(dying.jobs(dying.tasks("a", "b", "c"), 2), Deadline(seconds)))
    assert asked == begun
    assert [result.task_id for _, made in found for result in made.results] == begun


def test_a_worker_that_dies_with_nothing_to_do_is_replaced():
    with Workers("cpu", 2) as pool:
        assert search(pool, ["good-1"]) == (["good-1"], [])
        (slot,) = [slot for slot in pool._pool._slots if slot._executor is not None]
        for number in list(slot._executor._processes):
            os.kill(number, signal.SIGKILL)
        wait_until(lambda: slot._executor._broken, "the pool noticed that its worker is dead")
        assert search(pool, ["good-2", "good-3"], 1) == (["good-2", "good-3"], [])
        assert pool.faults == []


def test_an_executor_that_was_given_is_not_replaced():
    with ProcessPoolExecutor(1, get_context("spawn")) as executor, Workers("cpu", 1, executor) as pool:
        assert search(pool, ["good"]) == (["good"], [])
        with pytest.raises(WorkersError, match="the executor that was given is broken"):
            search(pool, ["kills", "good"])
