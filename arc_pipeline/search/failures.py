"""What raised in a search. It costs the stage that raised it, on that task alone, and the task's result says so.

What no stage can answer goes on to the worker: an interruption, a machine without memory, a backend that is broken.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..backends import ArenaFull, Backend, BackendError, OutOfTime

_FRAMES = 12  # of a traceback, the innermost
_LONGEST = 500  # characters of what an exception says


@dataclass(frozen=True)
class Failure:
    """An exception in the search of one task. `stage`: what raised, as "strategy objects", "expansion choices",
    "growth", "stages to search next", "validation"; `view`: the name of the view that was searched; `error`: the
    exception's type and what it says; `traceback`: its innermost calls, as Python prints them."""

    task_id: str
    stage: str
    view: str
    error: str
    traceback: str


@dataclass
class Guard:
    """Keeps what a stage raises from the other stages of one task's search by one view. `failures`: what was raised;
    `complete`: whether all stages came to their ends.

    `task_id` is None where several tasks are searched at once: of whom an exception is cannot be told, and it is
    raised.
    """

    backend: Backend
    task_id: str | None
    view: str = ""
    failures: list[Failure] = field(default_factory=list)
    complete: bool = True

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """A block that ends where it raises, also by OutOfTime, which is no failure. What it took of the arena it has
        to give back itself."""
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
    """Whether an exception concerns the stage that raised it alone, not the machine or the backend as a whole.

    Raises what the backend does if it cannot run any more.
    """
    if isinstance(error, BackendError) or (isinstance(error, MemoryError) and not isinstance(error, ArenaFull)):
        return False
    backend.synchronize()
    return True


def failure_of(error: Exception, task_id: str, stage: str, view: str = "") -> Failure:
    """An exception as a result, or a record, holds it."""
    told = traceback.TracebackException.from_exception(error, limit=-_FRAMES)
    said = "".join(told.format_exception_only()).strip()
    return Failure(task_id, stage, view, said[:_LONGEST], "".join(told.format()))
