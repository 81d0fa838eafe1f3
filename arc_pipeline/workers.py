"""Shards of tasks on processes: one a core or a GPU, through the interface of `concurrent.futures`.

Any executor can stand in for the local pool (for instance a Dask client's `get_executor()`).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from .backends import Backend, open_backend
from .measure import Deadline, Span, recording, span
from .search.effort import Effort
from .search.shard import TaskResult, search_shard
from .tasks import Task

SHARD = 8  # tasks that are searched at once: enough to fill launches, few enough to come back often
_GRACE = 30.0  # seconds that a shard may overrun its deadline before its worker is given up


@dataclass
class ShardResult:
    """What came back from one shard: results, the worker's spans, what its backend counted since the shard before."""

    results: list[TaskResult]
    spans: list[Span]
    counters: dict[str, Any] = field(default_factory=dict)
    error: str | None = None


@cache
def _backend(name: str, limit: int | None, device: int) -> Backend:
    with span("compile", cold=1):
        return open_backend(name, limit=limit, device=device)


def run_shard(
    tasks: Sequence[Task], effort: Effort, deadline: Deadline, name: str, limit: int | None, device: int
) -> ShardResult:
    """Search a shard in this process, whose backend is opened once and kept."""
    with recording(worker=os.getpid()) as recorder:
        with span("shard", tasks=len(tasks)):
            backend = _backend(name, limit, device)
            results = search_shard(backend, tasks, effort, deadline)
        return ShardResult(results, recorder.take(), backend.counters.take())


class Workers:
    """Searches shards on `count` processes, 0: in this one. Used in a `with` statement."""

    def __init__(self, backend: str, count: int, limit: int | None = None, executor: Executor | None = None) -> None:
        self.backend, self.count, self.limit = backend, count, limit
        self._given = executor
        self._pool: Executor | None = executor

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *error: object) -> None:
        self._stop()

    def search(self, tasks: Sequence[Task], effort: Effort, deadline: Deadline) -> Iterator[ShardResult]:
        """Search all tasks before the deadline, a shard at a time; results as they come.

        A shard that fails is cut in half and tried again, and a single task that fails is given up with its error, so
        one bad task costs no other.
        """
        waiting = [tasks[k : k + SHARD] for k in range(0, len(tasks), SHARD)]
        running: dict[Future[ShardResult], Sequence[Task]] = {}
        width = max(1, self.count)
        while waiting or running:
            while waiting and len(running) < width:
                shard, rest = waiting.pop(0), len(waiting)
                limit = deadline.sub(
                    deadline.left() * width / (rest + 1 + len(running)) if deadline.left() < 1e9 else None
                )
                running[self._submit(shard, effort, limit, len(running))] = shard
            done, _ = wait(running, timeout=min(deadline.left() + _GRACE, 1e6), return_when=FIRST_COMPLETED)
            if not done:
                self._stop()
                for shard in running.values():
                    yield _given_up(shard, "its worker did not come back in time and was stopped")
                return
            for future in done:
                shard = running.pop(future)
                error = future.exception()
                if error is None:
                    yield future.result()
                elif len(shard) > 1:
                    self._stop_if_broken(error)
                    waiting = [shard[: len(shard) // 2], shard[len(shard) // 2 :], *waiting]
                else:
                    self._stop_if_broken(error)
                    yield _given_up(shard, f"{type(error).__name__}: {error}")

    def _submit(self, shard: Sequence[Task], effort: Effort, deadline: Deadline, device: int) -> Future[ShardResult]:
        if self.count == 0 and self._given is None:
            future: Future[ShardResult] = Future()
            try:
                future.set_result(run_shard(shard, effort, deadline, self.backend, self.limit, device))
            except Exception as error:  # the future carries it, as an executor's would
                future.set_exception(error)
            return future
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.count, context, initializer=_begin_worker, initargs=(os.getpid(),))
        return self._pool.submit(run_shard, shard, effort, deadline, self.backend, self.limit, device)

    def _stop_if_broken(self, error: BaseException) -> None:
        from concurrent.futures.process import BrokenProcessPool

        if isinstance(error, BrokenProcessPool):
            self._stop()

    def _stop(self) -> None:
        """End the local pool at once, with whatever it is doing; a given executor belongs to its giver."""
        if self._pool is None or self._given is not None:
            return
        processes = list((getattr(self._pool, "_processes", None) or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        self._pool = None


def _given_up(shard: Sequence[Task], error: str) -> ShardResult:
    return ShardResult([TaskResult(task.id, complete=False) for task in shard], [], error=error)


def _begin_worker(parent: int) -> None:
    """Leave Ctrl-C to the parent, and end when the parent is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    event = threading.Event()
    while not event.wait(1.0):
        if os.getppid() != parent:
            os._exit(1)
