"""A grid swept line by line with a table over three cells: `O = sweep(a, {(0, 11, 11): 5}, 'right', ...)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ...dsl.families.sweeps import PLACES
from ..candidates import Proposal
from ..cellular.starts import starts_of
from ..cellular.sweeps import find_sweeps
from ..effort import Limits
from ..taskview.view import TaskView


@dataclass(frozen=True)
class SweepLimits(Limits):
    """`grids`: to sweep over; `most`: sweeps over one of them."""

    grids: int = 2
    most: int = 8


LIMITS = SweepLimits()

EXPENSIVE = True


def propose(view: TaskView) -> Iterator[Proposal]:
    """Sweeps over the task's input, if it has the output's shape, and over the grids with most cells right."""
    limits = view.limits(LIMITS)
    for start in starts_of(view, limits.grids):
        for sweep in islice(find_sweeps(view.backend, start.examples()), limits.most):
            places = [PLACES[place] for place in sweep.places]
            yield Proposal(view.call("sweep", view.add(start.node), sweep.table, sweep.toward, *places))
