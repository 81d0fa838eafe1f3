"""One pass of a search: several tasks, each by one view, grow one frontier and are asked about together."""

from __future__ import annotations

from collections.abc import Sequence

from ..backends import Backend
from ..measure import Deadline, now, span
from ..tasks import Task
from .asking import Asked, ask
from .candidates import best_candidates
from .case import Case, Searched
from .checking import check
from .effort import Effort
from .excerpt import excerpt
from .failures import Guard, is_answered
from .growth import begun, grow
from .task_result import TaskResult
from .taskview.view import TaskView
from .views.kinds import VIEWS
from .views.view import View, by_promise

# Shares of the time: that of a pass for growth; that of what is left then for strategies, the rest is for checks.
_FOR_GROWTH, _FOR_STRATEGIES = 0.7, 0.9


def search_pass(
    backend: Backend, tasks: Sequence[Searched], seen: Sequence[tuple[int, View]], effort: Effort, deadline: Deadline
) -> list[TaskResult]:
    """Search the tasks by the views of one pass, (index of the task, view); returns one result each, in order.

    If the search of all together raises, each task is searched by itself, as only then it is known which one raised.
    """
    mark, started = backend.arena.mark(), now()
    try:
        with backend.until(deadline):
            return _search_together(backend, [(tasks[k], view) for k, view in seen], effort, deadline)
    except Exception as error:
        if len(seen) == 1 or not is_answered(backend, error):
            raise
    finally:
        backend.arena.release(mark)
    lost, found = (now() - started) / len(seen), []
    for left, one in zip(range(len(seen), 0, -1), seen, strict=True):
        (result,) = search_pass(backend, tasks, [one], effort, deadline.share(1 / left))
        result.seconds += lost
        found.append(result)
    return found


def _search_together(
    backend: Backend, seen: Sequence[tuple[Searched, View]], effort: Effort, deadline: Deadline
) -> list[TaskResult]:
    """Search the tasks by one view each; returns one result each, in order. Raises what cannot be assigned to one
    task."""
    cases, shown = [], []
    for searched, view in seen:
        task = searched.task
        result = TaskResult(task.id, searched=(view,))
        case = Case(searched, view, result, Guard(backend, task.id, view.name, result.failures))
        cases.append(case)
        with case.guard.stage("view"):
            if (puzzle := view.of(excerpt(task))) is not None:
                shown.append((case, puzzle))
    if shown:
        _search_shown(backend, shown, effort, deadline)
    for case in cases:
        case.result.complete &= case.guard.complete
    return [case.result for case in cases]


def _search_shown(backend: Backend, shown: Sequence[tuple[Case, Task]], effort: Effort, deadline: Deadline) -> None:
    """Search the tasks that the views show, and fill in the results of their cases."""
    started, frontier, complete = now(), None, False
    guard = shown[0][0].guard if len(shown) == 1 else Guard(backend, None)
    with span("generate", tasks=len(shown)):
        with guard.stage("inputs"):
            frontier = begun(backend, [puzzle for _, puzzle in shown], effort)
        if frontier is not None:
            complete = grow(frontier, effort, deadline.share(_FOR_GROWTH), guard)
    shared, expired = now() - started, deadline.expired
    tried = [0] * len(shown) if frontier is None else frontier.tried_by_task.tolist()
    for (case, _), own in zip(shown, tried, strict=True):
        case.result.tried, case.result.complete = own, complete and not expired
        case.result.seconds = shared * own / max(1, sum(tried))
        if expired:
            case.result.searched = ()
    if frontier is None or expired:
        return
    asked = [Asked(case, TaskView(frontier, row, effort)) for row, (case, _) in enumerate(shown)]
    ask(asked, effort, deadline.share(_FOR_STRATEGIES))
    for left, one in zip(range(len(asked), 0, -1), asked, strict=True):
        began, case = now(), one.case
        check(case, best_candidates(one.found), backend, deadline.share(1 / left))
        if effort.strategies == "all":  # other views are not worth their time before all strategies were asked
            with case.guard.stage("views to search next"):
                case.result.waiting = _next_views(one.view, case)
        case.result.seconds += one.seconds + now() - began


def _next_views(seen: TaskView, case: Case) -> tuple[View, ...]:
    """The views to search after this view of a task, of all kinds, in the order in which to search them."""
    found: list[View] = []
    with span("views") as s:
        for name, after in VIEWS.items():
            with case.guard.stage(f"{name} to search next"):
                views = list(after(seen, case.view, excerpt(case.task)))
                for one in views:
                    if not isinstance(one, View):
                        raise TypeError(f"after in views/{name}.py gives {one!r}, which is no View")
                found += views
                s.count(**{name: len(views)})
    return tuple(by_promise(found))
