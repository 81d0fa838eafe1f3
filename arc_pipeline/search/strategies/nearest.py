"""The grids that come nearest to the outputs: answers for when nothing fits."""

from __future__ import annotations

from collections.abc import Iterator

from ...dsl.types import GRID
from ..candidates import Proposal
from ..taskview.view import TaskView

_MOST = 4


def propose(view: TaskView) -> Iterator[Proposal]:
    """The _MOST grids with the largest share of right cells on the demonstrations, of those not entirely right."""
    found: list[tuple[float, int]] = []
    # All features and not only distinct ones: of two that split the cells alike, one may have the right colours.
    for features in view.features:
        grids = view.are(features.nodes, GRID)
        right = (features.train[grids] == features.target).mean(axis=1)
        partly = (right > 0) & (right < 1)
        found += zip(right[partly].tolist(), features.nodes[grids][partly].tolist(), strict=True)
    for _, node in sorted(found, key=lambda pair: -pair[0])[:_MOST]:
        yield Proposal(view.add(node), partly=True)
