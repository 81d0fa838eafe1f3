"""The grids that a task's rules of growth may start from: its input, and those with most cells right."""

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
    """One of a task's features, by its index, that is a grid of the outputs' shapes; any other may be asked beside
    it."""

    features: FeatureMatrix
    index: int
    pairs: tuple[Pair, ...]

    @property
    def node(self) -> int:
        return int(self.features.nodes[self.index])

    def examples(self, beside: int | None = None) -> list[Example]:
        """The grids with the outputs of the demonstrations, and with another of the features."""
        grids = self._demonstrated(self.index)
        features = [None] * len(grids) if beside is None else self._demonstrated(beside)
        outputs = (pair.output for pair in self.pairs)
        return [Example(*example) for example in zip(grids, outputs, features, strict=True)]

    def _demonstrated(self, feature: int) -> list[np.ndarray]:
        ends = np.cumsum([pair.output.size for pair in self.pairs])
        cells = np.split(self.features.train[feature], ends[:-1])
        return [part.reshape(pair.output.shape) for part, pair in zip(cells, self.pairs, strict=True)]


def starts_of(view: TaskView, most: int) -> Iterator[Start]:
    """So many for each shape on the tests, first the task's input, if it has the output's shape; none where nothing
    could bear out what is learned."""
    pairs = tuple(view.task.train)
    if len(pairs) < 2:  # nothing could bear out what is learned of one
        return
    for features in view.features:
        for start in _starts(view, features, most):
            yield Start(features, start, pairs)


def _starts(view: TaskView, features: FeatureMatrix, most: int) -> list[int]:
    """The input and the grids with most cells right, none of them wholly right, no two alike on the demonstrations."""
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
