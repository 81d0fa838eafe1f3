"""A grid as pieces on a background, and pieces put together again elsewhere.

A piece is a connected set of cells that are not background: int16 (h, w), -1 where the piece has no cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from .changes import background_of

Piece = np.ndarray
_TOUCHING = np.ones((3, 3), dtype=np.int8)  # cells that share a corner belong together
_TRIES = 12  # places at which a piece is tried


def cut_up(grid: np.ndarray) -> tuple[int, list[Piece], list[tuple[int, int]]]:
    """The background of a grid, its pieces, and the row and column of each; no pieces in a grid of one colour."""
    from scipy import ndimage

    background = background_of(grid)
    labels, _ = ndimage.label(grid != background, structure=_TOUCHING)
    pieces, places = [], []
    for number, where in enumerate(ndimage.find_objects(labels), start=1):
        pieces.append(np.where(labels[where] == number, grid[where].astype(np.int16), np.int16(-1)))
        places.append((where[0].start, where[1].start))
    return background, pieces, places


def put_together(
    rng: np.random.Generator,
    shape: tuple[int, int],
    background: int,
    pieces: Iterable[Piece],
    places: Sequence[tuple[int, int]] = (),
) -> np.ndarray:
    """A grid with the pieces where no two touch: the first ones at `places` if they fit there, the others at random.
    Pieces that find no room are left out. uint8 of that shape."""
    from scipy import ndimage

    grid = np.full(shape, background, dtype=np.uint8)
    near = np.zeros((shape[0] + 2, shape[1] + 2), dtype=bool)  # cells of pieces and all that touch them; with a border
    for number, piece in enumerate(pieces):
        cells, (height, width) = piece >= 0, piece.shape
        spare = shape[0] - height + 1, shape[1] - width + 1
        if min(spare) < 1:
            continue
        drawn = np.stack([rng.integers(0, spare[0], _TRIES), rng.integers(0, spare[1], _TRIES)], axis=1).tolist()
        for row, column in [*places[number : number + 1], *drawn]:
            here = near[row + 1 : row + 1 + height, column + 1 : column + 1 + width]
            if row < spare[0] and column < spare[1] and not (here & cells).any():
                grid[row : row + height, column : column + width][cells] = piece[cells]
                around = ndimage.binary_dilation(np.pad(cells, 1), _TOUCHING)
                near[row : row + height + 2, column : column + width + 2] |= around
                break
    return grid
