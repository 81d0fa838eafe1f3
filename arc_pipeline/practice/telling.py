"""Whether demonstrations tell a rule: all short and all stored programs that fit them make the same of the tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..backends import Backend
from ..backends.hashing import hash_cells
from ..measure import Deadline
from ..search.effort import ROUNDS
from ..search.generation.library import grow_from_library
from ..search.growth import begun
from .samples import Made


def are_told(backend: Backend, made: Sequence[Made]) -> np.ndarray:
    """For each of some tasks whether all fitting values make its answers: those of the first round's shortest programs
    and of the library's programs, with all values on their way. bool (tasks,). Memory is as it was."""
    told, mark, effort = np.ones(len(made), dtype=bool), backend.arena.mark(), ROUNDS[0]
    try:
        frontier = begun(backend, [one.task for one in made], True, effort)
        frontier.grow(effort.cost, Deadline())
        frontier.extend("features", effort.feature_cost, Deadline())
        grow_from_library(frontier, Deadline())
        nodes, fits = frontier.nodes, frontier.fits
        for k in np.unique(nodes.task.all[fits]).tolist():
            own, shown = fits[nodes.task.all[fits] == k], len(made[k].task.train)
            made_of_tests = nodes.read(nodes.hash, own, int(frontier.samples.rows[k]))[:, shown:]
            told[k] = (made_of_tests == [hash_cells(grid, (0, 0)) for grid in made[k].answers]).all()
    finally:
        backend.arena.release(mark)
    return told
