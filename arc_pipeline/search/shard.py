"""Search a shard of tasks at once on one backend: grow the frontier, let every strategy propose, validate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from ..backends import ArenaFull, Backend
from ..measure import Deadline, now, span
from ..scoring.samples import Samples
from ..scoring.validate import Defect, Validator
from ..tasks import Task
from .candidates import Candidate, best_candidates
from .effort import Effort
from .foretelling.grounds import canvas_calls, grow_grounds
from .foretelling.shape import foretell_shapes
from .foretelling.sides import grow_sides, side_calls
from .frontier.frontier import Frontier
from .frontier.helped import later_in
from .frontier.shapes import shapes_of
from .frontier.vocabulary import Calls, vocabulary
from .steps.choices import choose_pieces
from .steps.layouts import lay_out_lists
from .steps.orders import order_colors
from .steps.picks import pick_outputs
from .steps.together import put_together
from .strategies import DEAR, STRATEGIES
from .views.cuts import piece_views
from .views.stages import views_after
from .views.view import View, by_turns, further_views, opening_views

_SURE_BITS = 60.0  # of a candidate that fits: few that are as short and as well borne out are wrong
WAITING = 64  # views a task that wait to be searched, the most promising
_FOR_STEPS, _FOR_STRATEGIES = 0.15, 0.08  # shares of the arena that growth leaves to what comes after it
_FOR_GROWTH = 0.85  # share of the time that it has before the steps after it


@cache  # the operations do not change while a process runs
def _vocabulary(lists: bool) -> tuple[Calls, ...]:
    """All calls, or those alone that make no lists."""
    calls = (*vocabulary(), *canvas_calls(), *side_calls())
    return calls if lists else tuple(one for one in calls if not one.op.result.is_list)


@dataclass
class TaskResult:
    """What a search found for one task: candidates, best first; values tried; seconds of rules and validation plus the
    task's part of the shared frontier's, by values; defects found by validation; the views by which it was searched,
    none where there was no time, and those that it showed to be worth it, in the order in which to search them."""

    task_id: str
    candidates: list[Candidate] = field(default_factory=list)
    tried: int = 0
    seconds: float = 0.0
    defects: list[Defect] = field(default_factory=list)
    complete: bool = True
    searched: tuple[View, ...] = ()
    waiting: tuple[View, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether some candidate fits every demonstration."""
        return any(candidate.fits for candidate in self.candidates)

    def merged_with(self, earlier: TaskResult | None) -> TaskResult:
        """This result and one of an earlier round together: the best candidates of both, sums of the rest."""
        if earlier is None:
            return self
        searched = earlier.searched + self.searched
        known = dict.fromkeys((*earlier.waiting, *self.waiting))
        waiting = by_turns(view for view in known if view not in searched)
        return TaskResult(
            self.task_id,
            best_candidates([*earlier.candidates, *self.candidates]),
            earlier.tried + self.tried,
            earlier.seconds + self.seconds,
            earlier.defects + self.defects,
            self.complete,
            searched,
            tuple(waiting[:WAITING]),
        )


def search_shard(
    backend: Backend,
    tasks: Sequence[Task],
    effort: Effort,
    deadline: Deadline,
    views: Mapping[str, Sequence[View]] | None = None,
) -> list[TaskResult]:
    """Search these tasks with this effort until the deadline; one result a task, in order.

    `views`: by task id those by which it is searched, one after the other; by default the opening ones.
    """
    chosen = [opening_views(task) if views is None else views[task.id] for task in tasks]
    results = [TaskResult(task.id) for task in tasks]
    left = sum(map(len, chosen))
    for number, seen in enumerate(_passes(chosen)):
        if number and deadline.expired:  # the first pass says of each task that there was no time
            for result in results:
                result.complete = False
            break
        mark = backend.arena.mark()
        try:
            found = _search(backend, tasks, seen, effort, deadline.share(len(seen) / left))
        finally:
            backend.arena.release(mark)
        left -= len(seen)
        for (k, _), result in zip(seen, found, strict=True):
            result.complete &= results[k].complete
            results[k] = result.merged_with(results[k])
    return results


def _passes(chosen: Sequence[Sequence[View]]) -> Iterator[list[tuple[int, View]]]:
    """The views of some tasks, (index of the task, view), so that those of one pass are searched with the same words:
    of each task one at most, and all of them or none may make lists."""
    for number in range(max(map(len, chosen), default=0)):
        views = [(k, of_task[number]) for k, of_task in enumerate(chosen) if number < len(of_task)]
        for lists in (True, False):
            alike = [(k, view) for k, view in views if view.lists == lists]
            if alike:
                yield alike


