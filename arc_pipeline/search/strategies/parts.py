"""Outputs put together from smaller grids: mirrored, repeated, framed, side by side: `O = hconcat(a, vmirror(a))`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ..candidates import Proposal
from ..rules.solutions import Solutions
from ..taskview.view import TaskView

_DEPTH = 2  # inverses of inverses


def propose(view: TaskView) -> Iterator[Proposal]:
    """Programs for smaller targets, with the calls that make the outputs of what they make."""
    solutions = Solutions(view)
    for solution in chain(solutions.strips(view.outputs), solutions.inverted(view.outputs, _DEPTH)):
        yield Proposal(solution.add_to(view.builder), chance=1.0 - solution.credence)
