"""Search a shard of tasks at once on one backend: grow the frontier, let every strategy propose, validate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from ..backends import Backend
from ..measure import Deadline, now, span
from ..scoring.samples import Samples
from ..scoring.validate import Defect, validate
from ..tasks import Task
from .candidates import Candidate, best_candidates
from .effort import Effort
from .frontier import Frontier
from .grounds import canvas_calls, grow_grounds
from .orders import order_colors
from .picks import pick_outputs
from .shapes import shapes_of
from .sides import grow_sides, side_calls
from .strategies import STRATEGIES
from .vocabulary import Calls, vocabulary


@cache  # the operations do not change while a process runs
def _vocabulary() -> tuple[Calls, ...]:
    return (*vocabulary(), *canvas_calls(), *side_calls())


@dataclass
class TaskResult:
    """What a search found for one task: candidates, best first; values tried; seconds of rules and validation plus the
    task's part of the shared frontier's, by values; defects found by validation."""

    task_id: str
    candidates: list[Candidate] = field(default_factory=list)
    tried: int = 0
    seconds: float = 0.0
    defects: list[Defect] = field(default_factory=list)
    complete: bool = True

    @property
    def fits(self) -> bool:
        """Whether some candidate fits every demonstration."""
        return any(candidate.fits for candidate in self.candidates)

    def merged_with(self, earlier: TaskResult | None) -> TaskResult:
        """This result and one of an earlier round together: the best candidates of both, sums of the rest."""
        if earlier is None:
            return self
        return TaskResult(
            self.task_id,
            best_candidates([*earlier.candidates, *self.candidates]),
            earlier.tried + self.tried,
            earlier.seconds + self.seconds,
            earlier.defects + self.defects,
            self.complete,
        )


def search_shard(backend: Backend, tasks: Sequence[Task], effort: Effort, deadline: Deadline) -> list[TaskResult]:
    """Search these tasks with this effort until the deadline; one result a task, in order."""
    mark = backend.arena.mark()
    try:
        return _search(backend, tasks, effort, deadline)
    finally:
        backend.arena.release(mark)


def _search(backend: Backend, tasks: Sequence[Task], effort: Effort, deadline: Deadline) -> list[TaskResult]:
    started = now()
    with span("generate", tasks=len(tasks)):
        frontier = Frontier(backend, Samples.upload(backend, tasks), _vocabulary())
        complete = _grow(frontier, effort, deadline.share(0.7))
    shared = now() - started
    total = max(1, int(frontier.tried_by_task.sum()))
    results = []
    for k, task in enumerate(tasks):
        began = now()
        tried = int(frontier.tried_by_task[k])
        result = TaskResult(task.id, tried=tried, complete=complete and not deadline.expired)
        if not deadline.expired:
            _propose(frontier, k, effort, deadline.share(1 / (len(tasks) - k)), result)
            _validate(task, result, deadline)
        result.seconds = now() - began + shared * tried / total
        results.append(result)
    return results


def _grow(frontier: Frontier, effort: Effort, deadline: Deadline) -> bool:
    """Whether all that the effort asks for was made: numbers even where memory ended the growth of cells."""
    grown = frontier.grow(effort.cost, deadline) and frontier.extend("states", effort.state_cost, deadline)
    numbered = frontier.extend("numbers", effort.number_cost, deadline)
    further = [grow(frontier, deadline) for grow in (order_colors, grow_sides, grow_grounds, pick_outputs)]
    return all(further) and numbered and grown


def _propose(frontier: Frontier, task: int, effort: Effort, deadline: Deadline, result: TaskResult) -> None:
    """Ask every strategy for candidates; each has an equal part of the time that is left, and may leave some over."""
    found: list[Candidate] = []
    for waiting, (name, propose) in zip(range(len(STRATEGIES), 0, -1), STRATEGIES.items(), strict=True):
        own, before = deadline.share(1 / waiting), len(found)
        with span(name) as s:
            for candidate in propose(frontier, task, effort):
                found.append(candidate)
                if own.expired:
                    result.complete = False
                    break
            s.count(candidates=len(found) - before)
    shapes = frontier.shapes[task]
    result.candidates = best_candidates(replace(one, surprise=shapes.bits(shapes_of(one.outputs))) for one in found)


def _validate(task: Task, result: TaskResult, deadline: Deadline) -> None:
    """Check every candidate that claims to fit; a defect is reported in its stead, and what time is lacking for is left
    out."""
    checked = []
    with span("validate", programs=len(result.candidates)):
        for candidate in result.candidates:
            if candidate.fits and deadline.expired:
                result.complete = False
                continue
            defect = validate(task, candidate.program, candidate.outputs) if candidate.fits else None
            if defect is None:
                checked.append(candidate)
            else:
                result.defects.append(defect)
    result.candidates = checked
