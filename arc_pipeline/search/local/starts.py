"""The grids that a task's rules of growth may start from: its input, and those with most cells right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ...dsl.types import GRID
from ...tasks import Pair
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..frontier.nodes import TYPE_CODE
from ..rules.states import States, states_of

_STATES_A_GRID = 500  # the effort's states for one grid to start from

Example = tuple[np.ndarray, np.ndarray]  # a grid and what becomes of it, of one shape


def starts_of(frontier: Frontier, task: int, effort: Effort) -> Iterator[tuple[int, list[Example], list[np.ndarray]]]:
    """A node, its grids with the outputs of the demonstrations, and its grids on the tests: first the task's input, if
    it has the output's shape."""
    pairs = frontier.samples.tasks[task].train
    for states in states_of(frontier, task, effort.states, distinct=False):
        for start in _starts(frontier, states, max(1, effort.states // _STATES_A_GRID)):
            yield int(states.nodes[start]), _examples(states.known[start], pairs), states.split(states.asked[start])


def _examples(cells: np.ndarray, pairs: Sequence[Pair]) -> list[Example]:
    ends = np.cumsum([pair.output.size for pair in pairs])
    grids = np.split(cells, ends[:-1])
    return [(grid.reshape(pair.output.shape), pair.output) for grid, pair in zip(grids, pairs, strict=True)]


def _starts(frontier: Frontier, states: States, most: int) -> list[int]:
    """The input and the grids with most cells right, none of them wholly right, no two alike on the demonstrations."""
    grids = np.flatnonzero(frontier.nodes.type.all[states.nodes] == TYPE_CODE[GRID])
    wrong = (states.known[grids] != states.target).sum(axis=1)
    grids, wrong = grids[wrong > 0], wrong[wrong > 0]
    order = np.lexsort((states.cost[grids], np.where(states.cost[grids] == 0, 0, wrong)))
    found: dict[bytes, int] = {}
    for start in grids[order].tolist():
        found.setdefault(states.known[start].tobytes(), start)
        if len(found) == most:
            break
    return list(found.values())
