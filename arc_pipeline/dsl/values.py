"""Values as the reference sees them: arrays with an origin, integers, lists, and void.

Void (None here, height 0 in a slot) is the result of a call that has none, which makes all operations total.
"""

from __future__ import annotations

from typing import Any

import numpy as np

MAX_SIDE = 30
MAX_CELLS = MAX_SIDE * MAX_SIDE
MAX_ORIGIN = 127
TRANSPARENT = 10
VOID: Any = None


class _Absent:
    """An optional argument that is not given, unlike a void argument, which makes the call void."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()


class Piece(np.ndarray):
    """Cells, uint8 (h, w), with the origin (row, column) where they were cut from a frame; (0, 0) in derived arrays."""

    origin: tuple[int, int] = (0, 0)


def at(cells: Any, origin: tuple[int, int]) -> Piece:
    """A copy of `cells` as a piece whose upper left corner lies at `origin` (row, column), each clipped to +-127."""
    piece = np.array(cells, dtype=np.uint8).view(Piece)
    row, column = origin
    if row or column:  # a new piece lies at (0, 0)
        piece.origin = (max(-MAX_ORIGIN, min(MAX_ORIGIN, int(row))), max(-MAX_ORIGIN, min(MAX_ORIGIN, int(column))))
    return piece


def origin_of(cells: Any) -> tuple[int, int]:
    """The origin of a piece; (0, 0) for a plain array."""
    return getattr(cells, "origin", (0, 0))


def as_piece(cells: Any) -> Piece | None:
    """Normalise what a reference returned: None, an array that is empty or not 2-D, and a side over 30 become void."""
    if cells is None:
        return None
    array = np.asarray(cells)
    if array.ndim != 2 or 0 in array.shape or max(array.shape) > MAX_SIDE:
        return None
    return at(array, origin_of(cells))


def same(first: Any, second: Any) -> bool:
    """Whether two values are equal: in cells, shape and origin; lists element by element."""
    if isinstance(first, list) or isinstance(second, list):
        both = isinstance(first, list) and isinstance(second, list)
        return both and len(first) == len(second) and all(map(same, first, second))
    if isinstance(first, np.ndarray) or isinstance(second, np.ndarray):
        if not (isinstance(first, np.ndarray) and isinstance(second, np.ndarray)):
            return False
        return origin_of(first) == origin_of(second) and np.array_equal(first, second)
    return bool(first == second)
