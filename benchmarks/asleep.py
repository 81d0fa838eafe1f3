"""Simulated devices in real time: an executor whose jobs only sleep, for as long as such rounds usually take.

What such a run has in common with a real one is all that is not searched: planning, sending jobs and results to and
fro, choosing attempts, writing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from typing import Any

from arc_pipeline.measure import Deadline, recording, span
from arc_pipeline.planning import read_rates
from arc_pipeline.search.task_result import TaskResult
from arc_pipeline.search.views.view import PLAIN
from arc_pipeline.tasks import Task
from arc_pipeline.workers import LocalPool, ShardResult, origin


class Asleep(Executor):
    """`count` processes, which have begun. In place of the search of a shard each of them sleeps so many times as long
    as the rates say, `scale`, or until the job's deadline."""

    def __init__(self, count: int, scale: float) -> None:
        self._scale, self._pool = scale, LocalPool(count)
        wait([self._pool.submit(origin) for _ in range(count)])

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Sleep, for a call of `run_shard` with these arguments."""
        return self._pool.submit(sleep, self._scale, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes."""
        self._pool.kill()


def sleep(scale: float, tasks: list[Task], views: Any, known: Any, effort: Any, deadline: Deadline, *more: Any) -> Any:
    """What `run_shard` returns, as if these tasks had been searched and nothing been found."""
    rates, round = read_rates(), more[-1]
    results = []
    with recording() as recorder:
        with span("shard", tasks=len(tasks), round=round):
            for task in tasks:
                seconds = min(scale * rates.of(round).seconds, deadline.left())
                threading.Event().wait(seconds)
                results.append(TaskResult(task.id, seconds=seconds, searched=(PLAIN,)))
        return ShardResult(results, origin(), recorder.take())
