"""How plausible an output is beside the demonstrations: what all of their outputs preserve, it should preserve too.

Every measure is 0 if the output is as the demonstrations suggest, and grows with the distance from that.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..tasks import Pair, Task
from .novelty import Novelty, Parts, patterns, shapes

MEASURES = ("colors", "counts", "objects", "patterns", "shapes")
_MOST = 2.0  # natural logarithms


class Plausibility:
    """The properties that a task's demonstrations suggest for its outputs."""

    def __init__(self, task: Task) -> None:
        self._task, pairs = task, task.train
        rules = [_palette_rules(pair) for pair in pairs]
        self._palettes = {k: value for k, value in enumerate(rules[0]) if value and all(r[k] == value for r in rules)}
        histograms = np.array([(_histogram(pair.input), _histogram(pair.output)) for pair in pairs])
        self._kept = histograms[:, 0].any(axis=0) & (histograms[:, 0] == histograms[:, 1]).all(axis=0)
        given, made = [shapes(pair.input) for pair in pairs], [shapes(pair.output) for pair in pairs]
        self._given, self._shapes = [shapes(grid) for grid in task.test], Novelty(made, given)
        self._growth = list(map(_growth, given, made))
        self._patterns = Novelty([patterns(pair.output) for pair in pairs])

    def of(self, test: int, grid: np.ndarray) -> np.ndarray:
        """The MEASURES of an output, uint8 (h, w), for one of the task's tests: float64 (5,).

        colors: how many palette rules hold in all demonstrations and not here, out of: a fixed set of output colours, a
        fixed number of them, no colours beyond the input's, all of the input's colours. counts: 1 if a colour of the
        input, which in all demonstrations covers as many cells of the output as of the input, covers another number
        here, else 0. objects: the distance of the logarithmic growth in the number of objects from its range in the
        demonstrations, a natural logarithm, at most 2. patterns: how far the share (0..1) of new patterns, of which
        cells of a 3 x 3 window are equal, exceeds what demonstrations have; shapes: the same of shapes of objects that
        are not in the input either (Novelty).
        """
        pair = Pair(self._task.test[test], grid)
        given, made = self._given[test], shapes(grid)
        objects = _outside(_growth(given, made), self._growth)
        new = self._patterns.of(patterns(grid)), self._shapes.of(made, given)
        return np.array([self._colors(pair), self._counts(pair), objects, *new])

    def _colors(self, pair: Pair) -> float:
        rules = _palette_rules(pair)
        return float(sum(rules[k] != value for k, value in self._palettes.items()))

    def _counts(self, pair: Pair) -> float:
        given = _histogram(pair.input)
        return float((self._kept & (given > 0) & (given != _histogram(pair.output))).any())


def _palette_rules(pair: Pair) -> tuple[object, ...]:
    """The four palette properties of a pair, compared across pairs; False if an inclusion does not hold."""
    given, made = _palette(pair.input), _palette(pair.output)
    return made, len(made), made <= given, given <= made


def _palette(cells: np.ndarray) -> frozenset[int]:
    return frozenset(np.unique(cells).tolist())


def _histogram(grid: np.ndarray) -> np.ndarray:
    return np.bincount(grid.ravel(), minlength=10)


def _growth(given: Parts, made: Parts) -> float:
    return float(np.log((1 + made.total()) / (1 + given.total())))


def _outside(value: float, shown: Sequence[float]) -> float:
    """The distance of a value from the range of `shown`, at most _MOST."""
    return min(_MOST, max(min(shown) - value, value - max(shown), 0.0))
