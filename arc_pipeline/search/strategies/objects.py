"""A rule for each object: a base, painted with what lists aligned with a list of objects have for objects of some
measure.

`x1 = objects(I)`, `x2 = size(x1)`, `x3 = where_equal(outbox(x1), x2, 4)`, `O = fillall(I, 3, x3)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..candidates import Proposal
from ..effort import Limits
from ..objects.programs import prepared, proposals
from ..taskview.view import TaskView

EXPENSIVE = True
# For 8 tasks at once it would save few launches more and take twice the room; a task takes 330,000 slots on average.
TOGETHER = 4, 400_000


@dataclass(frozen=True)
class ObjectsLimits(Limits):
    """`sources`: lists of objects, the cheapest; `rules`: per list."""

    sources: int = 8
    rules: int = 6


LIMITS = ObjectsLimits()


def prepare(views: Sequence[TaskView]) -> None:
    """What may be painted for the objects of each task's lists."""
    made = prepared(views, views[0].limits(LIMITS).sources)
    for view, found in zip(views, made, strict=True):
        view.prepared["objects"] = found


def propose(view: TaskView) -> Iterator[Proposal]:
    """The cheapest rules for the task's lists of objects."""
    with view.backend.arena.released():
        if "objects" not in view.prepared:
            prepare([view])
        for one in view.prepared.pop("objects"):
            yield from proposals(one, view.limits(LIMITS).rules)
