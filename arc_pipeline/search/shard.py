"""Search a shard of tasks together on one backend: grow the frontier, ask every strategy for proposals, validate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from ..backends import Backend
from ..measure import Deadline
from ..scoring.validate import Validator
from ..tasks import Task
from .candidates import Candidate
from .case import Searched
from .effort import Effort
from .excerpt import excerpt
from .failures import Guard
from .passes import search_pass
from .task_result import TaskResult
from .views.kinds.lenses import opening_views
from .views.view import PLAIN, View

Views = Mapping[str, Sequence[View] | None] | None  # by task id; None for the opening views, of one task or of all
Known = Mapping[str, Sequence[Candidate]]  # by task id, candidates that were validated before


def search_shard(
    backend: Backend,
    tasks: Sequence[Task],
    effort: Effort,
    deadline: Deadline,
    views: Views = None,
    known: Known = MappingProxyType({}),
) -> list[TaskResult]:
    """Search these tasks with this effort until the deadline; returns one result per task, in order.

    `views`: by task id, the views to search one after the other, None for the opening ones. `known`: candidates of
    earlier searches, which are not validated again. An exception ends only its stage on its task and is recorded in the
    result's `failures`; BackendError and MemoryError are raised.
    """
    results = [TaskResult(task.id) for task in tasks]
    searched = [Searched(task, Validator(excerpt(task)), known.get(task.id, ())) for task in tasks]
    asked = [None if views is None else views[task.id] for task in tasks]
    chosen = [
        _opened(backend, task, result) if own is None else own
        for task, result, own in zip(tasks, results, asked, strict=True)
    ]
    left = sum(map(len, chosen))
    for number, seen in enumerate(_passes(chosen)):
        if number and deadline.expired:  # the first pass runs even then, and records for each task that time ran out
            for result in results:
                result.complete = False
            break
        found = search_pass(backend, searched, seen, effort, deadline.share(len(seen) / left))
        left -= len(seen)
        for (k, _), result in zip(seen, found, strict=True):
            result.complete &= results[k].complete
            results[k] = result.merged_with(results[k])
    for result, own in zip(results, chosen, strict=True):
        if len(result.searched) == len(own) and (result.complete or not deadline.expired):
            result.finished = (effort.reach,)
    return results


def _opened(backend: Backend, task: Task, result: TaskResult) -> Sequence[View]:
    """The opening views of a task; the plain view if finding them raises."""
    guard = Guard(backend, task.id, failures=result.failures)
    with guard.stage("opening views"):
        return opening_views(task)
    result.complete = False
    return (PLAIN,)


def _passes(chosen: Sequence[Sequence[View]]) -> Iterator[list[tuple[int, View]]]:
    """The views of all tasks, as (index of the task, view), grouped into passes: at most one view per task."""
    for number in range(max(map(len, chosen), default=0)):
        yield [(k, of_task[number]) for k, of_task in enumerate(chosen) if number < len(of_task)]
