"""Search a shard of tasks at once on one backend: grow the frontier, let every strategy propose, validate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..backends import Backend
from ..measure import Deadline, now, span
from ..scoring.samples import Samples
from ..scoring.validate import Defect, validate
from ..tasks import Task
from .candidates import Candidate
from .effort import Effort
from .frontier import Frontier
from .strategies import STRATEGIES
from .vocabulary import vocabulary

KEPT = 32  # candidates a task


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
        return any(candidate.fits for candidate in self.candidates)


def search_shard(backend: Backend, tasks: Sequence[Task], effort: Effort, deadline: Deadline) -> list[TaskResult]:
    """Search these tasks with this effort until the deadline; one result a task, in order."""
    mark = backend.arena.mark()
    started = now()
    with span("generate", tasks=len(tasks)):
        frontier = Frontier(backend, Samples.upload(backend, tasks), vocabulary())
        complete = frontier.grow(effort.cost, deadline.share(0.7), last=True)
    seconds = now() - started
    total = max(1, int(frontier.tried_by_task.sum()))
    results = []
    for k, task in enumerate(tasks):
        began = now()
        result = TaskResult(task.id, tried=int(frontier.tried_by_task[k]), complete=complete)
        for name, propose in STRATEGIES.items():
            with span("propose", strategy_count=1):
                result.candidates += propose(frontier, k, effort)
        _best(task, result)
        result.seconds = now() - began + seconds * result.tried / total
        results.append(result)
    backend.arena.release(mark)
    return results


def _best(task: Task, result: TaskResult) -> None:
    """Keep the best candidates, one of each text, and validate those that claim to fit."""
    unique = {str(candidate.program): candidate for candidate in reversed(result.candidates)}
    ordered = sorted(unique.values(), key=lambda candidate: (-candidate.fit, candidate.length))[:KEPT]
    result.candidates = []
    with span("validate", programs=len(ordered)):
        for candidate in ordered:
            defect = validate(task, candidate.program, candidate.outputs) if candidate.fits else None
            if defect is None:
                result.candidates.append(candidate)
            else:
                result.defects.append(defect)
