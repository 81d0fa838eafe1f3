"""The shapes that a task's outputs may have on its tests, each with its share of the belief (0..1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

UNFORESEEN = 1 / 64  # share of the belief for all shapes that nothing predicts
_ELSEWHERE = UNFORESEEN / 16  # share of one of them
_MOST_BITS = 12.0

Tests = tuple[tuple[int, int], ...]  # (h, w) on each test


@dataclass(frozen=True)
class Side:
    """A way to predict one side of the outputs: a constant, or the node of a number (None, or -1, for the other).
    `tests`: the side on each test; `belief`: how much it is believed."""

    number: int | None
    node: int
    tests: tuple[int, ...]
    belief: float


@dataclass(frozen=True)
class Shape:
    """A shape that the outputs may have: (h, w) on each test, its share of the belief (0..1), the node of the first
    piece that has this shape, -1 for none, and the two sides with most belief that predict it, None if none do."""

    tests: Tests
    share: float
    node: int
    sides: tuple[Side, Side] | None


@dataclass(frozen=True)
class Shapes:
    """All shapes that a task's outputs may have on the tests, the likeliest first; none if nothing predicts them."""

    likely: tuple[Shape, ...] = ()

    def share(self, tests: Tests) -> float:
        """The share of the belief that a shape has: more than 0, and 1 for every shape if nothing predicts any."""
        if not self.likely:
            return 1.0
        return next((shape.share for shape in self.likely if shape.tests == tests), 0.0) + _ELSEWHERE

    def bits(self, tests: Tests) -> float:
        """How surprising a shape would be, up to _MOST_BITS: 0 for a shape that is certain."""
        return float(min(_MOST_BITS, max(0.0, -np.log2(self.share(tests)))))


NOTHING_SAID = Shapes()


def shapes_of(outputs: Iterable[np.ndarray]) -> Tests:
    """The shapes of outputs, one a test."""
    return tuple((output.shape[0], output.shape[1]) for output in outputs)
