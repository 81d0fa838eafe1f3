"""What went wrong with jobs, and what is done about it: in halves, by another worker, on the CPU, and then no more."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, CancelledError
from dataclasses import dataclass

from ..backends import BackendError
from .job import Job
from .shard import CPU, LOST, LostBackendError
from .sharing import gpus_of

ONCE_MORE = 1  # failures of a search after which another worker tries it


@dataclass(frozen=True)
class Fault:
    """One failure of a job. `what`: its kind, "worker died", "out of memory", "backend failed", "did not come back" or
    "raised"; `tasks`: the ids of the job, with commas between them, "" if there was none yet; `error`: the message;
    `then`: what was done, one of "searched in halves", "tried by another worker", "tried on the CPU", "tried on the
    CPU, with which this worker goes on", "all jobs run on the CPU" and "given up"."""

    what: str
    tasks: str
    error: str
    then: str


def kind_of(error: BaseException) -> str:
    """The kind of fault that an exception of a job is."""
    kinds: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
        (TimeoutError, "did not come back"),
        ((BrokenExecutor, CancelledError), "worker died"),
        (MemoryError, "out of memory"),
        (BackendError, "backend failed"),
    )
    return next((what for kind, what in kinds if isinstance(error, kind)), "raised")


def answered(job: Job, error: BaseException, backend: str) -> tuple[list[Job], Fault]:
    """The jobs that are to be done instead of one that failed on a backend, [] if it is given up; and what to say.

    Several tasks are searched in halves, so that the one at fault stands alone. A single task is tried by another
    worker, then on the CPU, unless the CPU alone ran it. So is a whole job whose GPU was lost, as no task is at fault.
    """
    what, on_gpu = kind_of(error), gpus_of(job.backend or backend) > 0
    if isinstance(error, LostBackendError) and (error.times >= LOST or job.failed >= ONCE_MORE):
        for_good = error.times >= LOST
        again, then = [job.again(CPU)], "tried on the CPU" + ", with which this worker goes on" * for_good
    elif isinstance(error, LostBackendError):
        again, then = [job.again()], "tried by another worker"
    elif len(job.tasks) > 1:
        again, then = job.halves(), "searched in halves"
    elif job.failed < ONCE_MORE and what != "did not come back":  # it would take as long once more
        again, then = [job.again()], "tried by another worker"
    elif on_gpu:
        again, then = [job.again(CPU)], "tried on the CPU"
    else:
        again, then = [], "given up"
    return again, Fault(what, job.names, f"{type(error).__name__}: {error}", then)
