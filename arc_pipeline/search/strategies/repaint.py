"""A grid some of whose cells are recoloured by a table over one cell feature: `O = repaint(a, {1: 4}, b)`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...dsl.types import GRID
from .. import currency
from ..candidates import Proposal
from ..rules.repaints import REPAINT_LIMITS, find_repaints
from ..taskview.view import TaskView

LIMITS = REPAINT_LIMITS


def propose(view: TaskView) -> Iterator[Proposal]:
    """The likeliest repaints over the task's features, for each way to name colours."""
    limits = view.limits(LIMITS)
    for features in view.features:
        grids = np.flatnonzero(view.are(features.nodes, GRID))
        for binding in view.bindings:
            labels = [label for label, _ in binding.namings[0]]
            free = grids[~features.have(grids, labels)] if labels else grids
            for rule in find_repaints(view.backend, features, binding.labels, free, view.effort.rules, limits):
                grid = rule.add_to(view, features)
                # That cells keep their colour where no demonstration shows the key's value is a guess.
                for naming in binding.namings:
                    yield Proposal(view.named(grid, naming), rule.left_out, currency.GUESS * rule.unknown)
