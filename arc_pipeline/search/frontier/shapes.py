"""The shapes that a task's outputs may have on its tests, and how much each of them is believed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

UNFORESEEN = 1 / 64  # of all belief: shapes that nothing says
_ELSEWHERE = UNFORESEEN / 16  # one of them
_MOST_BITS = 12.0

Tests = tuple[tuple[int, int], ...]  # (h, w) on each test


@dataclass(frozen=True)
class Side:
    """One side of the outputs: a number that is the same everywhere, or the node of a number."""

    number: int | None
    node: int
    tests: tuple[int, ...]
    belief: float


@dataclass(frozen=True)
class Shape:
    """A shape that the outputs may have: (h, w) on each test, how much of all belief (0..1) it has, and what says so:
    the node of the first piece, -1 for none, and the two sides that are believed most, if any are."""

    tests: Tests
    share: float
    node: int
    sides: tuple[Side, Side] | None


@dataclass(frozen=True)
class Shapes:
    """All shapes that a task's outputs may have on the tests, the likeliest first."""

    likely: tuple[Shape, ...] = ()

    def share(self, tests: Tests) -> float:
        """How much of all belief a shape has: more than 0, and 1 where nothing says any."""
        if not self.likely:
            return 1.0
        return next((shape.share for shape in self.likely if shape.tests == tests), 0.0) + _ELSEWHERE

    def bits(self, tests: Tests) -> float:
        """How surprising a shape would be: 0 for one that is sure."""
        return float(min(_MOST_BITS, max(0.0, -np.log2(self.share(tests)))))


NOTHING_SAID = Shapes()


def shapes_of(outputs: Iterable[np.ndarray]) -> Tests:
    """The shapes of outputs, one a test."""
    return tuple((output.shape[0], output.shape[1]) for output in outputs)
