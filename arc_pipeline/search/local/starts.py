"""The grids that a task's rules of growth may start from: its input, and those with most cells right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...dsl.types import GRID
from ...tasks import Pair
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..frontier.nodes import TYPE_CODE
from ..rules.states import States, states_of
from .examples import Example

_STATES_A_GRID = 500  # the effort's states for one grid to start from


@dataclass(frozen=True)
class Start:
    """One of a task's states, by its index, that is a grid of the outputs' shapes; any other may be asked beside it."""

    states: States
    index: int
    pairs: tuple[Pair, ...]

    @property
    def node(self) -> int:
        return int(self.states.nodes[self.index])

    @cached_property
    def tests(self) -> list[np.ndarray]:
        """The grids on the test inputs."""
        return self.states.split(self.states.asked[self.index])

    def examples(self, beside: int | None = None) -> list[Example]:
        """The grids with the outputs of the demonstrations, and with another of the states."""
        grids = self._demonstrated(self.index)
        states = [None] * len(grids) if beside is None else self._demonstrated(beside)
        return [Example(grid, pair.output, state) for grid, pair, state in zip(grids, self.pairs, states, strict=True)]

    def _demonstrated(self, state: int) -> list[np.ndarray]:
        ends = np.cumsum([pair.output.size for pair in self.pairs])
        cells = np.split(self.states.known[state], ends[:-1])
        return [part.reshape(pair.output.shape) for part, pair in zip(cells, self.pairs, strict=True)]


def starts_of(frontier: Frontier, task: int, effort: Effort) -> Iterator[Start]:
    """First the task's input, if it has the output's shape; none where nothing could bear out what is learned."""
    pairs = frontier.samples.tasks[task].train
    if len(pairs) < 2:  # nothing could bear out what is learned of one
        return
    for states in states_of(frontier, task, effort.states, distinct=False):
        for start in _starts(frontier, states, max(1, effort.states // _STATES_A_GRID)):
            yield Start(states, start, tuple(pairs))


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
