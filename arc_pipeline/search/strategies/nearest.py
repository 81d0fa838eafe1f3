"""The grids that come nearest to the outputs: answers for when nothing fits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...dsl.types import GRID
from ..candidates import FEWEST, Proposal
from ..taskview.view import TaskView

_MOST = 4  # of those with most right cells
_NEAR_MISSES = 8


def propose(view: TaskView) -> Iterator[Proposal]:
    """The cheapest grids that are right in all demonstrations but one, up to _NEAR_MISSES: the rule is another there,
    or the demonstration is at fault. Then the _MOST other grids with most right cells."""
    near = _near_misses(view)
    for node in near.tolist():
        yield Proposal(view.add(node), partly=True)
    found: list[tuple[float, int]] = []
    # All features and not only distinct ones: of two that split the cells alike, one may have the right colours.
    for features in view.features:
        grids = view.are(features.nodes, GRID) & ~np.isin(features.nodes, near)
        right = (features.train[grids] == features.target).mean(axis=1)
        partly = (right > 0) & (right < 1)
        found += zip(right[partly].tolist(), features.nodes[grids][partly].tolist(), strict=True)
    for _, node in sorted(found, key=lambda pair: -pair[0])[:_MOST]:
        yield Proposal(view.add(node), partly=True)


def _near_misses(view: TaskView) -> np.ndarray:
    """The cheapest nodes that equal all outputs but one, of any shape: int64 (n,)."""
    if len(view.outputs) < FEWEST or not len(view.near_misses):
        return np.empty(0, np.int64)
    grids = view.of_type(GRID)
    right = view.are_outputs(grids).sum(axis=1)
    return grids[right == len(view.outputs) - 1][:_NEAR_MISSES]
