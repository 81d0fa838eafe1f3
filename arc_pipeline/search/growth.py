"""Growth of the frontier of a pass: all short programs, then what each step makes where outputs ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ..backends import Backend
from ..measure import Deadline
from ..scoring.samples import Samples
from ..tasks import Task
from .effort import Effort
from .failures import Guard
from .foretelling.shape import foretell_shapes
from .frontier.frontier import Frontier
from .frontier.helped import later_in
from .frontier.vocabulary import Calls, vocabulary
from .steps import STEPS, calls_of_steps

_FOR_STEPS, _FOR_STRATEGIES = 0.15, 0.08  # shares of the arena that growth leaves to what comes after it
_FOR_GROWTH = 0.85  # share of the time that it has before the steps after it


@cache  # the operations do not change while a process runs
def _vocabulary(lists: bool) -> tuple[Calls, ...]:
    """All calls, or those alone that make no lists."""
    calls = (*vocabulary(), *calls_of_steps())
    return calls if lists else tuple(one for one in calls if not one.op.result.is_list)


def begun(backend: Backend, tasks: Sequence[Task], lists: bool) -> Frontier:
    """A frontier that holds the inputs of some tasks; `lists`: whether what it grows may be lists."""
    calls = _vocabulary(lists)
    return Frontier(backend, Samples.upload(backend, tasks), calls, later_in(calls, tasks))


def grow(frontier: Frontier, effort: Effort, deadline: Deadline, guard: Guard) -> bool:
    """Whether all that the effort asks for was made: numbers even where memory ended the growth of cells.

    What raises under the guard ends a stage, of which the frontier keeps what was made before; the others go on.
    """
    arena, growth = frontier.backend.arena, deadline.share(_FOR_GROWTH)
    grown = numbered = False
    with arena.sparing(_FOR_STEPS):
        with guard.stage("growth"):
            grown = frontier.grow(effort.cost, growth) and frontier.extend("states", effort.state_cost, growth)
        with guard.stage("growth of numbers"):
            numbered = frontier.extend("numbers", effort.number_cost, deadline)
    done = []
    with arena.sparing(_FOR_STRATEGIES):
        for name, step in STEPS.items():
            with guard.stage(f"step {name}"):
                done.append(step(frontier, deadline))
    with guard.stage("shapes of outputs"):
        foretell_shapes(frontier)
    return guard.complete and all(done) and numbered and grown
