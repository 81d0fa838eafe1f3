"""A grid changed by cellular rules until nothing changes: `O = propagate(a, {...}, 'all')`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ..candidates import Proposal
from ..cellular.next_rules import Work
from ..cellular.propagations import find_propagations
from ..cellular.starts import starts_of
from ..effort import Limits, fixed
from ..taskview.view import TaskView


@dataclass(frozen=True)
class PropagateLimits(Limits):
    """`grids`: to start from; `most`: tables for one of them. `work`: steps per grid; counting steps bounds the time
    and keeps results reproducible."""

    grids: int = 2
    most: int = fixed(4)
    work: int = 350_000_000


LIMITS = PropagateLimits()

EXPENSIVE = True


def propose(view: TaskView) -> Iterator[Proposal]:
    """Propagations of the task's input, if it has the output's shape, and of the grids with most cells right."""
    limits = view.limits(LIMITS)
    for start in starts_of(view, limits.grids):
        for rules in islice(find_propagations(view.backend, start.pairs, Work(limits.work)), limits.most):
            made = view.call("propagate", view.add(start.node), rules.table, rules.ways, None)
            yield Proposal(made, rules.left_out)
