"""Do demonstrations say the same once they are turned or mirrored, each by itself?

A cell of one demonstration is said by another if a cell there looks alike: in its window of 3 x 3 cells, in itself and
its four neighbours, or in its colour and the first colours that are seen from it in the four directions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations, product

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ...dsl import OPS
from ...tasks import Pair

POSES = 8  # of `posed`
_OUTSIDE = 10  # in place of a colour beyond the border
_CROSS = np.array([0, 1, 0, 1, 1, 1, 0, 1, 0], np.uint8)  # of a window of 3 x 3 cells
_AROUND = (1, 5, 7, 3)  # up, right, down and left of the middle of a window
_Known = list[tuple[np.ndarray, np.ndarray, np.ndarray]]
_NINE = np.arange(9, dtype=np.uint8).reshape(3, 3)
# (9, POSES): what the cells of a window count in the number that stands for its look in each pose
_WEIGHTS = 11 ** np.array([OPS["unposed"](_NINE, pose).ravel() for pose in range(POSES)], dtype=np.int64).T


def _relative() -> np.ndarray:
    posed, unposed, corners = OPS["posed"], OPS["unposed"], np.arange(4, dtype=np.uint8).reshape(2, 2)
    pairs = list(product(range(POSES), repeat=2))
    seen = np.array([np.asarray(unposed(posed(corners, first), other)).ravel() for first, other in pairs])
    poses = np.array([np.asarray(unposed(corners, pose)).ravel() for pose in range(POSES)])
    return (seen[:, None] == poses).all(axis=2).argmax(axis=1).reshape(POSES, POSES)


RELATIVE = _relative()  # [a, b]: the pose that, undone, is the same as pose a followed by the undoing of pose b


@dataclass(frozen=True)
class Seen:
    """A demonstration that keeps its input's shape: what its cells look like as it lies, (3, cells), and what of each
    look is known from it in each of the first poses."""

    pair: Pair
    looks: np.ndarray
    known: Sequence[_Known]

    @classmethod
    def of(cls, pair: Pair, poses: int = 1) -> Seen:
        """The demonstration with what is seen of it in so many poses, the first of which is as it lies."""
        looks = _looks(pair.input, _WEIGHTS[:, :poses])
        return cls(pair, looks[0], [_known(look, pair.output.ravel()) for look in looks])

    def told_by(self, other: Seen) -> np.ndarray:
        """The share of the changed cells that another demonstration says right, less those that it says wrong, if it
        lies in each of its poses relative to this one: float64 (poses,)."""
        changed = int((self.pair.input != self.pair.output).sum())
        return np.array([_said(self.looks, self.pair, known) for known in other.known]) / max(1, changed)


class Agreement:
    """How much of each demonstration's changes the others say, by how they are turned against each other.

    `said` float64 (demonstrations, demonstrations, POSES): of the first one by the second one, as in `Seen.told_by`.
    All 0 if some output has another shape than its input.
    """

    def __init__(self, train: Sequence[Pair]) -> None:
        self.said = np.zeros((len(train), len(train), POSES))
        if all(pair.keeps_shape for pair in train):
            seen = [Seen.of(pair, POSES) for pair in train]
            for a, b in permutations(range(len(train)), 2):
                self.said[a, b] = seen[a].told_by(seen[b])

    def gained(self, poses: np.ndarray) -> np.ndarray:
        """The share of the changed cells that demonstrations say of each other in these poses, int (n, samples or
        demonstrations), above what they say as they are: float64 (n,), at least 0."""
        count = len(self.said)
        first, second = np.indices((count, count))
        relative = RELATIVE[poses[:, first], poses[:, second]]
        best = self.said[first, second, relative].max(axis=2).mean(axis=1)
        plain = self.said[..., 0].max(axis=1).mean()
        return np.maximum(best - plain, 0.0)


def _looks(grid: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """What each cell looks like in each pose and in each of the three ways, as a number: int64 (poses, 3, cells).
    `weights` int64 (9, poses): of the poses, as _WEIGHTS has them."""
    windows = sliding_window_view(np.pad(grid, 1, constant_values=_OUTSIDE), (3, 3)).reshape(-1, 9)
    rays = np.zeros_like(windows)
    rays[:, [4, *_AROUND]] = np.stack([grid, *(_seen(grid, turns) for turns in range(4))], axis=2).reshape(-1, 5)
    return np.moveaxis(np.stack([windows, windows * _CROSS, rays]) @ weights, 2, 0)


def _seen(grid: np.ndarray, turns: int) -> np.ndarray:
    """The first colour other than 0 above each cell, once the grid is turned anticlockwise so often: (h, w)."""
    turned = np.rot90(grid, turns)
    before = np.vstack([np.full((1, turned.shape[1]), _OUTSIDE), turned[:-1]])
    rows = np.maximum.accumulate(np.where(before > 0, np.arange(len(turned))[:, None], 0), axis=0)
    return np.rot90(np.take_along_axis(before, rows, axis=0), -turns)


def _known(looks: np.ndarray, made: np.ndarray) -> _Known:
    """What cells that look alike become, by their looks, (3, cells), and the output's colours, (cells,), in each of the
    three ways: the looks, ascending, the colour of the first such cell, and whether others become another colour."""
    found = []
    for look in looks:
        keys, at, of = np.unique(look, return_index=True, return_inverse=True)
        found.append((keys, made[at], np.bincount(of, weights=made != made[at][of]) > 0))
    return found


def _said(looks: np.ndarray, pair: Pair, known: _Known) -> float:
    """The cells of a pair, of these looks (3, cells), that change as is known of cells which look alike, less those of
    which what is known is wrong; in the way of looking that says most."""
    best = -np.inf
    for look, (keys, colors, split) in zip(looks, known, strict=True):
        place = np.minimum(np.searchsorted(keys, look), len(keys) - 1)
        told = (keys[place] == look) & ~split[place]
        new = told & (colors[place] != pair.input.ravel())
        right = new & (colors[place] == pair.output.ravel())
        wrong = told & (colors[place] != pair.output.ravel())
        best = max(best, float(right.sum() - wrong.sum()))
    return best
