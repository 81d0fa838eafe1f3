"""Search a shard of tasks together on one backend: grow the frontier, ask every strategy for proposals, validate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

from ..backends import ArenaFull, Backend
from ..measure import Deadline, now, span
from ..scoring.validate import Validator
from ..tasks import Task
from ..tasks.task import same_grids
from . import currency
from .candidates import Candidate, Proposal, best_candidates
from .effort import Effort
from .evaluation.proposals import evaluate, on_all_samples
from .excerpt import excerpt
from .failures import Guard, is_answered
from .growth import begun, grow
from .strategies import EXPENSIVE, STRATEGIES
from .task_result import TaskResult
from .taskview.view import TaskView
from .views.kinds import VIEWS
from .views.kinds.lenses import opening_views
from .views.view import PLAIN, View, by_turns

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
    searched = [_Searched(task, Validator(excerpt(task)), known.get(task.id, ())) for task in tasks]
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
        found = _search(backend, searched, seen, effort, deadline.share(len(seen) / left))
        left -= len(seen)
        for (k, _), result in zip(seen, found, strict=True):
            result.complete &= results[k].complete
            results[k] = result.merged_with(results[k])
    return results


def _opened(backend: Backend, task: Task, result: TaskResult) -> Sequence[View]:
    """The opening views of a task; the plain view if finding them raises."""
    guard = Guard(backend, task.id, failures=result.failures)
    with guard.stage("opening views"):
        return opening_views(task)
    result.complete = False
    return (PLAIN,)


def _passes(chosen: Sequence[Sequence[View]]) -> Iterator[list[tuple[int, View]]]:
    """The views of all tasks, as (index of the task, view), grouped into passes: at most one view per task, and all
    views of a pass agree on whether they allow lists, so that they share a grammar."""
    for number in range(max(map(len, chosen), default=0)):
        views = [(k, of_task[number]) for k, of_task in enumerate(chosen) if number < len(of_task)]
        for lists in (True, False):
            alike = [(k, view) for k, view in views if view.lists == lists]
            if alike:
                yield alike


@dataclass(frozen=True)
class _Searched:
    """A task throughout all passes, with the validator of its candidates and the candidates validated before."""

    task: Task
    validator: Validator
    known: Sequence[Candidate]


def _search(
    backend: Backend, tasks: Sequence[_Searched], seen: Sequence[tuple[int, View]], effort: Effort, deadline: Deadline
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
        (result,) = _search(backend, tasks, [one], effort, deadline.share(1 / left))
        result.seconds += lost
        found.append(result)
    return found


@dataclass
class _Case:
    """A task in one pass: its view, its result, and the guard that keeps its failures from other tasks."""

    searched: _Searched
    view: View
    result: TaskResult
    guard: Guard

    @property
    def task(self) -> Task:
        return self.searched.task


def _search_together(
    backend: Backend, seen: Sequence[tuple[_Searched, View]], effort: Effort, deadline: Deadline
) -> list[TaskResult]:
    """Search the tasks by one view each; returns one result each, in order. Raises what cannot be assigned to one
    task."""
    cases, shown = [], []
    for searched, view in seen:
        task = searched.task
        result = TaskResult(task.id, searched=(view,))
        case = _Case(searched, view, result, Guard(backend, task.id, view.name, result.failures))
        cases.append(case)
        with case.guard.stage("view"):
            if (puzzle := view.of(excerpt(task))) is not None:
                shown.append((case, puzzle))
    if shown:
        _search_shown(backend, shown, effort, deadline)
    for case in cases:
        case.result.complete &= case.guard.complete
    return [case.result for case in cases]


def _search_shown(backend: Backend, shown: Sequence[tuple[_Case, Task]], effort: Effort, deadline: Deadline) -> None:
    """Search the tasks that the views show, and fill in the results of their cases."""
    started, frontier, complete = now(), None, False
    guard = shown[0][0].guard if len(shown) == 1 else Guard(backend, None)
    with span("generate", tasks=len(shown)):
        with guard.stage("inputs"):
            frontier = begun(backend, [puzzle for _, puzzle in shown], shown[0][0].view.lists)
        if frontier is not None:
            complete = grow(frontier, effort, deadline.share(0.7), guard)
    shared = now() - started
    tried = [0] * len(shown) if frontier is None else frontier.tried_by_task.tolist()
    for row, (case, _) in enumerate(shown):
        began, result = now(), case.result
        result.tried = tried[row]
        result.complete = complete and not deadline.expired
        if deadline.expired:
            result.searched = ()
        elif frontier is not None:
            view = TaskView(frontier, row, effort)
            own = deadline.share(1 / (len(shown) - row))
            _put_back(case, _propose(view, own, case), deadline)
            _validate(case, deadline)
            _run_on_all(case, backend)
            if effort.strategies == "all":  # other views are not worth their time before all strategies were asked
                with case.guard.stage("views to search next"):
                    result.waiting = _next_views(view, case)
        result.seconds = now() - began + shared * result.tried / max(1, sum(tried))


def _propose(view: TaskView, deadline: Deadline, case: _Case) -> list[Candidate]:
    """Ask the strategies for proposals and run them; returns the best candidates. Expensive strategies are skipped if a
    candidate is sure. Each gets an equal part of the time left and leaves what it does not need. A strategy that fills
    the arena ends there; proposals that it made before it raised are kept."""
    found: list[Candidate] = []
    effort = view.effort
    asked = [name for name in STRATEGIES if effort.strategies == "all" or name not in EXPENSIVE]
    for waiting, name in zip(range(len(asked), 0, -1), asked, strict=True):
        sure = any(candidate.fits and candidate.bits < currency.SURE for candidate in found)
        if name in EXPENSIVE and sure:
            continue
        if deadline.expired:
            case.result.complete = False
            break
        proposals: list[Proposal] = []
        with case.guard.stage(f"strategy {name}"), span(name) as s, _if_there_is_room(view.backend, case):
            own = deadline.share(1 / waiting)
            for proposal in STRATEGIES[name](view):
                if not isinstance(proposal, Proposal):
                    raise TypeError(f"propose in strategies/{name}.py yields {proposal!r}, which is no Proposal")
                proposals.append(proposal)
                if own.expired:
                    case.result.complete = False
                    break
            s.count(proposals=len(proposals))
        stage = case.guard.stage(f"programs of strategy {name}")
        with stage, span("evaluate", programs=len(proposals)) as s, _if_there_is_room(view.backend, case):
            kept = evaluate(view, name, proposals)
            s.count(candidates=len(kept))  # fewer than programs if some do not fit or repeat others' outputs
            found += kept
    return best_candidates(found)


@contextmanager
def _if_there_is_room(backend: Backend, case: _Case) -> Iterator[None]:
    """A context that ends quietly with the task marked incomplete when the arena is full; memory is released after any
    exception."""
    mark = backend.arena.mark()
    try:
        yield
    except Exception as error:
        backend.arena.release(mark)
        if not isinstance(error, ArenaFull):
            raise
        case.result.complete = False


def _put_back(case: _Case, found: Sequence[Candidate], deadline: Deadline) -> None:
    """Turn candidates for the task as the view shows it into candidates for the task itself."""
    task = excerpt(case.task)
    for candidate in found:
        if deadline.expired:
            case.result.complete = False
            break
        with case.guard.stage("back from the view"):
            if (one := case.view.back(candidate, task)) is not None:
                case.result.candidates.append(one)


def _validate(case: _Case, deadline: Deadline) -> None:
    """Validate every candidate that claims to fit: a defective one is replaced by its defect, and those for which time
    is lacking are dropped."""
    result, checked = case.result, []
    sound = {one.program: one.outputs for one in case.searched.known if one.fits}
    with span("validate", programs=len(result.candidates)):
        for candidate in [one for one in result.candidates if one.fits]:
            if deadline.expired:
                result.complete = False
                break
            with case.guard.stage("validation"):
                defect = None
                if not same_grids(candidate.outputs, sound.get(candidate.program, ())):
                    defect = case.searched.validator.defect(candidate.program, candidate.outputs, deadline)
                if defect is None:
                    checked.append(candidate)
                else:
                    result.defects.append(defect)
    result.candidates = checked + [candidate for candidate in result.candidates if not candidate.fits]


def _run_on_all(case: _Case, backend: Backend) -> None:
    """Run the candidates on all samples of the task, if it was searched on an excerpt."""
    if excerpt(case.task) is case.task:
        return
    found = []
    for candidate in case.result.candidates:
        with case.guard.stage("run on all samples"):
            if (one := on_all_samples(backend, candidate, case.task)) is not None:
                found.append(one)
    case.result.candidates = best_candidates(found)


def _next_views(seen: TaskView, case: _Case) -> tuple[View, ...]:
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
    return tuple(by_turns(found))
