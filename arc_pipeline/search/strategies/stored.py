"""Programs of the library that no frontier can hold, as they are: those with tables among their literals, such as
`O = repaint(a, {1: 4}, b)`, and those with calls of no value, or of very many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np

from ...library import Stored, load_library, stored_id
from ...measure import span
from ...programs import Merged, merge
from ..candidates import Proposal
from ..evaluation.fitting import fitting
from ..generation.calls import is_able
from ..taskview.view import TaskView

EXPENSIVE = True


def prepare(views: Sequence[TaskView]) -> None:
    """Which of these programs fit each task, but for the program of the task itself. They are asked about a task as it
    is, in rounds that run the library's programs; those that go on from there would find the same again."""
    (stored, merged), effort = _unable(), views[0].effort
    asked = effort.library and not (effort.views or effort.lemmas or effort.generations)
    found = fitting(views, merged) if asked else [np.zeros(len(stored), dtype=bool)] * len(views)
    for view, fits in zip(views, found, strict=True):
        id = stored_id(view.task.id)
        view.prepared["stored"] = [one for one, fit in zip(stored, fits, strict=True) if fit and one.id != id]


def propose(view: TaskView) -> Iterator[Proposal]:
    """Those that fit."""
    if "stored" not in view.prepared:
        prepare([view])
    for one in view.prepared.pop("stored"):
        yield Proposal(view.add_stored(one))


@cache
def _unable() -> tuple[tuple[Stored, ...], Merged]:
    """These programs, and all of them as one graph."""
    with span("merge library", cold=1):
        found = tuple(one for one in load_library() if not is_able(one.program))
        return found, merge([one.program for one in found])
