"""A grid that rules of what lies round a cell change, once or until nothing changes: `O = propagate(a, {...}, 'all')`.

Where these rules say nothing, those that also ask a feature beside the grid: `O = rewrite(a, {...}, 'all', b)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from .. import currency
from ..candidates import Proposal
from ..local.beside import features_beside
from ..local.examples import OPERATIONS, Operation, Work
from ..local.propagations import find_propagations
from ..local.starts import Start, starts_of
from ..taskview.view import TaskView

_MOST = 4  # tables for one grid
_WORK = 350_000_000  # steps for one grid and operation, so that time is bounded and results are the same
_BESIDE = 8  # features that are asked beside one
_WORK_BESIDE = 300_000_000  # for all of them together

DEAR = True


def propose(view: TaskView) -> Iterator[Proposal]:
    """What becomes of the task's input, if it has the output's shape, and of the grids with most cells right."""
    for start in starts_of(view):
        sure = False
        for operation in OPERATIONS:
            for proposal in _proposals(view, start, operation, Work(_WORK)):
                sure |= proposal.left_out == 1.0
                yield proposal
        if not sure:
            work = Work(_WORK_BESIDE)
            for operation in OPERATIONS:
                for beside in features_beside(view.backend, start, operation, _BESIDE):
                    yield from _proposals(view, start, operation, work, beside)


def _proposals(
    view: TaskView, start: Start, operation: Operation, work: Work, beside: int | None = None
) -> Iterator[Proposal]:
    """What rules make of the grid, with one of the features beside it."""
    for found in islice(find_propagations(view.backend, start.examples(beside), operation, work), _MOST):
        if beside is not None and found.evidence < 1.0:
            continue
        feature = None if beside is None else view.add(int(start.features.nodes[beside]))
        made = view.call(operation, view.add(start.node), found.table, found.ways, feature)
        yield Proposal(made, found.evidence, currency.ONE_OF_MANY * (beside is not None))
