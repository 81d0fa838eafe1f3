"""The benchmark of several workers, with tiny runs: what it prints, and that it tells more work from less."""

import re
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import count
from threading import Event

import pytest

from arc_pipeline.measure import clock
from arc_pipeline.search.effort import CHEAP
from arc_pipeline.workers import LocalPool
from benchmarks import overlap, workers
from benchmarks.search import shard

SMALL = replace(CHEAP, cost=1, feature_cost=1, number_cost=1, together=2)


def test_what_it_prints(monkeypatch, capsys):
    runs = []

    def run(kind, work):
        return lambda tasks, *given: (runs.append((kind, given)), work(given[-1]))[1]

    monkeypatch.setattr(workers, "searched", run("searched", lambda n: workers.Work(n * 95, n, n * 0.95, 0.05)))
    monkeypatch.setattr(workers, "slept", run("slept", lambda n: workers.Work(0, n, 0.9 * n + 0.1, 0.1)))
    monkeypatch.setattr(workers, "hard", lambda tasks, effort: list(tasks))
    monkeypatch.setattr(workers, "steps", lambda share, count, seconds: min(100 * count, 100 / (1 - share)) * seconds)
    workers.main(["--seconds", "7", "--pairs", "2", "--tasks", "3", "--slept", "5", "--shared", "1"])
    printed = capsys.readouterr().out
    assert [given[1:] for kind, given in runs if kind == "searched"] == [(7.0, 1), (7.0, 2)] * 2, "in pairs"
    assert [given for kind, given in runs if kind == "slept"] == [(5.0, 1), (5.0, 4)]
    assert printed.count("2.00 times the values") == 2
    assert "two workers: 2.00 times as much as one\n" in printed
    assert "four devices: 3.70 times as much as one  <-- under 3.8\n" in printed
    assert "10.0% of the time without one" in printed
    assert "kernels 30%: 2: 1.43, 4: 1.43 times as much as one, at most 1.43\n" in printed
    assert "kernels 70%: 2: 2.00, 4: 3.33 times as much as one, at most 1.43\n" in printed


@pytest.mark.slow
def test_hard_tasks_are_searched_again_and_again(monkeypatch):
    tasks = workers.hard(shard(8), SMALL)
    assert 0 < len(tasks) < 8, "some are solved at once"
    monkeypatch.setattr(clock, "ticks", count(0.0, 2e-3).__next__)  # time passes as it is looked at
    work = workers.searched(tasks[:2], SMALL, 6.0, 0)
    assert work.rounds > 2
    assert work.values > 0
    assert 3.0 < work.seconds < 7.0
    assert 0 <= work.idle < 0.5


def test_devices_that_sleep_do_so_for_as_long_as_they_have():
    work = workers.slept(shard(8), 2.0, 2, 0.01)
    assert work.rounds >= 8
    assert work.seconds > 0


def test_a_worker_that_sleeps_is_a_process_of_its_own(monkeypatch):
    submitted = []
    submit = LocalPool.submit
    monkeypatch.setattr(
        LocalPool, "submit", lambda self, fn, *more: submitted.append(fn.__name__) or submit(self, fn, *more)
    )
    workers.slept(shard(2), 0.5, 1, 0.01)
    assert submitted[0] == "origin", "it has begun before the time counts"
    assert set(submitted[1:]) == {"sleep"}
    assert re.fullmatch(r"benchmarks\.asleep", workers.Asleep.__module__)


@pytest.mark.skipif(sys.platform != "linux", reason="locks a file")
def test_a_simulated_gpu_runs_one_kernel_at_a_time(tmp_path):
    running, seen = [], []

    def kernel():
        with overlap._alone_on(tmp_path / "device"):
            running.append(1)
            Event().wait(0.02)
            seen.append(len(running))
            running.pop()

    with ThreadPoolExecutor(4) as executor:
        wait([executor.submit(kernel) for _ in range(4)])
    assert seen == [1] * 4


@pytest.mark.skipif(sys.platform != "linux", reason="binds processes to a core")
def test_each_process_that_shares_a_core_ends_the_step_that_it_has_begun():
    assert overlap.steps(1.0, 2, overlap._STEP) >= 2
