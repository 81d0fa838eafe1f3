"""How much of an output is new: the share of its parts, patterns of cells or shapes of objects, that nothing shown has.

Parts that are alike once they are turned or mirrored are one. A demonstration's output has new parts beside the others,
too: only what exceeds that is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from itertools import repeat

import numpy as np

Parts = Counter[bytes]
_UNKNOWN = 0.5  # the share to expect if there is one demonstration, which nothing can be compared with
_KEPT = 1 << 15  # parts whose least turn is remembered
_NEIGHBOURS = np.ones((3, 3), dtype=bool)  # 8-connectivity
_SIDE = 3
_CELLS = _SIDE * _SIDE
_DIGITS = _CELLS ** np.arange(_CELLS)


class Novelty:
    """The parts of the demonstrations' outputs, and what they have that is new beside the others. `given`: the parts of
    the demonstrations' inputs, if what an output's own input has is not new."""

    def __init__(self, made: Sequence[Parts], given: Sequence[Parts] = ()) -> None:
        self._shown = set[bytes]().union(*made)
        others = [set[bytes]().union(*made[:k], *made[k + 1 :]) for k in range(len(made))]
        known = [one.union(own) for one, own in zip(others, given or repeat(()), strict=bool(given))]
        shares = list(map(_share_new, made, known))
        self._expected = float(np.mean(shares)) if len(made) > 1 else _UNKNOWN

    def of(self, parts: Parts, given: Iterable[bytes] = ()) -> float:
        """By how much the share (0..1) of an output's `parts` that are new exceeds its mean among the demonstrations;
        `given`: the parts of its own input, if these are not new."""
        return max(0.0, _share_new(parts, self._shown.union(given)) - self._expected)


def patterns(grid: np.ndarray) -> Parts:
    """The patterns of the 3 x 3 windows of a grid, uint8 (h, w): which of their cells are equal."""
    if min(grid.shape) < _SIDE:
        return Counter()
    windows = np.lib.stride_tricks.sliding_window_view(grid, (_SIDE, _SIDE)).reshape(-1, _CELLS)
    codes, counts = np.unique(_first_equal(windows) @ _DIGITS, return_counts=True)
    found = Parts()
    for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
        found[_least_pattern(code)] += count
    return found


def shapes(grid: np.ndarray) -> Parts:
    """The shapes of the 8-connected components of one colour of a grid, uint8 (h, w), but for its most common one."""
    from scipy import ndimage  # takes as long to import as all of this package, which many processes do not need

    areas = np.bincount(grid.ravel())
    found = Parts()
    for color in np.setdiff1d(np.flatnonzero(areas), areas.argmax()):
        labels, _ = ndimage.label(grid == color, _NEIGHBOURS)
        for number, box in enumerate(ndimage.find_objects(labels), start=1):
            mask = labels[box] == number
            found[_least_shape(mask.shape[1], mask.tobytes())] += 1
    return found


def _share_new(parts: Parts, known: Container[bytes]) -> float:
    return sum(count for part, count in parts.items() if part not in known) / max(1, parts.total())


def _first_equal(windows: np.ndarray) -> np.ndarray:
    """For each cell of windows (n, 9) the place of the first cell of its colour: int64 (n, 9)."""
    return np.asarray((windows[:, :, None] == windows[:, None, :]).argmax(axis=2))


@lru_cache(_KEPT)
def _least_pattern(code: int) -> bytes:
    """The least of the eight turns of a pattern, which is given by the digits of a number."""
    window = (code // _DIGITS % _CELLS).reshape(_SIDE, _SIDE)
    return min(_first_equal(turned.reshape(1, _CELLS)).astype(np.uint8).tobytes() for turned in _turns(window))


@lru_cache(_KEPT)
def _least_shape(width: int, cells: bytes) -> bytes:
    """The least of the eight turns of a mask of this width, with its own width before its cells."""
    mask = np.frombuffer(cells, dtype=bool).reshape(-1, width)
    return min(bytes([turned.shape[1]]) + turned.tobytes() for turned in _turns(mask))


def _turns(grid: np.ndarray) -> list[np.ndarray]:
    return [np.rot90(way, quarter) for way in (grid, grid.T) for quarter in range(4)]
