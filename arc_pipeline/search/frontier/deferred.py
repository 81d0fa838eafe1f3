"""Calls that are tried later than their cost says, where they are composed with others.

These are calls of operations that never helped on tasks of the same kind, and calls that make nothing new of a task's
input.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...dsl.types import GRID
from .grammar import Production
from .nodes import Nodes


@dataclass(frozen=True)
class Deferred:
    """`outer` bool (productions, tasks): calls that cost one more in a task, unless they are made on its input;
    `inner`, of the same shape: calls whose values cost one more as arguments. `idle`: whether calls that are idle on
    the input (see `idle_calls`) cost one more on other grids."""

    outer: np.ndarray
    inner: np.ndarray
    idle: bool = False

    @classmethod
    def nothing(cls, productions: int, tasks: int) -> Deferred:
        """No deferred calls: every call has its own cost."""
        none = np.zeros((productions, tasks), dtype=bool)
        return cls(none, none)


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
