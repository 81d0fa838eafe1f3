"""How plausible an output is beside the demonstrations, whatever made it: what all of these keep, it should keep too.

All measures are 0 for what the demonstrations lead one to expect, and grow with how far an output is from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..tasks import Pair, Task

MEASURES = ("colors", "counts", "cells", "objects", "symmetry", "change")
_FEW = 0.02  # of the cells: smaller shares of change are not told apart
_MOST = 2.0  # natural logarithms
_NEIGHBOURS = np.ones((3, 3), dtype=bool)  # of a cell, those at its corners too

_TURNS: tuple[Callable[[np.ndarray], np.ndarray], ...] = (
    np.fliplr, np.flipud, np.transpose, lambda grid: np.rot90(grid, 2).T, lambda grid: np.rot90(grid, 2), np.rot90
)  # fmt: skip


class Plausibility:
    """What the demonstrations of a task lead one to expect of its outputs."""

    def __init__(self, task: Task) -> None:
        self._task, pairs = task, task.train
        rules = [_palette_rules(pair) for pair in pairs]
        self._palettes = {k: value for k, value in enumerate(rules[0]) if value and all(r[k] == value for r in rules)}
        histograms = np.array([(_histogram(pair.input), _histogram(pair.output)) for pair in pairs])
        self._kept = histograms[:, 0].any(axis=0) & (histograms[:, 0] == histograms[:, 1]).all(axis=0)
        self._moves = _Moves(pairs) if all(pair.keeps_shape for pair in pairs) else None
        self._growth = [_growth(pair) for pair in pairs]
        self._symmetries = [turn for turn in _TURNS if all(_is_symmetric(pair.output, turn) for pair in pairs)]

    def of(self, test: int, grid: np.ndarray) -> np.ndarray:
        """The MEASURES of an output, uint8 (h, w), for one of the task's tests: float64 (6,).

        colors: how many of these all demonstrations share and it has not: the colours of the outputs, their number,
        having none but the input's, having all of the input's. counts: 1 if a colour of its input, which is on as many
        cells of the outputs in all demonstrations, is not. cells: 1 if a cell changes of a colour that the
        demonstrations' inputs have and no cell of which changes there, or to a colour that their outputs have and none
        becomes. objects: by how many natural logarithms the number of objects grows more, or less, than in any
        demonstration, at most 2. symmetry: the share (0..1) of those symmetries that all demonstrations' outputs have
        and it has not. change: by how many natural logarithms the share of changed cells lies outside the
        demonstrations' range, at most 2. cells and change are 0 where inputs and outputs differ in size.
        """
        pair = Pair(self._task.test[test], grid)
        objects = _outside(_growth(pair), self._growth)
        cells, change = self._moves.measures(pair) if self._moves and pair.keeps_shape else (0.0, 0.0)
        return np.array([self._colors(pair), self._counts(pair), cells, objects, self._symmetry(grid), change])

    def _colors(self, pair: Pair) -> float:
        rules = _palette_rules(pair)
        return float(sum(rules[k] != value for k, value in self._palettes.items()))

    def _counts(self, pair: Pair) -> float:
        given = _histogram(pair.input)
        return float((self._kept & (given > 0) & (given != _histogram(pair.output))).any())

    def _symmetry(self, grid: np.ndarray) -> float:
        return sum(not _is_symmetric(grid, turn) for turn in self._symmetries) / max(1, len(self._symmetries))


class _Moves:
    """Which colours the cells of some pairs, each of which has one size, have, lose and become."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        given = np.concatenate([pair.input.ravel() for pair in pairs])
        made = np.concatenate([pair.output.ravel() for pair in pairs])
        changed = given != made
        self.given, self.made = _palette(given), _palette(made)
        self.lost, self.become = _palette(given[changed]), _palette(made[changed])
        self.shares = [float(np.log(_FEW + (pair.input != pair.output).mean())) for pair in pairs]

    def measures(self, pair: Pair) -> tuple[float, float]:
        """`cells` and `change` of another pair beside these."""
        other = _Moves([pair])
        odd = (other.lost & (self.given - self.lost)) or (other.become & (self.made - self.become))
        return float(bool(odd)), _outside(other.shares[0], self.shares)


def _palette_rules(pair: Pair) -> tuple[object, ...]:
    """What pairs may share of their palettes; False where there is nothing to share."""
    given, made = _palette(pair.input), _palette(pair.output)
    return made, len(made), made <= given, given <= made


def _palette(cells: np.ndarray) -> frozenset[int]:
    return frozenset(np.unique(cells).tolist())


def _histogram(grid: np.ndarray) -> np.ndarray:
    return np.bincount(grid.ravel(), minlength=10)


def _growth(pair: Pair) -> float:
    return float(np.log((1 + _count_objects(pair.output)) / (1 + _count_objects(pair.input))))


def _count_objects(grid: np.ndarray) -> int:
    """How many there are of one colour, joined at corners too, the most common colour left out."""
    from scipy import ndimage

    areas = np.bincount(grid.ravel())
    others = np.setdiff1d(np.flatnonzero(areas), areas.argmax())
    return sum(int(ndimage.label(grid == color, _NEIGHBOURS)[1]) for color in others)


def _outside(value: float, shown: Sequence[float]) -> float:
    """How far a value lies outside the range of those shown, at most _MOST."""
    return min(_MOST, max(min(shown) - value, value - max(shown), 0.0))


def _is_symmetric(grid: np.ndarray, turn: Callable[[np.ndarray], np.ndarray]) -> bool:
    return np.array_equal(grid, turn(grid))
