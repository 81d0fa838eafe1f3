"""Shards of tasks on processes, one a core: through the interface of `concurrent.futures`.

Any executor can stand in for the local pool (for instance a Dask client's `get_executor()`).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from typing import Any

from threadpoolctl import threadpool_limits

from .backends import Backend, free_memory, gpu_count, gpu_memory, open_backend
from .measure import Deadline, Span, peak_memory, recording, span
from .search.effort import Effort
from .search.shard import TaskResult, search_shard
from .search.views.view import View
from .tasks import Task

GPU_TIMES = 4  # as many tasks at once where only a GPU runs the operations, if all workers get as many: larger launches
_MOST_MEMORY = 3 << 30  # bytes of values a worker; of what is free it gets no more than half of its share
_SMALL = 1 << 26  # bytes for a backend that is opened only to see whether it can be, and to calibrate it
_GRACE = 30.0  # seconds that a shard may overrun its deadline before its worker is given up
_HERE = {"worker": 0}  # the number of this process among the workers, from 1; 0 in the parent


Views = Mapping[str, Sequence[View]] | None  # by task id those by which it is searched; None: the opening ones


@dataclass
class ShardResult:
    """What came back from one shard: results, the worker's spans, all that its backend counted since it was opened."""

    results: list[TaskResult]
    worker: int = 0
    spans: list[Span] = field(default_factory=list)
    counters: list[dict[str, Any]] = field(default_factory=list)
    error: str | None = None

    @property
    def late(self) -> set[str]:
        """The tasks for whose search there was no time, by their ids."""
        return {result.task_id for result in self.results if not result.complete and not result.searched}

    def without(self, tasks: Sequence[Task]) -> ShardResult:
        """The same but for the results of these tasks."""
        ids = {task.id for task in tasks}
        return replace(self, results=[result for result in self.results if result.task_id not in ids])


