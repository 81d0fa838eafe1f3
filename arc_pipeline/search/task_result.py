"""What a search found for one task, and how the results of several rounds are put together."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..scoring.validate import Defect
from .candidates import Candidate, best_candidates
from .failures import Failure
from .views.view import View, by_promise

WAITING = 64  # views per task that wait to be searched


@dataclass(frozen=True)
class Answered:
    """What was answered for a task at one moment, as a store keeps it. `seconds`: since the run began, with those of
    the runs that it goes on from; `attempts`: the attempts as text; `round`: of the search that had just ended, 0 if
    none had, and the seconds of a core that it `spent`."""

    seconds: float
    attempts: str
    round: int = 0
    spent: float = 0.0


@dataclass
class TaskResult:
    """What a search found for one task.

    `candidates`: best first. `tried`: number of values tried. `seconds`: the time of strategies and validation, plus
    parts of what was shared: of growth in proportion to the task's values, of running programs to their number.
    `defects`: found by validation. `complete`: whether nothing was cut short. `searched`: the views that were searched,
    () if time ran out. `waiting`: the views to search next, in this order. `failures`: exceptions, each of which ended
    a stage. `finished`: the reach of each effort that lack of time did not cut short, one entry for each search.
    `history`: what earlier runs answered, earliest first, where a run goes on from them.
    """

    task_id: str
    candidates: list[Candidate] = field(default_factory=list)
    tried: int = 0
    seconds: float = 0.0
    defects: list[Defect] = field(default_factory=list)
    complete: bool = True
    searched: tuple[View, ...] = ()
    waiting: tuple[View, ...] = ()
    failures: list[Failure] = field(default_factory=list)
    finished: tuple[str, ...] = ()
    history: tuple[Answered, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether some candidate fits every demonstration."""
        return any(candidate.fits for candidate in self.candidates)

    @property
    def late(self) -> bool:
        """Whether the time was up before any view of the task had been searched."""
        return not self.complete and not self.searched

    def merged_with(self, earlier: TaskResult | None) -> TaskResult:
        """This result combined with one of an earlier round: the best candidates and the waiting views of both,
        `complete` of this one, and the rest added up. Histories are not merged."""
        if earlier is None:
            return self
        searched = earlier.searched + self.searched
        known = dict.fromkeys((*earlier.waiting, *self.waiting))
        waiting = by_promise(view for view in known if view not in searched)
        return TaskResult(
            self.task_id,
            best_candidates([*earlier.candidates, *self.candidates]),
            earlier.tried + self.tried,
            earlier.seconds + self.seconds,
            earlier.defects + self.defects,
            self.complete,
            searched,
            tuple(waiting[:WAITING]),
            earlier.failures + self.failures,
            earlier.finished + self.finished,
        )
