"""What a worker does: search a shard on its backend and return the results, spans and counters."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from threadpoolctl import threadpool_limits

from ..backends import Backend, Counters, open_backend
from ..measure import Deadline, Span, peak_memory, recording, span
from ..search.effort import Effort
from ..search.shard import Known, Views, search_shard
from ..search.task_result import TaskResult
from ..tasks import Task
from .pool import number_among_workers
from .sharing import gpus_of, lasting_memory_share


@dataclass
class ShardResult:
    """What one shard returns: results, the worker's spans, what its backend counted in it; `error`, if it failed.

    `origin`: identifies the host, process and thread that searched it; "" if none did. `worker`: the number that the
    parent gave to this origin.
    """

    results: list[TaskResult]
    origin: str = ""
    spans: list[Span] = field(default_factory=list)
    counters: list[dict[str, Any]] = field(default_factory=list)
    error: str | None = None
    worker: int = 0

    @property
    def late(self) -> set[str]:
        """The ids of the tasks that there was no time to search."""
        return {result.task_id for result in self.results if not result.complete and not result.searched}

    def without(self, tasks: Sequence[Task]) -> ShardResult:
        """This shard result without the results of these tasks."""
        ids = {task.id for task in tasks}
        return replace(self, results=[result for result in self.results if result.task_id not in ids])


class _Kept(threading.local):
    """What a thread keeps between shards: its backends by name, as an arena belongs to one thread, and its origin."""

    def __init__(self) -> None:
        self.backends: dict[str, tuple[tuple[int | None, int | None], Backend]] = {}
        # Ids of processes and threads are reused, and two hosts may have the same name.
        self.origin = f"{socket.gethostname()} {os.getpid()} {threading.get_native_id()} {uuid4().hex[:8]}"


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
    values that it may hold, None for this worker's share among `sharing`; `round`: the number of the effort.

    Matrix products run on one thread: the matrices are small, and threads that wait for each other would take more time
    from other workers of a busy machine than they save.
    """
    with recording() as recorder, threadpool_limits(1, "blas"):
        with span("shard", tasks=len(tasks), round=round) as measured:
            backend = backend_of_thread(name, limit or lasting_memory_share(name, sharing), threads_of(sharing))
            before = [part.counters.copy() for part in backend.parts]
            grids = sum(len(task.train) + len(task.test) for task in tasks)
            fitted = backend.for_launches(effort.rows(grids))
            results = search_shard(fitted, tasks, effort, deadline, views, known)
            measured.count(peak_memory=peak_memory())  # of the process since it began, not of this shard alone
        counted = [
            row
            for part, earlier in zip(backend.parts, before, strict=True)
            for row in _rows(part.name, part.counters.since(earlier))
        ]
        return ShardResult(results, origin(), recorder.take(), counted)


def backend_of_thread(name: str, limit: int | None, threads: int | None) -> Backend:
    """The thread's backend of this name. It is opened anew if the limit or the number of threads has changed."""
    asked = (limit, threads)
    if name in _kept.backends and _kept.backends[name][0] != asked:
        _kept.backends.pop(name)[1].close()  # before the new one opens, which needs its memory
    if name not in _kept.backends:
        with span("compile", cold=1):
            device = max(0, number_among_workers() - 1) % max(1, gpus_of(name))
            _kept.backends[name] = asked, open_backend(name, limit=limit, threads=threads, device=device)
    return _kept.backends[name][1]


def threads_of(sharing: int) -> int | None:
    """The threads of a worker's kernels if so many workers share the machine; None for all cores."""
    return 1 if sharing > 1 else None


def _rows(backend: str, counters: Counters) -> list[dict[str, Any]]:
    rows = [{"backend": backend, "operation": name, **vars(counter)} for name, counter in counters.operations.items()]
    return rows + [{"backend": backend, "fallback": name, "times": n} for name, n in counters.fallbacks.items()]
