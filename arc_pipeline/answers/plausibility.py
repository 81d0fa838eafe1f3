"""How plausible an output is beside the demonstrations: what all of their outputs preserve, it should preserve too.

Every measure is 0 if the output is as the demonstrations suggest, and grows with the distance from that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..tasks import Pair, Task

MEASURES = ("colors", "counts", "cells", "objects", "symmetry", "change")
_FEW = 0.02  # of the cells: added to shares, so that small ones hardly differ
_MOST = 2.0  # natural logarithms

_TURNS: tuple[Callable[[np.ndarray], np.ndarray], ...] = (
    np.fliplr, np.flipud, np.transpose, lambda grid: np.rot90(grid, 2).T, lambda grid: np.rot90(grid, 2), np.rot90
)  # fmt: skip


class Plausibility:
    """The properties that a task's demonstrations suggest for its outputs."""

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

        colors: how many palette rules hold in all demonstrations and not here, out of: a fixed set of output colours, a
        fixed number of them, no colours beyond the input's, all of the input's colours. counts: 1 if a colour of the
        input, which in all demonstrations covers as many cells of the output as of the input, covers another number
        here, else 0. cells: 1 if a cell loses a colour that occurs in the demonstrations' inputs and never changes
        there, or becomes a colour that occurs in their outputs and that no cell becomes there, else 0. objects: the
        distance of the logarithmic growth in the number of objects from its range in the demonstrations. symmetry: the
        share (0..1) that is broken of the symmetries of all demonstrations' outputs. change: the distance of the
        logarithm of the share of changed cells from its range in the demonstrations. objects and change are natural
        logarithms, at most 2. cells and change are 0 if some input and output differ in shape.
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
    """The colours that cells have, lose and become in pairs whose output has the shape of its input."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        given = np.concatenate([pair.input.ravel() for pair in pairs])
        made = np.concatenate([pair.output.ravel() for pair in pairs])
        changed = given != made
        self.given, self.made = _palette(given), _palette(made)
        self.lost, self.become = _palette(given[changed]), _palette(made[changed])
        self.shares = [float(np.log(_FEW + (pair.input != pair.output).mean())) for pair in pairs]

    def measures(self, pair: Pair) -> tuple[float, float]:
        """The measures `cells` and `change` of another pair, compared with these."""
        other = _Moves([pair])
        odd = (other.lost & (self.given - self.lost)) or (other.become & (self.made - self.become))
        return float(bool(odd)), _outside(other.shares[0], self.shares)


def _palette_rules(pair: Pair) -> tuple[object, ...]:
    """The four palette properties of a pair, compared across pairs; False if an inclusion does not hold."""
    given, made = _palette(pair.input), _palette(pair.output)
    return made, len(made), made <= given, given <= made


def _palette(cells: np.ndarray) -> frozenset[int]:
    return frozenset(np.unique(cells).tolist())


def _histogram(grid: np.ndarray) -> np.ndarray:
    return np.bincount(grid.ravel(), minlength=10)


def _growth(pair: Pair) -> float:
    return float(np.log((1 + _count_objects(pair.output)) / (1 + _count_objects(pair.input))))


def _count_objects(grid: np.ndarray) -> int:
    """The number of 8-connected components of one colour, not counting those of the most common colour.

    Runs of equal cells in a row are joined with those of the row above that they touch (Rosenfeld and Pfaltz, 1966):
    in Python a fifth of the time that scipy.ndimage takes for grids of this size, without its third of a second to
    import.
    """
    most_common = int(np.bincount(grid.ravel()).argmax())
    joined: list[int] = []  # for each run the one that it was joined with, or itself
    count, above = 0, list[tuple[int, int, int, int]]()
    for row in grid.tolist():
        runs, start = [], 0
        for end in range(1, len(row) + 1):
            if end == len(row) or row[end] != row[start]:
                if row[start] != most_common:
                    runs.append((start, end, row[start], len(joined)))
                    joined.append(len(joined))
                start = end
        count += len(runs)
        for start, end, color, run in runs:
            for other_start, other_end, other_color, other in above:
                if other_start > end:
                    break
                if other_color == color and other_end >= start:
                    first, second = _first(joined, run), _first(joined, other)
                    count -= first != second
                    joined[first] = second
        above = runs
    return count


def _first(joined: list[int], run: int) -> int:
    """The run that stands for all that are joined with this one."""
    while joined[run] != run:
        joined[run] = run = joined[joined[run]]
    return run


def _outside(value: float, shown: Sequence[float]) -> float:
    """The distance of a value from the range of `shown`, at most _MOST."""
    return min(_MOST, max(min(shown) - value, value - max(shown), 0.0))


def _is_symmetric(grid: np.ndarray, turn: Callable[[np.ndarray], np.ndarray]) -> bool:
    return np.array_equal(grid, turn(grid))
