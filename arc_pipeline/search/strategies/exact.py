"""Nodes of the frontier that equal every demonstration's output."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..candidates import Proposal
from ..effort import Limits
from ..taskview.view import TaskView


@dataclass(frozen=True)
class ExactLimits(Limits):
    """`most`: nodes."""

    most: int = 32


LIMITS = ExactLimits()


def propose(view: TaskView) -> Iterator[Proposal]:
    """The cheapest fitting nodes of the task."""
    for node in view.fits[: view.limits(LIMITS).most].tolist():
        yield Proposal(view.add(node))
