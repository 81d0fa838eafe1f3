"""Changes of single grids that rules often allow: other colours, symmetries of the square, other sizes, a distractor.

Grids are uint8 (h, w), sides 1 to 30; a change returns a new one and leaves what it was given as it is.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

LARGEST = 30
COLORS = 10
TURNS = 8  # symmetries of the square, 0 for none


def background_of(grid: np.ndarray) -> int:
    """The commonest colour, the lowest of several."""
    return int(np.bincount(grid.ravel(), minlength=COLORS).argmax())


def free_colors(grids: Iterable[np.ndarray]) -> np.ndarray:
    """The colours that are in none of the grids, ascending: int64 (n,)."""
    return np.setdiff1d(np.arange(COLORS), np.concatenate([grid.ravel() for grid in grids]))


def permuted_colors(rng: np.random.Generator, fixed: Iterable[int] = ()) -> np.ndarray:
    """What each colour becomes, uint8 (10,), when all but the `fixed` ones change places at random."""
    colors = np.arange(COLORS, dtype=np.uint8)
    rest = np.setdiff1d(colors, np.array([*fixed], dtype=np.uint8))
    colors[rest] = rng.permutation(rest)
    return colors


def turned(grid: np.ndarray, turn: int) -> np.ndarray:
    """The grid by one of the TURNS symmetries: quarter turns for 0 to 3, those of the transposed grid for 4 to 7."""
    return np.rot90(grid.T if turn >= TURNS // 2 else grid, turn % 4)


def with_margin(grid: np.ndarray, margin: int, color: int) -> np.ndarray | None:
    """The grid with so many rows and columns of a colour on each side; None if it would be too large."""
    return None if max(grid.shape) + 2 * margin > LARGEST else np.pad(grid, margin, constant_values=color)


def lonely_cells(grid: np.ndarray) -> np.ndarray:
    """The cells whose neighbours are background as they are, beyond the border excluded: int64 (n, 2), rows and
    columns."""
    around = np.pad(grid == background_of(grid), 1)
    return np.argwhere(np.lib.stride_tricks.sliding_window_view(around, (3, 3)).all(axis=(2, 3)))


def with_cell(grid: np.ndarray, place: np.ndarray, color: int) -> np.ndarray:
    """The grid with one cell, (row, column), of another colour."""
    made = grid.copy()
    made[tuple(place)] = color
    return made