def worker_count(backend: str) -> int:
    """The workers a backend has use for on this machine: one a core, one a GPU at least.

    Most of a search is done by cores even where a GPU runs the operations, so that several workers share a GPU.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(cores, _gpus(backend))


def _gpus(backend: str) -> int:
    """How many GPUs a backend may run on here."""
    return gpu_count() if backend in ("auto", "cuda", "hybrid") else 0


class _Opened(threading.local):
    """The backends of a thread, opened once and kept: an executor may have threads, and an arena is for one alone."""

    def __init__(self) -> None:
        self.backends: dict[tuple[Any, ...], Backend] = {}


_opened = _Opened()


def _backend(name: str, limit: int | None, threads: int | None) -> Backend:
    backends, asked = _opened.backends, (name, limit, threads)
    if asked not in backends:
        with span("compile", cold=1):
            device = max(0, _HERE["worker"] - 1) % max(1, _gpus(name))
            backends[asked] = open_backend(name, limit=limit, threads=threads, device=device)
    return backends[asked]


def run_shard(
    tasks: Sequence[Task],
    views: Views,
    effort: Effort,
    deadline: Deadline,
    name: str,
    limit: int | None,
    threads: int | None,
) -> ShardResult:
    """Search a shard in this process, by this thread's backend, which is opened once and kept.

    Products of matrices run on one thread: they are small, and threads that wait for each other take the time of other
    workers, on a busy machine more than they save.
    """
    with recording(worker=_HERE["worker"]) as recorder, threadpool_limits(1, "blas"):
        with span("shard", tasks=len(tasks)) as measured:
            backend = _backend(name, limit, threads)
            grids = sum(len(task.train) + len(task.test) for task in tasks)
            results = search_shard(backend.for_launches(effort.rows(grids)), tasks, effort, deadline, views)
            measured.count(peak_memory=peak_memory())  # of the whole process so far, not of this shard alone
        counted = [row | _HERE for part in backend.parts for row in _counter_rows(part)]
        return ShardResult(results, _HERE["worker"], recorder.take(), counted)


def _counter_rows(backend: Backend) -> list[dict[str, Any]]:
    operations = backend.counters.operations.items()
    rows = [{"backend": backend.name, "operation": name, **vars(counter)} for name, counter in operations]
    fallbacks = backend.counters.fallbacks.items()
    return rows + [{"backend": backend.name, "fallback": name, "times": times} for name, times in fallbacks]


class Workers:
    """Searches shards on `count` processes, 0: in this one. Used in a `with` statement."""

    def __init__(self, backend: str, count: int, executor: Executor | None = None) -> None:
        self.backend, self.count = backend, count
        self._given = self._pool = executor
        gpus = _gpus(backend)
        self._times = GPU_TIMES if backend == "cuda" else 1
        # Processes share the machine's memory and cores, and the GPUs.
        shares = [free_memory() // max(1, count)]
        shares += [gpu_memory() // -(-max(1, count) // gpus)] if gpus else []
        self._limit = min(_MOST_MEMORY, min(shares) // 2)
        self._threads = 1 if count > 1 else None

    def __enter__(self) -> Workers:
        if self._given is None:
            # Once, before the workers would all do it side by side; what cannot be opened fails here, as one error.
            with span("compile", cold=1):
                open_backend(self.backend, limit=_SMALL, threads=self._threads)
        return self

    def __exit__(self, *error: object) -> None:
        self._stop()

    def search(
        self, tasks: Sequence[Task], effort: Effort, deadline: Deadline, views: Views = None
    ) -> Iterator[ShardResult]:
        """Search all tasks before the deadline, by these views of them, a shard at a time; results as they come.

        A shard that fails is cut in half and tried again, and a single task that fails is given up with its error, so
        one bad task costs no other. A worker that dies takes all running shards with it: a single task among them is
        tried once more on its own before it is held to be the bad one. Tasks for which a shard had no time are searched
        once more after the others.
        """
        size = min(self._times * effort.together, max(effort.together, len(tasks) // max(1, self.count)))
        waiting = [tasks[k : k + size] for k in range(0, len(tasks), size)]
        suspects: list[Sequence[Task]] = []
        again: set[str] = set()
        running: dict[Future[ShardResult], Sequence[Task]] = {}
        width = max(1, self.count)
        while waiting or suspects or running:
            if deadline.expired and (waiting or suspects):  # a worker would only say so of each shard by itself
                yield ShardResult(
                    [TaskResult(task.id, complete=False) for shard in waiting + suspects for task in shard]
                )
                waiting, suspects = [], []
                continue
            while (waiting and len(running) < width) or (suspects and not running):
                shard, shares = (waiting or suspects).pop(0), len(waiting) + len(suspects) + len(running) + 1
                running[self._submit(shard, views, effort, deadline.share(min(1.0, width / shares)))] = shard
            with span("wait", wait=1):
                done, _ = wait(running, min(deadline.left() + _GRACE, threading.TIMEOUT_MAX), FIRST_COMPLETED)
            if not done:
                self._stop()
                yield from (given_up(shard, "the worker did not come back in time") for shard in running.values())
                yield from (given_up(shard, "no time was left for it") for shard in [*waiting, *suspects])
                return
            if any(isinstance(future.exception(), BrokenProcessPool) for future in done):
                self._stop()
                done, _ = wait(running)  # at once, as their pool is no more
            alone = len(done) == 1
            for future in done:
                shard, error = running.pop(future), future.exception()
                if error is None:
                    made = future.result()
                    late = [] if deadline.expired else [task for task in shard if task.id in made.late - again]
                    waiting += [late] if late else []
                    again |= {task.id for task in late}
                    yield made.without(late)
                elif len(shard) > 1:
                    waiting = [shard[: len(shard) // 2], shard[len(shard) // 2 :], *waiting]
                elif isinstance(error, BrokenProcessPool) and not alone:
                    suspects.append(shard)
                else:
                    yield given_up(shard, f"{type(error).__name__}: {error}")

    def _submit(self, shard: Sequence[Task], views: Views, effort: Effort, deadline: Deadline) -> Future[ShardResult]:
        own = None if views is None else {task.id: views[task.id] for task in shard}
        arguments = (shard, own, effort, deadline, self.backend, self._limit, self._threads)
        if self.count == 0 and self._given is None:
            future: Future[ShardResult] = Future()
            try:
                future.set_result(run_shard(*arguments))
            except Exception as error:  # the future carries it, as an executor's would
                future.set_exception(error)
            return future
        try:
            return self._open_pool().submit(run_shard, *arguments)
        except BrokenProcessPool:
            if self._given is not None:
                raise
            self._stop()  # a worker died with nothing to do
            return self._open_pool().submit(run_shard, *arguments)

    def _open_pool(self) -> Executor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            begun = context.Value("i", 0)
            self._pool = ProcessPoolExecutor(self.count, context, _begin_worker, (os.getpid(), begun))
        return self._pool

    def _stop(self) -> None:
        """End the local pool at once, whatever it is doing; an executor that was given belongs to its giver."""
        if self._pool is None or self._given is not None:
            return
        processes = list((getattr(self._pool, "_processes", None) or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        self._pool = None


def given_up(shard: Sequence[Task], error: str) -> ShardResult:
    """The result of a shard whose search did not end: nothing found, and why."""
    names = ", ".join(task.id for task in shard)
    return ShardResult([TaskResult(task.id, complete=False) for task in shard], error=f"{names}: {error}")


def _begin_worker(parent: int, begun: Any) -> None:
    """Number this worker, leave Ctrl-C to the parent, and end when the parent is gone, however it went."""
    with begun.get_lock():
        begun.value += 1
        _HERE["worker"] = begun.value
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    stop = threading.Event()
    while not stop.wait(1.0):
        if os.getppid() != parent:
            os._exit(1)
