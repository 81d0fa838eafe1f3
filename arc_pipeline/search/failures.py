"""Exceptions in a search: each ends only the stage that raised it, for one task, and is recorded in the task's result.

What no stage can handle is raised to the worker: an interruption, lack of memory, a broken backend.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..backends import ArenaFull, Backend, BackendError, OutOfTime

_FRAMES = 12  # innermost frames of a traceback
_LONGEST = 500  # characters of an exception's message


@dataclass(frozen=True)
class Failure:
    """An exception in the search of one task. `stage`: the stage that raised it, for example "strategy objects",
    "expansion choices", "growth", "stages to search next" or "validation"; `view`: the name of the view that was
    searched; `error`: the exception's type and message; `traceback`: its innermost frames as Python prints them."""

    task_id: str
    stage: str
    view: str
    error: str
    traceback: str


@dataclass
class Guard:
    """Keeps exceptions of one stage from the other stages of a task's search by one view. `failures`: the exceptions so
    far; `complete`: whether all stages have run to their ends.

    `task_id` is None where several tasks are searched at once: an exception is then raised, as it may come from any of
    them.
    """

    backend: Backend
    task_id: str | None
    view: str = ""
    failures: list[Failure] = field(default_factory=list)
    complete: bool = True

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """A context in which an exception ends only the block and is recorded; OutOfTime ends it too, but is no
        failure. The block itself must release what it allocated in the arena."""
        try:
            yield
        except OutOfTime:
            self.complete = False
        except Exception as error:
            if self.task_id is None or not is_answered(self.backend, error):
                raise
            self.complete = False
            self.failures.append(failure_of(error, self.task_id, name, self.view))


def is_answered(backend: Backend, error: Exception) -> bool:
    """Whether an exception concerns only the stage that raised it, not the machine or the backend as a whole.

    Raises the backend's error if the backend cannot run any more.
    """
    if isinstance(error, BackendError) or (isinstance(error, MemoryError) and not isinstance(error, ArenaFull)):
        return False
    backend.synchronize()
    return True


def failure_of(error: Exception, task_id: str, stage: str, view: str = "") -> Failure:
    """An exception as results and records hold it."""
    told = traceback.TracebackException.from_exception(error, limit=-_FRAMES)
    said = "".join(told.format_exception_only()).strip()
    return Failure(task_id, stage, view, said[:_LONGEST], "".join(told.format()))
