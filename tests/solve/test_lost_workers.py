"""A task that kills its worker, or whose search fails, is given up by name; every other task is searched."""

import itertools
import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import pytest
from solve import dying
from solve.session import wait_until

from arc_pipeline.measure import Deadline
from arc_pipeline.search.effort import ROUNDS
from arc_pipeline.search.task_result import TaskResult
from arc_pipeline.search.views.view import PLAIN
from arc_pipeline.workers import ShardResult, Workers, WorkersError
from arc_pipeline.workers import workers as dealing

TWO = replace(ROUNDS[0], together=2)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills processes")


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    monkeypatch.setattr(dealing, "run_shard", dying.run_shard)


def search(pool, ids, together=8):
    """The results of a search for tasks of these ids: the ids that were searched, in order, and the errors."""
    found = list(pool.search(dying.tasks(*ids), replace(ROUNDS[0], together=together), Deadline(120)))
    searched = [result.task_id for shard in found for result in shard.results if result.complete]
    return sorted(searched), [shard.error for shard in found if shard.error]  # whichever worker is done first


@pytest.mark.parametrize("count", [pytest.param(1, marks=pytest.mark.slow), 2])
@pytest.mark.parametrize(
    "bad",
    [*(pytest.param([bad], marks=pytest.mark.slow) for bad in ("kills", "fails")), ["kills", "fails-1", "kills-2"]],
)
def test_bad_tasks_cost_no_other(count, bad):
    good = [f"good-{k}" for k in range(12)]
    mixed = [id for pair in itertools.zip_longest(good, bad) for id in pair if id]
    with Workers("cpu", count) as pool:
        searched, errors = search(pool, mixed)
    assert searched == sorted(good)
    assert sorted(error.split(":")[0] for error in errors) == sorted(bad)


@pytest.mark.parametrize(
    "ids",
    [
        *(pytest.param(ids, marks=pytest.mark.slow) for ids in (["kills", "good"], ["good", "kills"])),
        ["good-1", "kills-1", "kills-2", "good-2"],
    ],
)
def test_a_lone_task_beside_one_that_kills_is_searched(ids):
    with Workers("cpu", len(ids)) as pool:
        searched, errors = search(pool, ids, together=1)
    assert searched == sorted(id for id in ids if id.startswith("good"))
    assert sorted(error.split(":")[0] for error in errors) == sorted(id for id in ids if id.startswith("kills"))


def test_tasks_that_their_shard_had_no_time_for_are_searched_once_more_after_the_others(monkeypatch):
    begun = []

    def late(shard, *_):
        """Has time for the first task of each shard, and never for the one that is called slow."""
        begun.append([task.id for task in shard])
        results = [TaskResult(task.id, searched=(PLAIN,)) for task in shard[:1] if task.id != "slow"]
        return ShardResult(results + [TaskResult(task.id, complete=False) for task in shard[len(results) :]])

    monkeypatch.setattr(dealing, "run_shard", late)
    with Workers("cpu", 0) as pool:
        found = [result for made in pool.search(dying.tasks("a", "b", "slow", "c"), TWO, Deadline(120))
                 for result in made.results]  # fmt: skip
    assert begun == [["a", "b"], ["slow", "c"], ["b"], ["slow", "c"]]
    assert [(result.task_id, result.complete) for result in found] == [
        ("a", True), ("b", True), ("slow", False), ("c", False)
    ]  # fmt: skip


@pytest.mark.parametrize(("seconds", "begun"), [(0, []), (120, ["a", "b", "c"])])
def test_no_shard_begins_after_the_deadline_and_every_task_is_told(monkeypatch, seconds, begun):
    asked = []

    def complete(shard, *_):
        asked.extend(task.id for task in shard)
        return ShardResult([TaskResult(task.id, searched=(PLAIN,)) for task in shard])

    monkeypatch.setattr(dealing, "run_shard", complete)
    with Workers("cpu", 0) as pool:
        found = [result for made in pool.search(dying.tasks("a", "b", "c"), TWO, Deadline(seconds))
                 for result in made.results]  # fmt: skip
    assert asked == begun
    assert [(result.task_id, result.complete) for result in found] == [(id, bool(begun)) for id in "abc"]


def test_a_worker_that_dies_with_nothing_to_do_is_replaced():
    with Workers("cpu", 2) as pool:
        assert search(pool, ["good-1"]) == (["good-1"], [])
        idle = pool._pool
        for number in list(idle._processes):
            os.kill(number, signal.SIGKILL)
        wait_until(lambda: idle._broken, "the pool noticed that its workers are dead")
        assert search(pool, ["good-2", "good-3"]) == (["good-2", "good-3"], [])


def test_an_executor_that_was_given_is_not_replaced():
    with ProcessPoolExecutor(1, get_context("spawn")) as executor, Workers("cpu", 1, executor) as pool:
        assert search(pool, ["good"]) == (["good"], [])
        with pytest.raises(WorkersError, match="the executor that was given is broken"):
            search(pool, ["kills", "good"])
