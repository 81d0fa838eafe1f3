"""Deals shards of tasks out to workers and collects their results, so that one task's failure costs no other task.

A shard that fails is halved until the task at fault stands alone; a worker that dies is replaced.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from ..backends import cores, free_memory, gpu_memory, gpu_of, open_backend
from ..measure import Deadline, span
from ..search.effort import Effort
from ..search.shard import Known, Views
from ..search.task_result import TaskResult
from ..tasks import Task
from .pool import LocalPool
from .shard import ShardResult, gpus_of, origin, run_shard

GPU_TIMES = 4  # times as many tasks in a shard if a GPU alone runs the operations, for larger launches
_MOST_MEMORY = 3 << 30  # bytes of values per worker, which never gets more than half of its share of free memory
_SMALL = 1 << 26  # bytes for a backend that is opened only to test and to calibrate it
_GRACE = 30.0  # seconds that a shard may overrun its deadline before its worker is killed
_MOST_PROCESSES = 61 if os.name == "nt" else 4096  # Windows cannot wait for more than 61
_POOLS = 3  # in a row without a process that begins to work, after which none is expected to


class WorkersError(RuntimeError):
    """Raised if there are no workers: none could be started, or the executor that was given is broken."""


def worker_count(backend: str) -> int:
    """The number of workers that a backend can use on this machine: one per core, and at least one per GPU.

    Most of a search runs on the cores even if a GPU runs the operations, so several workers share a GPU.
    """
    return min(max(cores(), gpus_of(backend)), _MOST_PROCESSES)


def memory_share(backend: str, count: int) -> int:
    """Bytes of values that each of `count` workers may hold, as they share the memory of the machine and its GPUs."""
    gpus = gpus_of(backend)
    shares = [free_memory() // max(1, count)]
    shares += [gpu_memory() // -(-max(1, count) // gpus)] if gpus else []
    return min(_MOST_MEMORY, min(shares) // 2)


# For workers that outlive a run: memory that their backends hold no longer counts as free, so the first share stays.
_lasting_memory_share = cache(memory_share)


class Workers:
    """Searches shards on `count` processes, or in this process if `count` is 0. Used in a `with` statement.

    `search` raises WorkersError if no process begins to work, or if the executor that was given is broken.
    """

    def __init__(self, backend: str, count: int, executor: Executor | None = None) -> None:
        self.backend, self.count = backend, count
        self._given = executor
        self._pool: LocalPool | None = None
        self._times = GPU_TIMES if gpu_of(backend) == "alone" else 1
        lasting = executor is not None or count == 0
        self._limit = (_lasting_memory_share if lasting else memory_share)(backend, count)
        self._threads = 1 if count > 1 else None
        self._unbegun = 0  # pools in a row
        self._numbers = {"": 0, origin(): 0}  # of workers by the origins of their shards

    def __enter__(self) -> Workers:
        if self._given is None:
            # Compiled once here, not by all workers at once; a backend that cannot be opened is one error.
            with span("compile", cold=1):
                open_backend(self.backend, limit=_SMALL, threads=self._threads).close()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop()

    def search(
        self,
        tasks: Sequence[Task],
        effort: Effort,
        deadline: Deadline,
        views: Views = None,
        known: Known = MappingProxyType({}),
    ) -> Iterator[ShardResult]:
        """Search all tasks before the deadline and yield the results of shards as they come.

        `views` and `known` are as in search_shard. A shard that fails is halved and tried again; a single task that
        fails is given up with its error. A worker that dies breaks all running shards: a single task among them is
        tried once more with no other beside it before it is given up. Tasks for which a shard had no time are searched
        once more after the others.
        """
        size = min(self._times * effort.together, max(1, -(-len(tasks) // max(1, self.count))))
        waiting = [tasks[k : k + size] for k in range(0, len(tasks), size)]
        suspects: list[Sequence[Task]] = []
        again: set[str] = set()
        running: dict[Future[ShardResult], Sequence[Task]] = {}
        width = max(1, self.count)
        while waiting or suspects or running:
            if deadline.expired and (waiting or suspects):  # workers would only return each shard unsearched
                yield ShardResult(
                    [TaskResult(task.id, complete=False) for shard in waiting + suspects for task in shard]
                )
                waiting, suspects = [], []
                continue
            while (waiting and len(running) < width) or (suspects and not running):
                shard, shares = (waiting or suspects).pop(0), len(waiting) + len(suspects) + len(running) + 1
                running[self._submit(shard, views, known, effort, deadline.share(min(1.0, width / shares)))] = shard
            with span("wait", wait=1):
                done, _ = wait(running, min(deadline.left() + _GRACE, threading.TIMEOUT_MAX), FIRST_COMPLETED)
            if not done:
                self._stop()
                yield from (given_up(shard, "the worker did not come back in time") for shard in running.values())
                yield from (given_up(shard, "no time was left for it") for shard in [*waiting, *suspects])
                return
            broken = next((e for e in map(_error, done) if isinstance(e, BrokenExecutor)), None)
            begun = broken is None or self._lost_pool()
            if broken is not None:
                done, _ = wait(running)  # returns at once, as the pool is gone
            alone = len(done) == 1
            for future in done:
                shard, error = running.pop(future), _error(future)
                if error is None:
                    made = future.result()
                    late = [] if deadline.expired else [task for task in shard if task.id in made.late - again]
                    waiting += [late] if late else []
                    again |= {task.id for task in late}
                    self._unbegun = 0
                    yield replace(made.without(late), worker=self._number(made.origin))
                elif isinstance(error, BrokenExecutor) and not begun:
                    waiting.insert(0, shard)  # no process has begun it
                elif len(shard) > 1:
                    waiting = [shard[: len(shard) // 2], shard[len(shard) // 2 :], *waiting]
                elif isinstance(error, BrokenExecutor) and not alone:
                    suspects.append(shard)
                else:
                    yield given_up(shard, f"{type(error).__name__}: {error}")
            if broken is not None:
                self._refuse_to_go_on(broken)

    def _number(self, origin: str) -> int:
        """The number of the worker that a shard comes from: 0 for this thread, then from 1 by order of appearance."""
        return self._numbers.setdefault(origin, len(set(self._numbers.values())))

    def _submit(
        self, shard: Sequence[Task], views: Views, known: Known, effort: Effort, deadline: Deadline
    ) -> Future[ShardResult]:
        own = None if views is None else {task.id: views[task.id] for task in shard}
        found = {task.id: known[task.id] for task in shard if task.id in known}
        arguments = (shard, own, found, effort, deadline, self.backend, self._limit, self._threads)
        future: Future[ShardResult] = Future()
        if self.count == 0 and self._given is None:
            try:
                future.set_result(run_shard(*arguments))
            except Exception as error:  # kept in the future, as an executor does
                future.set_exception(error)
            return future
        try:
            try:
                return self._executor().submit(run_shard, *arguments)
            except BrokenExecutor:
                self._stop()  # a worker died while idle
                return self._executor().submit(run_shard, *arguments)
        except (BrokenExecutor, OSError) as error:  # OSError: no more processes can be started
            future.set_exception(error if isinstance(error, BrokenExecutor) else BrokenExecutor(str(error)))
            return future

    def _executor(self) -> Executor:
        if self._given is not None:
            return self._given
        if self._pool is None:
            self._pool = LocalPool(self.count)
        return self._pool

    def _lost_pool(self) -> bool:
        """End what is left of a broken pool; returns whether any of its processes is known to have begun to work."""
        if self._pool is None:
            return False
        begun = self._pool.begun > 0
        self._unbegun = 0 if begun else self._unbegun + 1
        self._stop()
        return begun

    def _refuse_to_go_on(self, broken: BaseException) -> None:
        """Raise WorkersError if another try would fail as well."""
        if self._given is not None:
            raise WorkersError(
                f"the executor that was given is broken ({broken}): see the output of its processes on standard error. "
                'A script that passes an executor needs `if __name__ == "__main__":` around its code'
            ) from broken
        if self._unbegun >= _POOLS:
            raise WorkersError(
                f"no worker process begins to work: {_POOLS} times all of {self.count} ended before ({broken}); see "
                "their output on standard error. workers=0 searches in this process"
            ) from broken

    def _stop(self) -> None:
        """Kill the local pool. An executor that was given belongs to the caller and is left alone."""
        if self._pool is not None:
            self._pool.kill()
            self._pool = None


def given_up(shard: Sequence[Task], error: str) -> ShardResult:
    """The result of a shard whose search did not end: no candidates, and the reason in `error`."""
    names = ", ".join(task.id for task in shard)
    return ShardResult([TaskResult(task.id, complete=False) for task in shard], error=f"{names}: {error}")


def _error(future: Future[ShardResult]) -> BaseException | None:
    """The exception that ended a shard; None if it ended well."""
    try:
        return future.exception()
    except CancelledError as error:  # cancelled by the owner of the executor
        return error
