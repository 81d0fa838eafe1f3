"""The grids from which cellular rules, sweeps and agents start: a task's input, and the grids with most cells right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...dsl.types import GRID
from ...tasks import Pair
from ..taskview.features import FeatureMatrix
from ..taskview.view import TaskView
from .examples import Example


@dataclass(frozen=True)
class Start:
    """A feature that is a grid of the outputs' shapes, by its index; any other feature may be asked beside it."""

    features: FeatureMatrix
    index: int
    pairs: tuple[Pair, ...]

    @property
    def node(self) -> int:
        return int(self.features.nodes[self.index])

    def examples(self, beside: int | None = None) -> list[Example]:
        """The demonstrations as examples: the grid, the output, and the feature with the index `beside`, if one is
        given."""
        grids = self._demonstrated(self.index)
        features = [None] * len(grids) if beside is None else self._demonstrated(beside)
        outputs = (pair.output for pair in self.pairs)
        return [Example(*example) for example in zip(grids, outputs, features, strict=True)]

    def _demonstrated(self, feature: int) -> list[np.ndarray]:
        ends = np.cumsum([pair.output.size for pair in self.pairs])
        cells = np.split(self.features.train[feature], ends[:-1])
        return [part.reshape(pair.output.shape) for part, pair in zip(cells, self.pairs, strict=True)]


def starts_of(view: TaskView, most: int) -> Iterator[Start]:
    """At most `most` starts for each feature matrix, that is for each shape of the outputs on the tests: the task's
    input first, if it has the output's shape. None for a single demonstration."""
    pairs = tuple(view.task.train)
    if len(pairs) < 2:  # what is learned from one demonstration cannot be checked on another
        return
    for features in view.features:
        for start in _starts(view, features, most):
            yield Start(features, start, pairs)


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
