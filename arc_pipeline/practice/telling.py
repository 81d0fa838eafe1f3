"""Whether demonstrations tell a rule: all short and all stored programs that fit them make the same of the tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..backends import ArenaFull, Backend
from ..backends.hashing import hash_cells
from ..measure import Deadline
from ..search.effort import CHEAP
from ..search.frontier.frontier import Frontier
from ..search.generation.library import grow_from_library
from ..search.growth import begun
from ..tasks import Task
from .samples import Made

_TOGETHER = 32  # tasks whose values are in memory at once


def are_told(backend: Backend, made: Sequence[Made]) -> np.ndarray:
    """For each of some tasks whether all fitting values make its answers: those of the first round's shortest programs
    and of the library's programs, with all values on their way. bool (tasks,). Memory is as it was. Raises ArenaFull if
    there is no room for these values of a single task."""
    parts = [made[first : first + _TOGETHER] for first in range(0, len(made), _TOGETHER)]
    return np.concatenate([np.empty(0, dtype=bool), *(_told(backend, part) for part in parts)])


def _told(backend: Backend, made: Sequence[Made]) -> np.ndarray:
    """The same of a few tasks, together if their values fit into memory, else in halves."""
    mark = backend.arena.mark()
    try:
        frontier = _grown(backend, [one.task for one in made])
        if not frontier.counts.full:
            return np.array([_agree(frontier, task, one) for task, one in enumerate(made)])
    finally:
        backend.arena.release(mark)
    if len(made) == 1:
        raise ArenaFull(f"the short programs for {made[0].task.id} need more memory than there is")
    middle = len(made) // 2
    return np.concatenate([_told(backend, made[:middle]), _told(backend, made[middle:])])


def _grown(backend: Backend, tasks: Sequence[Task]) -> Frontier:
    frontier = begun(backend, tasks, CHEAP)
    if frontier.grow(CHEAP.cost, Deadline()) and frontier.extend("features", CHEAP.feature_cost, Deadline()):
        grow_from_library(frontier, Deadline())
    return frontier


def _agree(frontier: Frontier, task: int, made: Made) -> bool:
    """Whether all values that fit a task of a frontier are its answers on the tests."""
    nodes, shown = frontier.nodes, len(made.task.train)
    own = frontier.fits[nodes.task.all[frontier.fits] == task]
    of_tests = nodes.read(nodes.hash, own, int(frontier.samples.rows[task]))[:, shown:]
    return bool((of_tests == [hash_cells(grid, (0, 0)) for grid in made.answers]).all())
