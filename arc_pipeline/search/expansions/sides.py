"""Linear functions of one count that equal a side of the outputs, such as `2 * a - 1`.

If they were made of every count they would crowd out all other nodes, so they are added only where they equal a side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ...dsl import OPS
from ...measure import Deadline
from ..frontier.aligned import Literals, calls, priced
from ..frontier.frontier import Frontier
from ..prediction.shape import counts_of
from ..taskview.nodes import TaskNodes

_TRIED = 96  # counts per task
_MADE = 6  # linear functions for each axis
_FACTORS = range(2, 7)
_TERMS = range(1, 10)
_SIMPLE = ((1, -2), (1, -1), (1, 1), (1, 2), (2, 0), (2, -1), (2, 1), (3, 0))  # (factor, term) that two sides support


def grow(frontier: Frontier, deadline: Deadline) -> bool:
    """Add these counts to tasks whose outputs' sides differ between demonstrations. Returns False if time or memory
    ran out."""
    done = True
    for task in range(len(frontier.samples.tasks)):
        for node, factor, term in dict.fromkeys(_linear(frontier, task)):
            made = node
            if factor > 1 and done:
                done, made = _made(frontier, "multiply", node, factor, deadline)
            if term and done and made >= 0:
                done, _ = _made(frontier, "add" if term > 0 else "subtract", made, abs(term), deadline)
    return done


def _linear(frontier: Frontier, task: int) -> Iterator[tuple[int, int, int]]:
    """Triples (node, factor, term) such that factor * count + term equals a side of the output in every demonstration;
    none if all outputs keep their inputs' shapes or the side is the same everywhere."""
    pairs = frontier.samples.tasks[task].train
    if all(pair.keeps_shape for pair in pairs):
        return
    nodes, numbers = counts_of(TaskNodes(frontier, task))
    if not len(nodes):
        return
    nodes, numbers = nodes[:_TRIED], numbers[:_TRIED, : len(pairs)].astype(np.int64)
    for axis in range(2):
        sides = np.array([pair.output.shape[axis] for pair in pairs])
        if (sides == sides[0]).all():
            continue
        least, most = int(sides.argmin()), int(sides.argmax())
        steps = numbers[:, most] - numbers[:, least]
        factors = (sides[most] - sides[least]) // np.where(steps == 0, 1, steps)
        terms = sides[least] - factors * numbers[:, least]
        right = (steps > 0) & (factors[:, None] * numbers + terms[:, None] == sides).all(axis=1)
        right &= (factors >= 1) & (factors < _FACTORS.stop) & (np.abs(terms) < _TERMS.stop)
        if len(np.unique(sides)) == 2:
            right &= np.isin(factors * 100 + terms, [factor * 100 + term for factor, term in _SIMPLE])
        for k in np.flatnonzero(right)[:_MADE].tolist():
            yield int(nodes[k]), int(factors[k]), int(terms[k])


def _made(frontier: Frontier, name: str, node: int, number: int, deadline: Deadline) -> tuple[bool, int]:
    """Add a call on a node and a number. Returns whether time and memory sufficed, and the new node, or -1 if its value
    is not new.

    The call gets the cost of its argument alone: that it equals a side makes up for the rest.
    """
    before, made = len(frontier.nodes), calls(frontier.nodes, name, np.array([node]), Literals(np.array([number])))
    call = priced(frontier.nodes, [made])
    done = frontier.keep(replace(call, cost=call.cost - OPS[name].cost), "all", deadline)
    return done, before if len(frontier.nodes) > before else -1
