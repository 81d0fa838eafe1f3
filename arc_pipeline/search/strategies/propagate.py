"""A grid changed by cellular rules, once or until nothing changes: `O = propagate(a, {...}, 'all')`.

Where these are not sure, rules that also ask a cell feature beside the grid: `O = rewrite(a, {...}, 'all', b)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from .. import currency
from ..candidates import Proposal
from ..cellular.beside import features_beside
from ..cellular.examples import OPERATIONS, Work
from ..cellular.propagations import find_propagations
from ..cellular.prospects import Prospect, prospects
from ..cellular.starts import Start, starts_of
from ..effort import Limits, fixed
from ..taskview.view import TaskView


@dataclass(frozen=True)
class PropagateLimits(Limits):
    """`grids`: to start from; `most`: tables for one of them. `work`: steps per grid and operation; counting steps
    bounds the time and keeps results reproducible. `beside`: features to ask beside a grid; `work_beside`: steps for
    all of them together."""

    grids: int = 2
    most: int = fixed(4)
    work: int = 350_000_000
    beside: int = 8
    work_beside: int = 300_000_000


LIMITS = PropagateLimits()

EXPENSIVE = True


def propose(view: TaskView) -> Iterator[Proposal]:
    """Propagations of the task's input, if it has the output's shape, and of the grids with most cells right."""
    limits, starts = view.limits(LIMITS), list(starts_of(view, view.limits(LIMITS).grids))
    found = prospects(view.backend, ((operation, start.examples()) for start in starts for operation in OPERATIONS))
    for start in starts:
        alone, sure = list(islice(found, len(OPERATIONS))), False
        for prospect in alone:
            for proposal in _proposals(view, start, prospect, Work(limits.work)):
                sure |= proposal.left_out == 1.0
                yield proposal
        if not sure and any(prospect.namings for prospect in alone):  # else no feature would help
            work = Work(limits.work_beside)
            asked = [
                (operation, feature)
                for operation in OPERATIONS
                for feature in features_beside(view.backend, start, operation, limits.beside)
            ]
            beside = prospects(view.backend, ((operation, start.examples(feature)) for operation, feature in asked))
            for (_, feature), prospect in zip(asked, beside, strict=True):
                yield from _proposals(view, start, prospect, work, feature)


def _proposals(
    view: TaskView, start: Start, prospect: Prospect, work: Work, beside: int | None = None
) -> Iterator[Proposal]:
    """The results of rules on a grid, with one of the features beside it if one is given."""
    for found in islice(find_propagations(view.backend, prospect, work), view.limits(LIMITS).most):
        if beside is not None and found.left_out < 1.0:
            continue
        feature = None if beside is None else view.add(int(start.features.nodes[beside]))
        made = view.call(prospect.operation, view.add(start.node), found.table, found.ways, feature)
        yield Proposal(made, found.left_out, currency.ONE_OF_MANY * (beside is not None))
