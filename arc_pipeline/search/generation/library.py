"""What the library's programs make of a task: their outputs, and all values on the way to them."""

from __future__ import annotations

from functools import cache

import numpy as np

from ...library import load_library
from ...measure import Deadline
from ..frontier.frontier import Frontier
from .calls import Calls, is_able


def grow_from_library(frontier: Frontier, deadline: Deadline) -> bool:
    """Run all stored programs on each task, except the program of the task itself: what is found for a known task is
    what would be found for an unknown one. Returns False if time or memory ran out."""
    inputs = np.arange(len(frontier.samples.tasks))  # they are the first nodes of a frontier
    found = run_library(frontier, inputs, deadline)
    frontier.nodes.stored.all[found] = True
    return not (deadline.expired or frontier.counts.full)


def run_library(frontier: Frontier, roots: np.ndarray, deadline: Deadline) -> np.ndarray:
    """Run all stored programs, except a task's own, on a grid of each task: int64 (tasks,) nodes, -1 for a task on
    which none are run. Returns the nodes of all values that they make: int64 (n,), each once, ascending."""
    calls, ids, users = _library()
    tasks = np.array([task.id for task in frontier.samples.tasks])
    others = (users >= 0)[:, :, None] & (ids[users][:, :, None] != tasks)  # (users, calls, tasks)
    found = calls.run(frontier, others.any(axis=0) & (roots >= 0), roots, deadline)
    return np.unique(found[found >= 0])


@cache
def _library() -> tuple[Calls, np.ndarray, np.ndarray]:
    """The calls of the stored programs that can be calls of a frontier, the ids of these programs' tasks, and for each
    call two programs of different tasks that need it, -1 where there is none: int64 (2, calls)."""
    able = [one for one in load_library() if is_able(one.program)]
    calls, ids = Calls.of([one.program for one in able]), np.array([one.id for one in able])
    first = calls.uses.argmax(axis=0)
    further = calls.uses & (ids[:, None] != ids[first])
    return calls, ids, np.stack([first, np.where(further.any(axis=0), further.argmax(axis=0), -1)])
