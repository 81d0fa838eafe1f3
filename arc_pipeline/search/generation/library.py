"""What the library's programs make of a task: their outputs, and all values on the way to them."""

from __future__ import annotations

from functools import cache

import numpy as np

from ...library import load_library, stored_id
from ...measure import Deadline
from ..frontier.frontier import Frontier
from .calls import Calls, is_able


def grow_from_library(frontier: Frontier, deadline: Deadline) -> bool:
    """Run all stored programs on each task, except the program of the task itself, or of which it is practice: what is
    found for a known task is what would be found for an unknown one. Returns False if time or memory ran out."""
    calls, ids, users = _library()
    tasks = np.array([stored_id(task.id) for task in frontier.samples.tasks])
    others = (users >= 0)[:, :, None] & (ids[users][:, :, None] != tasks)  # (users, calls, tasks)
    found = calls.run(frontier, others.any(axis=0), deadline)
    frontier.nodes.stored.all[found[found >= 0]] = True
    return not (deadline.expired or frontier.counts.full)


@cache
def _library() -> tuple[Calls, np.ndarray, np.ndarray]:
    """The calls of the stored programs that can be calls of a frontier, the ids of these programs' tasks, and for each
    call two programs of different tasks that need it, -1 where there is none: int64 (2, calls)."""
    able = [one for one in load_library() if is_able(one.program)]
    calls, ids = Calls.of([one.program for one in able]), np.array([one.id for one in able])
    first = calls.uses.argmax(axis=0)
    further = calls.uses & (ids[:, None] != ids[first])
    return calls, ids, np.stack([first, np.where(further.any(axis=0), further.argmax(axis=0), -1)])
