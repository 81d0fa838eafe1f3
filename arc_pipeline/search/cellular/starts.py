"""The grids from which cellular rules and agents start: a task's input, and the grids with most cells right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...dsl.types import GRID
from ...tasks import Pair
from ..taskview.features import FeatureMatrix
from ..taskview.view import TaskView


@dataclass(frozen=True)
class Start:
    """A feature that is a grid of the outputs' shapes: its `node`, and `pairs` of this grid and the output for each
    demonstration."""

    features: FeatureMatrix
    node: int
    pairs: tuple[Pair, ...]


def starts_of(view: TaskView, most: int) -> Iterator[Start]:
    """At most `most` starts for each feature matrix, that is for each shape of the outputs on the tests: the task's
    input first, if it has the output's shape. None for a single demonstration."""
    if len(view.outputs) < 2:  # what is learned from one demonstration cannot be checked on another
        return
    ends = np.cumsum([output.size for output in view.outputs])
    for features in view.features:
        for start in _starts(view, features, most):
            grids = np.split(features.train[start], ends[:-1])
            pairs = (Pair(grid.reshape(output.shape), output) for grid, output in zip(grids, view.outputs, strict=True))
            yield Start(features, int(features.nodes[start]), tuple(pairs))


def _starts(view: TaskView, features: FeatureMatrix, most: int) -> list[int]:
    """The indices of the input and of the grids with most cells right; none is entirely right, and no two are equal on
    the demonstrations."""
    grids = np.flatnonzero(view.are(features.nodes, GRID))
    wrong = (features.train[grids] != features.target).sum(axis=1)
    grids, wrong = grids[wrong > 0], wrong[wrong > 0]
    order = np.lexsort((features.cost[grids], np.where(features.cost[grids] == 0, 0, wrong)))
    found: dict[bytes, int] = {}
    for start in grids[order].tolist():
        found.setdefault(features.train[start].tobytes(), start)
        if len(found) == most:
            break
    return list(found.values())
