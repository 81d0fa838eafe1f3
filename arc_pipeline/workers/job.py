"""A job: what one worker is to do next. Some tasks, searched together with one effort for a limited time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..search.effort import Effort
from ..search.shard import Known, Views
from ..tasks import Task


@dataclass(frozen=True)
class Job:
    """The search of some tasks. `views` and `known`: as in `search_shard`, of these tasks alone; `seconds`: from its
    beginning, infinite for no limit; `round`: the number of the effort, from 1; `failed`: how often the search of
    these tasks has failed; `backend`: None for that of all workers."""

    tasks: Sequence[Task]
    effort: Effort
    views: Views = None
    known: Known = field(default_factory=dict)
    seconds: float = math.inf
    round: int = 1
    failed: int = 0
    backend: str | None = None

    @property
    def names(self) -> str:
        """The ids of its tasks, with commas between them."""
        return ", ".join(task.id for task in self.tasks)

    def halves(self) -> list[Job]:
        """Two jobs of half the tasks each, with half the time each."""
        middle = len(self.tasks) // 2
        return [self._half(self.tasks[:middle]), self._half(self.tasks[middle:])]

    def _half(self, tasks: Sequence[Task]) -> Job:
        views = None if self.views is None else {task.id: self.views[task.id] for task in tasks}
        known = {task.id: self.known[task.id] for task in tasks if task.id in self.known}
        return replace(self, tasks=tasks, views=views, known=known, seconds=self.seconds / 2)

    def again(self, backend: str | None = None) -> Job:
        """The same once more after a failure; `backend`: another one for it."""
        return replace(self, failed=self.failed + 1, backend=backend or self.backend)
