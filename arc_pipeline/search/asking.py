"""Ask one strategy after the other about all tasks of a pass, and run what it proposes for all of them together.

The programs for one task make launches of a few grids, which on a GPU take as long as those of many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from ..backends import ArenaFull, Backend, OutOfTime
from ..measure import Deadline, now, span
from . import currency
from .candidates import Candidate, Proposal
from .case import Case
from .effort import Effort
from .evaluation.proposals import evaluate
from .failures import is_answered
from .strategies import EXPENSIVE, PREPARE, STRATEGIES, TOGETHER
from .taskview.view import TaskView


@dataclass
class Asked:
    """A task for which strategies are asked: its case, what strategies see of it, and what they have found so far.

    `seconds`: the time of its strategies and its part of the time in which programs of several tasks were run, in
    proportion to their numbers.
    """

    case: Case
    view: TaskView
    found: list[Candidate] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_sure(self) -> bool:
        """Whether a candidate fits and is so short that it is rarely wrong. That of an earlier round was not sure, as
        otherwise the task would not be searched again: others have to be looked for."""
        return any(map(_is_short, self.found)) and not any(map(_is_short, self.case.searched.known))


def _is_short(candidate: Candidate) -> bool:
    return candidate.fits and candidate.bits < currency.SURE


def ask(tasks: Sequence[Asked], effort: Effort, deadline: Deadline) -> None:
    """Ask the strategies about each task and run what they propose: cheap ones first, expensive ones only about tasks
    without a sure candidate.

    Each strategy gets an equal part of the time left, and within it each task; what they do not need is left to the
    next ones. Where a strategy's part does not suffice for all tasks, the others wait until all strategies have had
    theirs, so that none takes the time of those that come after it. A strategy that fills the arena ends there;
    proposals that it made before it raised are kept.
    """
    names = _asked_in(effort)
    expensive = [name for name in names if name in EXPENSIVE]
    _ask_in_turns([name for name in names if name not in EXPENSIVE], tasks, deadline, len(expensive))
    _ask_in_turns(expensive, tasks, deadline)


def _asked_in(effort: Effort) -> list[str]:
    """The strategies that are asked in a round of this effort. ValueError for the name of none."""
    if effort.strategies in ("all", "cheap"):
        return [name for name in STRATEGIES if effort.strategies == "all" or name not in EXPENSIVE]
    if effort.strategies not in STRATEGIES:
        raise ValueError(f"there is no strategy {effort.strategies!r}: there are {', '.join(STRATEGIES)}")
    return [effort.strategies]


def _ask_in_turns(names: Sequence[str], tasks: Sequence[Asked], deadline: Deadline, later: int = 0) -> None:
    """Ask these strategies about these tasks until the deadline, turn after turn as long as some task waits for one of
    them. `later`: how many more strategies share the time."""
    waiting: list[tuple[str, Sequence[Asked]]] = [(name, tasks) for name in names]
    while waiting and not deadline.expired:
        turns = zip(range(len(waiting), 0, -1), waiting, strict=True)
        again = [
            (name, _ask_one(name, some, deadline.share(1 / (left + later)), deadline)) for left, (name, some) in turns
        ]
        waiting = [(name, some) for name, some in again if some]
    for one in (one for name, some in waiting for one in _to_ask(name, some)):
        one.case.result.complete = False


def _ask_one(name: str, tasks: Sequence[Asked], turn: Deadline, deadline: Deadline) -> Sequence[Asked]:
    """Ask a strategy about these tasks until its turn is over, those first that took least time so far, and run what it
    proposes; returns the tasks about which it was not asked."""
    some = sorted(_to_ask(name, tasks), key=lambda one: one.seconds)
    proposed: list[tuple[Asked, Sequence[Proposal]]] = []
    ready = 0  # how many of them were prepared for
    with ExitStack() as prepared:
        for number, one in enumerate(some):
            if turn.expired:
                break
            if number == ready:
                prepared.close()
                together = some[number : number + _together(name, one.view.backend)]
                prepared.enter_context(_prepared(name, together, turn))
                ready += len(together)
            began = now()
            proposed.append((one, _proposals(name, one, turn.share(1 / (len(some) - number)), deadline)))
            one.seconds += now() - began
    began = now()
    _evaluate(name, proposed)
    spent, programs = now() - began, sum(len(proposals) for _, proposals in proposed)
    for one, proposals in proposed:
        one.seconds += spent * len(proposals) / max(1, programs)
    return some[len(proposed) :]


def _together(name: str, backend: Backend) -> int:
    """For how many tasks a strategy may prepare at once."""
    if name not in PREPARE:
        return 1
    most, slots = TOGETHER[name]
    return max(1, min(most, backend.arena.free_slots // slots))


@contextmanager
def _prepared(name: str, together: Sequence[Asked], turn: Deadline) -> Iterator[None]:
    """A context in which a strategy has prepared what it can for these tasks together. Where that raises, or time or
    room does not suffice, nothing is prepared, and it does so for each task when it is asked."""
    if len(together) == 1:
        yield
        return
    backend, began = together[0].view.backend, now()
    mark = backend.arena.mark()
    try:
        try:
            with span(name, together=len(together)), backend.until(turn):
                PREPARE[name]([one.view for one in together])
        except Exception as error:
            backend.arena.release(mark)
            if not (isinstance(error, OutOfTime) or is_answered(backend, error)):
                raise
        for one in together:
            one.seconds += (now() - began) / len(together)
        yield
    finally:
        for one in together:
            one.view.prepared.pop(name, None)
        backend.arena.release(mark)


def _to_ask(name: str, tasks: Sequence[Asked]) -> list[Asked]:
    """The tasks about which a strategy is to be asked."""
    return [one for one in tasks if name not in EXPENSIVE or not one.is_sure]


def _proposals(name: str, asked: Asked, part: Deadline, deadline: Deadline) -> list[Proposal]:
    """What a strategy proposes for a task: nothing more once its part of the time is over, and at the deadline it is
    stopped, however long it works on one proposal."""
    found: list[Proposal] = []
    case, view = asked.case, asked.view
    stage, room = case.guard.stage(f"strategy {name}"), _if_there_is_room(view.backend, case)
    with stage, span(name) as s, room, view.backend.until(deadline):
        for proposal in STRATEGIES[name](view):
            if not isinstance(proposal, Proposal):
                raise TypeError(f"propose in strategies/{name}.py yields {proposal!r}, which is no Proposal")
            found.append(proposal)
            if part.expired:
                case.result.complete = False
                s.count(out_of_time=1)
                break
        s.count(proposals=len(found))
    return found


def _evaluate(name: str, proposed: Sequence[tuple[Asked, Sequence[Proposal]]]) -> None:
    """Run a strategy's proposals for all these tasks together and add what is kept to what was found for them.

    If that raises, or if there is no room for all, each half of the tasks is tried by itself, down to a single task,
    which alone is at fault.
    """
    if not proposed:
        return
    first, backend = proposed[0][0].case, proposed[0][0].view.backend
    if len(proposed) == 1:
        with first.guard.stage(f"programs of strategy {name}"), _if_there_is_room(backend, first):
            _evaluate_at_once(name, proposed)
        return
    try:
        _evaluate_at_once(name, proposed)
    except Exception as error:
        if not is_answered(backend, error):
            raise
        half = len(proposed) // 2
        _evaluate(name, proposed[:half])
        _evaluate(name, proposed[half:])


def _evaluate_at_once(name: str, proposed: Sequence[tuple[Asked, Sequence[Proposal]]]) -> None:
    with span("evaluate", programs=sum(len(proposals) for _, proposals in proposed)) as s:
        kept = evaluate(name, [(one.view, proposals) for one, proposals in proposed])
        s.count(candidates=sum(map(len, kept)))  # fewer than programs if some do not fit or repeat others' outputs
        s.count(near_misses=sum(one.is_near_miss for found in kept for one in found))
    for (one, _), found in zip(proposed, kept, strict=True):
        one.found += found


@contextmanager
def _if_there_is_room(backend: Backend, case: Case) -> Iterator[None]:
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
