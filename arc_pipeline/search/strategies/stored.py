"""The library's programs as they are, all of them run as one graph.

`O = repaint(a, {1: 4}, b)`, written for another task, fits all demonstrations of this one, or all but one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np

from ...library import Stored, load_library, stored_id
from ...measure import span
from ...programs import merge
from ...scoring.plan import Plan
from ..candidates import FEWEST, Proposal
from ..effort import STORED
from ..evaluation.fitting import demonstrations_right
from ..taskview.view import TaskView

EXPENSIVE = True  # but in a round of its own


def prepare(views: Sequence[TaskView]) -> None:
    """The programs that fit each task, then those that miss one demonstration alone; not the task's own. None in rounds
    that ask other strategies as well: they would be the same again."""
    found: list[list[Stored]] = [[] for _ in views]
    if views[0].effort.strategies == STORED:
        stored, plan = _library()
        found = [
            [stored[k] for k in _best(right) if stored[k].id != stored_id(view.task.id)]
            for view, right in zip(views, demonstrations_right(views, plan), strict=True)
        ]
    for view, of_task in zip(views, found, strict=True):
        view.prepared[STORED] = of_task


def propose(view: TaskView) -> Iterator[Proposal]:
    """Those that fit, and near misses."""
    if STORED not in view.prepared:
        prepare([view])
    for one in view.prepared.pop(STORED):
        yield Proposal(view.add_stored(one), partly=True)


def _best(right: np.ndarray) -> list[int]:
    """The programs that are right in all demonstrations, bool (programs, demonstrations), then those that miss one."""
    number, shown = right.sum(axis=1), right.shape[1]
    near = (number == shown - 1) & (shown >= FEWEST)
    return [*np.flatnonzero(number == shown).tolist(), *np.flatnonzero(near).tolist()]


@cache
def _library() -> tuple[Sequence[Stored], Plan]:
    """All stored programs, and how to run them."""
    found = load_library()
    with span("merge library", cold=1):
        return found, Plan([merge([one.program for one in found])])
