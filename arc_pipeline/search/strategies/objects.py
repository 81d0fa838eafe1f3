"""A rule for each object: a base, and on it what lists beside a list of objects have for those with some measure.

`x1 = objects(I)`, `x2 = size(x1)`, `x3 = where_equal(outbox(x1), x2, 4)`, `O = fillall(I, 3, x3)`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..candidates import Candidate
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..objects.programs import candidates

DEAR = True


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """The cheapest rules for the task's lists of objects."""
    mark = frontier.backend.arena.mark()
    try:
        yield from candidates(frontier, task, effort)
    finally:
        frontier.backend.arena.release(mark)
