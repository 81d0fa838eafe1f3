"""What a worker does: search a shard on its backend and return the results, spans and counters."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from threadpoolctl import threadpool_limits

from ..backends import Backend, BackendError, Counters, fall_back, open_backend
from ..measure import Clock, Deadline, Span, own_clock, peak_memory, recording, span
from ..search.effort import Effort
from ..search.shard import Known, Views, search_shard
from ..search.task_result import TaskResult
from ..tasks import Task
from .pool import failures_before, number_among_workers
from .sharing import gpus_of, lasting_memory_share

CPU = "cpu"
LOST = 3  # failures in a row of a GPU, after which a worker goes on with the CPU


class LostBackendError(BackendError):
    """The backend of a worker, on a GPU, cannot be used any more. Its arguments are the message and `times`: how often
    this has happened to the worker in a row, the processes in whose place it is included."""

    @property
    def times(self) -> int:
        """How often in a row."""
        return int(self.args[1])

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass
class ShardResult:
    """What one shard returns: results, the worker's spans, what its backend counted in it; `error`, if it failed.

    `origin`: identifies the host, process and thread that searched it; "" if none did. `worker`: the number that the
    parent gave to this origin. `clock`: identifies the clock of its spans. `lost`: how often in a row a backend failed
    there.
    """

    results: list[TaskResult]
    origin: str = ""
    spans: list[Span] = field(default_factory=list)
    counters: list[dict[str, Any]] = field(default_factory=list)
    error: str | None = None
    worker: int = 0
    clock: Clock = field(default_factory=own_clock)
    lost: int = 0


class _Kept(threading.local):
    """What a thread keeps between shards: its backends by name, as an arena belongs to one thread, how often in a row
    one on a GPU was lost, and its origin."""

    def __init__(self) -> None:
        self.backends: dict[str, tuple[tuple[str, int | None, int | None], Backend]] = {}
        self._lost: int | None = None
        # Ids of processes and threads are reused, and two hosts may have the same name.
        self.origin = f"{socket.gethostname()} {os.getpid()} {threading.get_native_id()} {uuid4().hex[:8]}"

    @property
    def lost(self) -> int:
        """Read late: this module is imported before a process is told what was before it."""
        return failures_before() if self._lost is None else self._lost

    @lost.setter
    def lost(self, times: int) -> None:
        self._lost = times


_kept = _Kept()


def origin() -> str:
    """Host, process and thread of the caller, with a random suffix that makes it unique."""
    return _kept.origin


def run_shard(
    tasks: Sequence[Task],
    views: Views,
    known: Known,
    effort: Effort,
    deadline: Deadline,
    name: str,
    limit: int | None,
    sharing: int = 1,
    round: int = 1,
) -> ShardResult:
    """Search a shard in this process, on this thread's backend, which is opened once and kept. `limit`: the bytes of
    values that it may hold, None for this worker's share among `sharing`; `round`: the number of the effort. Raises
    LostBackendError if the GPU fails; after LOST times in a row this thread goes on with the CPU.

    Matrix products run on one thread: the matrices are small, and threads that wait for each other would take more time
    from other workers of a busy machine than they save.
    """
    with recording() as recorder, threadpool_limits(1, "blas"), _losing(name):
        with span("shard", tasks=len(tasks), round=round) as measured:
            backend = backend_of_thread(name, limit or lasting_memory_share(name, sharing), threads_of(sharing))
            before = [part.counters.copy() for part in backend.parts]
            grids = sum(len(task.train) + len(task.test) for task in tasks)
            fitted = backend.for_launches(effort.rows(grids))
            results = search_shard(fitted, tasks, effort, deadline, views, known)
            # Both since the process began, not of this shard alone.
            values = sum(part.arena.peak_bytes for part in backend.parts)
            measured.count(peak_memory=peak_memory(), peak_values=values)
            measured.count(cut_short=sum(not one.complete for one in results), late=sum(one.late for one in results))
        counted = [
            row
            for part, earlier in zip(backend.parts, before, strict=True)
            for row in _rows(part.name, part.counters.since(earlier))
        ]
    return ShardResult(results, origin(), recorder.take(), counted, lost=_kept.lost)


def backend_of_thread(name: str, limit: int | None, threads: int | None) -> Backend:
    """The thread's backend of this name, or the CPU's if it was lost LOST times in a row. It is opened anew if the
    limit or the number of threads has changed."""
    given_up = _kept.lost >= LOST and gpus_of(name) > 0
    asked = (CPU if given_up else name, limit, threads)
    if name in _kept.backends and _kept.backends[name][0] != asked:
        _kept.backends.pop(name)[1].close()  # before the new one opens, which needs its memory
    if name not in _kept.backends:
        with span("compile", cold=1):
            # In turn among the workers; after each failure the next one, as the last may never come back.
            device = (max(0, number_among_workers() - 1) + _kept.lost) % max(1, gpus_of(name))
            backend = open_backend(asked[0], limit=limit, threads=threads, device=device)
            if given_up:
                fall_back(backend, f"{name} failed again and again: the CPU is used", f"{LOST} times in a row")
            _kept.backends[name] = asked, backend
    return _kept.backends[name][1]


@contextmanager
def _losing(name: str) -> Iterator[None]:
    """A context for work on the thread's backend of this name. If it leaves a GPU that cannot be used any more, that
    backend is given back, and LostBackendError is raised."""
    try:
        yield
    except Exception as error:
        if not gpus_of(name) or not (why := _broken(name, error)):
            raise
        _kept.lost += 1
        if name in _kept.backends:
            with suppress(Exception):  # closing it may fail as well
                _kept.backends.pop(name)[1].close()
        raise LostBackendError(why, _kept.lost) from error
    if _kept.lost < LOST and gpus_of(name):
        _kept.lost = 0


def _broken(name: str, error: Exception) -> str:
    """What is wrong with the thread's backend of this name, if that is why an exception was raised; else ""."""
    if isinstance(error, BackendError):
        return str(error)
    try:
        if name in _kept.backends:
            _kept.backends[name][1].synchronize()
    except BackendError as found:
        return str(found)
    return ""


def threads_of(sharing: int) -> int | None:
    """The threads of a worker's kernels if so many workers share the machine; None for all cores."""
    return 1 if sharing > 1 else None


def _rows(backend: str, counters: Counters) -> list[dict[str, Any]]:
    rows = [{"backend": backend, "operation": name, **vars(counter)} for name, counter in counters.operations.items()]
    return rows + [
        {"backend": backend, "fallback": name, "times": n, "why": counters.reasons[name]}
        for name, n in counters.fallbacks.items()
    ]
