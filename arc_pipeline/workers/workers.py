"""Runs jobs on workers and collects their results as they come, so that one task's failure costs no other task.

Whoever plans is asked for the next job whenever a worker is free. A job that fails is answered as `faults` says.
"""

from __future__ import annotations

import math
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import replace

from ..backends import BackendError, gpu_of, open_backend
from ..measure import Deadline, span
from ..search.task_result import TaskResult
from .faults import Fault, answered, kind_of
from .job import Job
from .pool import LocalPool
from .shard import CPU, LOST, LostBackendError, ShardResult, origin, run_shard, threads_of
from .sharing import memory_share

GPU_TIMES = 4  # times as many tasks in a job if a GPU alone runs the operations, for larger launches
TICK = 0.5  # seconds between calls of `tick`, at most
_SMALL = 1 << 26  # bytes for a backend that is opened only to test and to calibrate it
_GRACE = 30.0  # seconds that a job may overrun its time before its worker is ended
_LAST_GRACE = 0.01, 2.0  # the same at the end of the run: a share of the run's seconds, at least so many seconds
_UNBEGUN = 3  # processes in a row that ended before they began to work, after which none is expected to


class WorkersError(RuntimeError):
    """Raised if there are no workers: none could be started, or the executor that was given is broken."""


class Workers:
    """Runs jobs on `count` processes, or in this process if `count` is 0. Used in a `with` statement.

    `executor`: used instead of a pool of processes of its own; it belongs to the caller and is left open. `faults`:
    what went wrong so far.
    """

    def __init__(self, backend: str, count: int, executor: Executor | None = None) -> None:
        self.backend, self.count = backend, count
        self.faults: list[Fault] = []
        self._given = executor
        self._pool: LocalPool | None = None
        # A process of an executor that was given may be on another machine, whose memory it sees for itself.
        self._limit = memory_share(backend, count) if count and executor is None else None
        self._numbers = {"": 0, origin(): 0}  # of workers by the origins of their shards
        self._unbegun = 0  # processes in a row that did not begin

    @property
    def width(self) -> int:
        """How many jobs run at once."""
        return max(1, self.count)

    @property
    def times(self) -> int:
        """How many times as many tasks as the effort says should be searched together."""
        return GPU_TIMES if gpu_of(self.backend) == "alone" else 1

    def __enter__(self) -> Workers:
        if self._given is None:
            # Compiled once here, not by all workers at once; a backend that cannot be opened is one error.
            with span("compile", cold=1):
                self._try_backend()
        return self

    def _try_backend(self) -> None:
        """Open the backend and close it again. If only its GPU is at fault, and it need not be used, the CPU is."""
        try:
            open_backend(self.backend, limit=_SMALL, threads=threads_of(self.width)).close()
        except BackendError as error:
            if gpu_of(self.backend) != "beside":
                raise
            open_backend(CPU, limit=_SMALL, threads=threads_of(self.width)).close()
            self.backend = CPU
            self.faults.append(Fault(kind_of(error), "", f"{type(error).__name__}: {error}", "all jobs run on the CPU"))
            warnings.warn(f"all jobs run on the CPU: {error}", RuntimeWarning, stacklevel=4)

    def __exit__(self, *error: object) -> None:
        self._stop()

    def run(
        self, next_job: Callable[[], Job | None], deadline: Deadline, tick: Callable[[], object] = lambda: None
    ) -> Iterator[tuple[Job, ShardResult]]:
        """Run jobs until there are no more, or until the deadline; yields each with its result, in the order in which
        they end. A job that failed comes in parts; what is given up comes with its error and without candidates.

        `next_job` is called whenever a worker is free, before its last result is yielded, and returns None if there is
        nothing for it to do before another job has been taken; `tick` at least every TICK seconds while jobs run.
        Raises WorkersError if no process begins to work, or if the executor that was given is broken.
        """
        again: deque[Job] = deque()
        running: dict[Future[ShardResult], tuple[Job, Deadline]] = {}
        last_grace = max(_LAST_GRACE[0] * deadline.left(), _LAST_GRACE[1])

        def begin_jobs() -> None:
            while len(running) < self.width and not deadline.expired:
                job = again.popleft() if again else next_job()
                if job is None:
                    break
                limit = Deadline(None if math.isinf(job.seconds) else job.seconds, within=deadline)
                with span("wait", wait=1):  # in this process the job runs now, and its spans count its time
                    running[self._submit(job, limit)] = job, limit
                tick()

        while True:
            begin_jobs()
            if not running:
                break
            with span("wait", wait=1):
                wait(running, TICK, FIRST_COMPLETED)
            tick()
            grace = min(last_grace, _GRACE) if deadline.expired else _GRACE
            over = [one for one, (_, limit) in running.items() if one.done() or limit.overrun() > grace]
            results = [self._result(running.pop(future)[0], future, again) for future in over]
            if not self._is_here:  # nobody waits while the caller chooses attempts and writes files
                begin_jobs()
            yield from filter(None, results)
            tick()  # the caller has taken them
        for job in again:  # no time is left for them
            yield job, unsearched(job)

    @property
    def _is_here(self) -> bool:
        """Whether jobs run in this process, one after the other."""
        return self._given is None and self.count == 0

    def _result(self, job: Job, future: Future[ShardResult], again: deque[Job]) -> tuple[Job, ShardResult] | None:
        """A job that is over with its result; None if it failed and goes on as other jobs, which are added to
        `again`."""
        if (error := _error(future)) is None:
            self._unbegun, made = 0, future.result()
            self._note(future, made.lost)
            return job, replace(made, worker=self._number(made.origin))
        if jobs := self._answer(job, future, error):
            again.extend(jobs)
            return None
        return job, unsearched(job, self.faults[-1])

    def _answer(self, job: Job, future: Future[ShardResult], error: BaseException) -> list[Job]:
        """The jobs to do instead of a failed one, [] if it is given up. Its process is ended, so that another one tries
        them, in a state that nothing has spoiled. Raises WorkersError if another try would fail as well."""
        self._end(future)
        if isinstance(error, BrokenExecutor) and not self._had_begun(future, error):
            return [job]
        jobs, fault = answered(job, error, self.backend)
        self.faults.append(fault)
        if isinstance(error, LostBackendError):
            self._note(future, error.times)
            if error.times == LOST:
                warnings.warn(f"a worker goes on with the CPU: {fault.error}", RuntimeWarning, stacklevel=4)
        return jobs

    def _number(self, origin: str) -> int:
        """The number of the worker that a shard comes from: 0 for this thread, then from 1 by order of appearance."""
        return self._numbers.setdefault(origin, len(set(self._numbers.values())))

    def _submit(self, job: Job, deadline: Deadline) -> Future[ShardResult]:
        arguments = (job.tasks, job.views, job.known, job.effort, deadline,
                     job.backend or self.backend, self._limit, self.width, job.round)  # fmt: skip
        future: Future[ShardResult] = Future()
        if self._is_here:
            try:
                future.set_result(run_shard(*arguments))
            except Exception as error:  # kept in the future, as an executor does
                future.set_exception(error)
            return future
        try:
            if self._given is not None:
                return self._given.submit(run_shard, *arguments)
            self._pool = self._pool or LocalPool(self.count)
            return self._pool.submit(run_shard, *arguments)
        except OSError as error:  # no more processes can be started
            future.set_exception(BrokenExecutor(str(error)))
        except Exception as error:  # an executor that is broken, or closed
            future.set_exception(error)
        return future

    def _end(self, future: Future[ShardResult]) -> None:
        """End the process of a call. A call of an executor that was given is cancelled, if that can be."""
        if self._pool is not None:
            self._pool.end(future)
        future.cancel()

    def _note(self, future: Future[ShardResult], lost: int) -> None:
        """Note how often in a row the backend failed that did a call, for a process that takes the place of its own."""
        if self._pool is not None:
            self._pool.note(future, lost)

    def _had_begun(self, future: Future[ShardResult], broken: BaseException) -> bool:
        """Whether the process of a call had begun to work before it died. Raises WorkersError if none ever does."""
        if self._given is not None:
            raise WorkersError(
                f"the executor that was given is broken ({broken}): see the output of its processes on standard error. "
                'A script that passes an executor needs `if __name__ == "__main__":` around its code'
            ) from broken
        begun = self._pool is not None and self._pool.has_begun(future)
        self._unbegun = 0 if begun else self._unbegun + 1
        if self._unbegun >= _UNBEGUN:
            raise WorkersError(
                f"no worker process begins to work: {_UNBEGUN} in a row ended before ({broken}); see their output on "
                "standard error. workers=0 searches in this process"
            ) from broken
        return begun

    def _stop(self) -> None:
        """Kill the local pool. An executor that was given belongs to the caller and is left alone."""
        if self._pool is not None:
            self._pool.kill()
            self._pool = None


def unsearched(job: Job, fault: Fault | None = None) -> ShardResult:
    """The result of a job that was not done: no candidates, and, if it was given up, why."""
    error = None if fault is None else f"{job.names}: {fault.error}"
    return ShardResult([TaskResult(task.id, complete=False) for task in job.tasks], error=error)


def _error(future: Future[ShardResult]) -> BaseException | None:
    """The exception that ended a job; None if it ended well."""
    if not future.done():
        return TimeoutError("it did not come back in time")
    try:
        return future.exception()
    except CancelledError as error:  # cancelled by the owner of the executor
        return error
