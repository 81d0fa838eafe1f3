"""Do demonstrations say the same once they are turned or mirrored, each by itself?

A cell of one demonstration is said by another if a cell there looks alike: in its window of 3 x 3 cells, in itself and
its four neighbours, or in its colour and the first colours that are seen from it in the four directions.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ...dsl import OPS
from ...tasks import Pair

POSES = 8
_OUTSIDE = 10  # in place of a colour beyond the border
_CROSS = [1, 3, 4, 5, 7]  # of a window of 3 x 3 cells


def _relative() -> np.ndarray:
    posed, unposed, corners = OPS["posed"], OPS["unposed"], np.arange(4, dtype=np.uint8).reshape(2, 2)
    pairs = list(product(range(POSES), repeat=2))
    seen = np.array([np.asarray(unposed(posed(corners, first), other)).ravel() for first, other in pairs])
    poses = np.array([np.asarray(unposed(corners, pose)).ravel() for pose in range(POSES)])
    return (seen[:, None] == poses).all(axis=2).argmax(axis=1).reshape(POSES, POSES)


RELATIVE = _relative()  # [a, b]: the pose that, undone, is the same as pose a followed by the undoing of pose b


class Agreement:
    """How much of each demonstration's changes the others say, by how they are turned against each other.

    `said` float64 (demonstrations, demonstrations, POSES): by the share of the first one's changed cells that the
    second one says right, less those that it says wrong, if it lies in that pose relative to the first one. All 0 if
    some output has another shape than its input.
    """

    def __init__(self, train: Sequence[Pair]) -> None:
        count = len(train)
        self.said = np.zeros((count, count, POSES))
        if not all(pair.keeps_shape for pair in train):
            return
        shown = [[_looks(pair, pose) for pose in range(POSES)] for pair in train]
        for a, b in product(range(count), repeat=2):
            changed = int((train[a].input != train[a].output).sum())
            if a != b and changed:
                self.said[a, b] = [_said(shown[a][0], shown[b][pose]) / changed for pose in range(POSES)]

    def gained(self, poses: np.ndarray) -> np.ndarray:
        """The share of the changed cells that demonstrations say of each other in these poses, int (n, samples or
        demonstrations), above what they say as they are: float64 (n,), at least 0."""
        count = len(self.said)
        first, second = np.indices((count, count))
        relative = RELATIVE[poses[:, first], poses[:, second]]
        best = self.said[first, second, relative].max(axis=2).mean(axis=1)
        plain = self.said[..., 0].max(axis=1).mean()
        return np.maximum(best - plain, 0.0)


def _looks(pair: Pair, pose: int) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """What each cell of a pair in a pose looks like, in each of the three ways, int64 (cells,), its colour in the input
    and its colour in the output, uint8 (cells,)."""
    given, made = (np.asarray(OPS["posed"](grid, pose)) for grid in (pair.input, pair.output))
    windows = sliding_window_view(np.pad(given, 1, constant_values=_OUTSIDE), (3, 3)).reshape(given.size, 9)
    seen = [given, *(_seen(given, turns) for turns in range(4))]
    ways = windows, windows[:, _CROSS], np.stack([one.ravel() for one in seen], axis=1)
    return [_packed(way) for way in ways], given.ravel(), made.ravel()


def _packed(colors: np.ndarray) -> np.ndarray:
    return colors.astype(np.int64) @ 11 ** np.arange(colors.shape[1])


def _seen(grid: np.ndarray, turns: int) -> np.ndarray:
    """The first colour other than 0 above each cell, once the grid is turned anticlockwise so often: (h, w)."""
    turned = np.rot90(grid, turns)
    before = np.vstack([np.full((1, turned.shape[1]), _OUTSIDE), turned[:-1]])
    rows = np.maximum.accumulate(np.where(before > 0, np.arange(len(turned))[:, None], 0), axis=0)
    return np.rot90(np.take_along_axis(before, rows, axis=0), -turns)


def _said(first: Any, second: Any) -> float:
    """The cells of the first pair that change as cells of the second say which look alike, less those of which these
    say what is wrong; in the way of looking that says most."""
    best = -np.inf
    for look, known in zip(first[0], second[0], strict=True):
        keys, at, of = np.unique(known, return_index=True, return_inverse=True)
        colors = second[2][at]
        split = np.bincount(of, weights=second[2] != colors[of]) > 0  # cells that look alike and become different
        place = np.minimum(np.searchsorted(keys, look), len(keys) - 1)
        told = (keys[place] == look) & ~split[place]
        new = told & (colors[place] != first[1])
        right = new & (colors[place] == first[2])
        wrong = told & (colors[place] != first[2])
        best = max(best, float(right.sum() - wrong.sum()))
    return best
