"""How plausible an output is beside the demonstrations' outputs, whatever made it: colours, size, symmetry, change.

All measures are 0 for what the demonstrations lead one to expect, and grow with how far an output is from it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from ..tasks import Pair, Task

MEASURES = ("colors", "size", "symmetry", "change")
_FEW = 0.02  # of the cells: smaller shares of change are not told apart
_MOST = 2.0

_MIRRORS: tuple[Callable[[np.ndarray], np.ndarray], ...] = (np.fliplr, np.flipud, np.transpose)


def plausibility(task: Task, test: int, grid: np.ndarray) -> np.ndarray:
    """The MEASURES of an output, uint8 (h, w), for one of the task's tests: float64 (4,).

    colors: 1 if it has a colour that neither its input nor any demonstration's output has. size: 1 if the
    demonstrations share a rule of size (the same, or so many times the input's) and it breaks all that they share.
    symmetry: the share (0..1) of those symmetries that all demonstrations' outputs have and it has not. change: by how
    many natural logarithms the share of changed cells lies outside the demonstrations' range, at most 2; 0 where inputs
    and outputs differ in size.
    """
    given = task.test[test]
    return np.array(
        [_colors(task, given, grid), _size(task, given, grid), _symmetry(task, grid), _change(task, given, grid)]
    )


def _colors(task: Task, given: np.ndarray, grid: np.ndarray) -> float:
    known = [given.ravel(), *(pair.output.ravel() for pair in task.train)]
    return float(not np.isin(grid, np.concatenate(known)).all())


def _size(task: Task, given: np.ndarray, grid: np.ndarray) -> float:
    """Rules of size: the output's, or how many times the input's it is."""
    rules = [_sizes(pair.input, pair.output) for pair in task.train]
    shared = [k for k in range(len(rules[0])) if len({rule[k] for rule in rules}) == 1]
    asked = _sizes(given, grid)
    return float(bool(shared) and not any(asked[k] == rules[0][k] for k in shared))


def _sizes(given: np.ndarray, made: np.ndarray) -> tuple[object, ...]:
    return made.shape, tuple(Fraction(a, b) for a, b in zip(made.shape, given.shape, strict=True))


def _symmetry(task: Task, grid: np.ndarray) -> float:
    shared = [mirror for mirror in _MIRRORS if all(_is_symmetric(pair.output, mirror) for pair in task.train)]
    return sum(not _is_symmetric(grid, mirror) for mirror in shared) / max(1, len(shared))


def _is_symmetric(grid: np.ndarray, mirror: Callable[[np.ndarray], np.ndarray]) -> bool:
    return np.array_equal(grid, mirror(grid))


def _change(task: Task, given: np.ndarray, grid: np.ndarray) -> float:
    pairs = [*task.train, Pair(given, grid)]
    if any(pair.input.shape != pair.output.shape for pair in pairs):
        return 0.0
    *shown, asked = [float(np.log(_FEW + (pair.input != pair.output).mean())) for pair in pairs]
    return min(_MOST, max(min(shown) - asked, asked - max(shown), 0.0))
