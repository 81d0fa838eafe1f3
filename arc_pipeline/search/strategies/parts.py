"""Outputs joined from smaller grids: mirrored, repeated, framed, side by side: `O = hconcat(a, vmirror(a))`."""

from __future__ import annotations

from collections.abc import Iterator

from ..candidates import Proposal
from ..rules.solutions import PartsLimits, Solutions
from ..taskview.view import TaskView

LIMITS = PartsLimits()


def propose(view: TaskView) -> Iterator[Proposal]:
    """Solutions of smaller targets, with the calls that make the outputs of them."""
    limits = view.limits(LIMITS)
    for solution in Solutions(view, limits).inverted(view.outputs, limits.depth):
        yield Proposal(solution.add(), chance=1.0 - solution.credence)
