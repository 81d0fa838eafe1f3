"""What the library's programs make of a task: their outputs, and all values on the way to them."""

from __future__ import annotations

from functools import cache

import numpy as np

from ...library import load_library, stored_id
from ...measure import Deadline, span
from ..frontier.frontier import Frontier
from .calls import Calls, is_able


def grow_from_library(frontier: Frontier, deadline: Deadline) -> bool:
    """Run all stored programs on each task, except the program of the task itself, or of which it is practice: what is
    found for a known task is what would be found for an unknown one. Returns False if time or memory ran out."""
    inputs = np.arange(len(frontier.samples.tasks))  # they are the first nodes of a frontier
    found = run_library(frontier, inputs, deadline)
    frontier.nodes.stored.all[found] = True
    return not (deadline.expired or frontier.counts.full)


def run_library(frontier: Frontier, roots: np.ndarray, deadline: Deadline) -> np.ndarray:
    """Run all stored programs, except a task's own, on a grid of each task: int64 (tasks,) nodes, -1 for a task on
    which none are run. Returns the nodes of all values that they make, which descend from them: int64 (n,), each once,
    ascending."""
    calls, ids, users, by_size = _library()
    tasks = np.array([stored_id(task.id) for task in frontier.samples.tasks])
    others = (users >= 0)[:, :, None] & (ids[users][:, :, None] != tasks)  # (users, calls, tasks)
    found = calls.run(frontier, others.any(axis=0) & (roots >= 0), roots, deadline)
    user = np.where(others[0], *users[:, :, None])
    made = np.nonzero(found[by_size] >= 0)
    frontier.nodes.descend(found[by_size][made], ids.tolist(), user[by_size][made])
    return np.unique(found[found >= 0])


@cache
def _library() -> tuple[Calls, np.ndarray, np.ndarray, np.ndarray]:
    """The calls of the stored programs that can be calls of a frontier; the ids of these programs' tasks; for each call
    two programs of different tasks that need it, the shortest that do, -1 where there is none: int64 (2, calls); and
    the calls in the order of the first of these programs' lengths: int64 (calls,).

    The shortest program that needs a call is the one whose output it makes, if there is one.
    """
    with span("merge library", cold=1):
        able = [one for one in load_library() if is_able(one.program)]
        calls, ids = Calls.of([one.program for one in able]), np.array([one.id for one in able])
        length = calls.uses.sum(axis=1)
        first = np.where(calls.uses, length[:, None], len(calls) + 1).argmin(axis=0)
        further = calls.uses & (ids[:, None] != ids[first])
        second = np.where(further, length[:, None], len(calls) + 1).argmin(axis=0)
        users = np.stack([first, np.where(further.any(axis=0), second, -1)])
        return calls, ids, users, np.argsort(length[first], kind="stable")