def _search(
    backend: Backend, tasks: Sequence[Task], seen: Sequence[tuple[int, View]], effort: Effort, deadline: Deadline
) -> list[TaskResult]:
    """Search tasks by the views of one pass: (index of the task, view) -> one result each, in order."""
    results = [TaskResult(tasks[k].id, searched=(view,)) for k, view in seen]
    shown = [(n, task) for n, (k, view) in enumerate(seen) if (task := view.of(tasks[k])) is not None]
    if not shown:
        return results
    started = now()
    with span("generate", tasks=len(shown)):
        puzzles = [task for _, task in shown]
        calls = _vocabulary(seen[0][1].lists)
        frontier = Frontier(backend, Samples.upload(backend, puzzles), calls, later_in(calls, puzzles))
        complete = _grow(frontier, effort, deadline.share(0.7))
    shared = now() - started
    total = max(1, int(frontier.tried_by_task.sum()))
    for row, (n, _) in enumerate(shown):
        began, result, (k, view) = now(), results[n], seen[n]
        result.tried = int(frontier.tried_by_task[row])
        result.complete = complete and not deadline.expired
        if deadline.expired:
            result.searched = ()
        else:
            found = _propose(frontier, row, effort, deadline.share(1 / (len(shown) - row)), result)
            result.candidates = [one for candidate in found if (one := view.back(candidate, tasks[k])) is not None]
            _validate(tasks[k], result, deadline)
            result.complete &= not frontier.counts.full
            result.waiting = _next_views(frontier, row, view, tasks[k])
        result.seconds = now() - began + shared * result.tried / total
    return results


def _next_views(frontier: Frontier, row: int, view: View, task: Task) -> tuple[View, ...]:
    """What to search after a view of a task: stages, and after an opening one the other views and those of pieces.

    After pieces nothing: what a stage leaves unsaid of a few of them does not compare with what one of the whole does.
    """
    if not view.lists:
        return ()
    if view not in opening_views(task):
        return tuple(views_after(frontier, row, view, ()))
    with span("views"):
        found = [*views_after(frontier, row, view, further_views(task)), *piece_views(frontier, row, view)]
        return tuple(by_turns(found))


def _grow(frontier: Frontier, effort: Effort, deadline: Deadline) -> bool:
    """Whether all that the effort asks for was made: numbers even where memory ended the growth of cells."""
    arena, growth = frontier.backend.arena, deadline.share(_FOR_GROWTH)
    with arena.sparing(_FOR_STEPS):
        grown = frontier.grow(effort.cost, growth) and frontier.extend("states", effort.state_cost, growth)
        numbered = frontier.extend("numbers", effort.number_cost, deadline)
    further = (order_colors, grow_sides, grow_grounds, choose_pieces, put_together, lay_out_lists, pick_outputs)
    with arena.sparing(_FOR_STRATEGIES):
        done = [grow(frontier, deadline) for grow in further]
    foretell_shapes(frontier)
    return all(done) and numbered and grown


def _propose(frontier: Frontier, task: int, effort: Effort, deadline: Deadline, result: TaskResult) -> list[Candidate]:
    """Ask the strategies for candidates, dear ones if the others are not sure; each has an equal part of the time that
    is left, and may leave some over. One that finds no room for what it looks at has no more to say."""
    found: list[Candidate] = []
    arena = frontier.backend.arena
    for waiting, (name, propose) in zip(range(len(STRATEGIES), 0, -1), STRATEGIES.items(), strict=True):
        sure = any(candidate.fits and candidate.bits < _SURE_BITS for candidate in found)
        if (name in DEAR and sure) or effort.strategies == ("quick" if name in DEAR else "dear"):
            continue
        if deadline.expired:
            result.complete = False
            break
        own, before, mark = deadline.share(1 / waiting), len(found), arena.mark()
        with span(name) as s:
            try:
                for candidate in propose(frontier, task, effort):
                    found.append(candidate)
                    if own.expired:
                        result.complete = False
                        break
            except ArenaFull:
                frontier.counts.full = True
                arena.release(mark)
            s.count(candidates=len(found) - before)
    shapes = frontier.shapes[task]
    return best_candidates(replace(one, surprise=shapes.bits(shapes_of(one.outputs))) for one in found)


def _validate(task: Task, result: TaskResult, deadline: Deadline) -> None:
    """Check every candidate that claims to fit; a defect is reported in its stead, and what time is lacking for is left
    out."""
    checked, validator = [], Validator(task)
    with span("validate", programs=len(result.candidates)):
        for candidate in result.candidates:
            if candidate.fits and deadline.expired:
                result.complete = False
                continue
            defect = validator.defect(candidate.program, candidate.outputs) if candidate.fits else None
            if defect is None:
                checked.append(candidate)
            else:
                result.defects.append(defect)
    result.candidates = checked
