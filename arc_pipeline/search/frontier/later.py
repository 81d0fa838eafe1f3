"""Calls that are tried later than their cost says, where they are composed.

These are operations that never helped on tasks of the same kind, and calls that make nothing new of a task's input.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...dsl.types import GRID
from .nodes import Nodes
from .vocabulary import Calls


@dataclass(frozen=True)
class Later:
    """`outer` bool (groups, tasks): calls of the vocabulary that cost one more in a task where they are made on other
    values than its input; `inner`, of the same shape: calls whose values cost one more as arguments. `idle`: so do
    calls on other grids that are idle on the input."""

    outer: np.ndarray
    inner: np.ndarray
    idle: bool = False

    @classmethod
    def nothing(cls, groups: int, tasks: int) -> Later:
        """Every call at its own cost."""
        none = np.zeros((groups, tasks), dtype=bool)
        return cls(none, none)


def idle_calls(vocabulary: tuple[Calls, ...], nodes: Nodes, tasks: int, grown: int) -> list[np.ndarray]:
    """For each group of the vocabulary which of its calls make nothing new of a task's input, but void or what a
    cheaper call made: bool (calls, tasks) or (1, tasks).

    Known of calls of one grid that make cells and cost at most `grown`; numbers are equal by chance, and tell nothing.
    """
    first, second = nodes.args.all.T
    on_input = np.flatnonzero((first >= 0) & (second < 0))
    on_input = on_input[nodes.group.all[first[on_input]] < 0]
    group, call, task = (each.all[on_input] for each in (nodes.group, nodes.call, nodes.task))
    sizes = np.array([len(calls.numbers) for calls in vocabulary])
    begins = np.cumsum(sizes) - sizes
    idle = np.ones((int(sizes.sum()), tasks), dtype=bool)
    idle[begins[group] + call, task] = False
    none = np.zeros((1, tasks), dtype=bool)
    return [
        idle[begin : begin + size] if calls.cost <= grown and _makes_cells_of_a_grid(calls) else none
        for calls, begin, size in zip(vocabulary, begins.tolist(), sizes.tolist(), strict=True)
    ]


def _makes_cells_of_a_grid(calls: Calls) -> bool:
    result = dict(calls.types).get((GRID,))
    return result is not None and result.storage == "cells" and not result.is_list
