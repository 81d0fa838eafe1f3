"""Calls that are tried later than their cost says, where they are composed with others.

These are calls that are unlikely, by what is known of programs that solve other tasks, and calls that make nothing new
of a task's input.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...dsl.types import GRID
from .bigrams import Likelihood
from .grammar import Production
from .nodes import Nodes

UNLIKELY = (18.0, 22.0)  # a call costs one more for each of these numbers of bits that it exceeds


@dataclass(frozen=True)
class Deferred:
    """What calls cost more in a task, unless they are made on its input alone: `likelihood`: that of all calls, None
    if each is as likely as any other; `idle`: whether calls that are idle on the input (see `idle_calls`) cost one more
    on other grids."""

    likelihood: Likelihood | None = None
    idle: bool = False

    @property
    def most(self) -> int:
        """How much more a call may cost."""
        return int(self.idle) if self.likelihood is None else len(UNLIKELY)

    def words(self, nodes: Nodes) -> np.ndarray:
        """What `late` asks of arguments, of all nodes: int64 (nodes,)."""
        return np.zeros(len(nodes), np.int64) if self.likelihood is None else self.likelihood.words(nodes)

    def late(self, production_id: int, words: np.ndarray, task: np.ndarray) -> np.ndarray:
        """How much more calls cost for being unlikely: `words` int64 (n, holes), those of their arguments, `task`
        (n,) -> int64 (n,)."""
        if self.likelihood is None:
            return np.zeros(len(task), np.int64)
        return np.searchsorted(UNLIKELY, self.likelihood.bits(production_id, words, task))


def idle_calls(grammar: tuple[Production, ...], nodes: Nodes, tasks: int, grown: int) -> list[np.ndarray]:
    """For each production, which choices of its literals make nothing new of a task's input, only void or a value that
    a cheaper call made: bool (choices, tasks), or (1, tasks) of False where this is not known.

    It is known of calls on one grid that make cells and cost at most `grown`. Calls that make numbers are left out:
    numbers are often equal by chance.
    """
    first, second = nodes.args.all[:, 0], nodes.args.all[:, 1]
    on_input = np.flatnonzero((first >= 0) & (second < 0) & (nodes.production_id.all < len(grammar)))
    on_input = on_input[nodes.production_id.all[first[on_input]] < 0]
    production_id, choice, task = (each.all[on_input] for each in (nodes.production_id, nodes.choice, nodes.task))
    sizes = np.array([len(production.numbers) for production in grammar])
    begins = np.cumsum(sizes) - sizes
    idle = np.ones((int(sizes.sum()), tasks), dtype=bool)
    idle[begins[production_id] + choice, task] = False
    none = np.zeros((1, tasks), dtype=bool)
    return [
        idle[begin : begin + size] if production.cost <= grown and _makes_cells_of_a_grid(production) else none
        for production, begin, size in zip(grammar, begins.tolist(), sizes.tolist(), strict=True)
    ]


def _makes_cells_of_a_grid(production: Production) -> bool:
    result = dict(production.types).get((GRID,))
    return result is not None and result.storage == "cells" and not result.is_list
