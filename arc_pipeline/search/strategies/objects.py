"""A rule for each object: a base, and on it what lists beside a list of objects have for those with some measure.

`x1 = objects(I)`, `x2 = size(x1)`, `x3 = where_equal(outbox(x1), x2, 4)`, `O = fillall(I, 3, x3)`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..candidates import Proposal
from ..objects.programs import proposals
from ..taskview.view import TaskView

DEAR = True


def propose(view: TaskView) -> Iterator[Proposal]:
    """The cheapest rules for the task's lists of objects."""
    mark = view.backend.arena.mark()
    try:
        yield from proposals(view)
    finally:
        view.backend.arena.release(mark)
