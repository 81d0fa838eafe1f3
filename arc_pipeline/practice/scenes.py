"""Freshly drawn inputs: shapes on a background, cells between lines, noise, and patterns with a hole.

All are drawn in the shape and the colours that they are given, of which the first is the background.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .pieces import Piece, put_together

_MOST_SHAPES = 8
_LARGEST_SHAPE = 6


def drawn_piece(rng: np.random.Generator, colors: Sequence[int], largest: int = _LARGEST_SHAPE) -> Piece:
    """A shape of at most `largest` rows and columns: a rectangle, a frame, a line, a cross, a blob or a cell."""
    height, width = rng.integers(1, largest + 1, 2)
    cells = np.ones((height, width), dtype=bool)
    manner = rng.integers(6)
    if manner == 1:
        cells[1:-1, 1:-1] = False
    elif manner == 2:
        cells = cells[:1] if rng.random() < 0.5 else cells[:, :1]
    elif manner == 3:
        cells[:] = False
        cells[height // 2], cells[:, width // 2] = True, True
    elif manner == 4:
        cells = rng.random((height, width)) < 0.7
        cells[0, 0] = True
    elif manner == 5:
        cells = cells[:1, :1]
    several = rng.random() < 0.15
    paint = rng.choice(colors, cells.shape if several else 1).astype(np.int16)
    return np.where(cells, paint, np.int16(-1))


def _shapes(rng: np.random.Generator, shape: tuple[int, int], colors: Sequence[int]) -> np.ndarray:
    largest = max(1, min(_LARGEST_SHAPE, min(shape) - 1))
    pieces = [drawn_piece(rng, colors[1:], largest) for _ in range(rng.integers(1, _MOST_SHAPES + 1))]
    if rng.random() < 0.3:  # one shape several times
        pieces = [pieces[0], *pieces[:1], *pieces[:2], *pieces[3:]]
    return put_together(rng, shape, colors[0], pieces)


def _between_lines(rng: np.random.Generator, shape: tuple[int, int], colors: Sequence[int]) -> np.ndarray:
    """Parts of equal size with lines between them, as many as fit: each is empty, filled, or noise."""
    line = int(rng.choice(colors[1:]))
    parts = [int(rng.integers(1, min(3, (length + 1) // 2) + 1)) for length in shape]
    sides = [(length - (n - 1)) // n for length, n in zip(shape, parts, strict=True)]
    rest = [color for color in colors if color != line] or [colors[0]]
    whole = np.full([n * (side + 1) - 1 for n, side in zip(parts, sides, strict=True)], line, dtype=np.uint8)
    for row in range(0, whole.shape[0], sides[0] + 1):
        for column in range(0, whole.shape[1], sides[1] + 1):
            part = whole[row : row + sides[0], column : column + sides[1]]
            part[:] = rng.choice([colors[0], rng.choice(rest)])
            if rng.random() < 0.6:
                part[rng.random(part.shape) < 0.4] = rng.choice(rest)
    return whole


def _noise(rng: np.random.Generator, shape: tuple[int, int], colors: Sequence[int]) -> np.ndarray:
    few = colors[1 : 1 + int(rng.integers(1, len(colors)))]
    return np.where(rng.random(shape) < rng.uniform(0.1, 0.6), rng.choice(few, shape), colors[0])


def _pattern(rng: np.random.Generator, shape: tuple[int, int], colors: Sequence[int]) -> np.ndarray:
    """A tile that is repeated, or mirrored, with or without a rectangle of the first colour over it."""
    height, width = rng.integers(1, 5, 2).tolist()
    tile = rng.choice(colors[1:], (height, width))
    if rng.random() < 0.4:
        tile = np.block([[tile, tile[:, ::-1]], [tile[::-1], tile[::-1, ::-1]]])
    rows, columns = np.arange(shape[0]) % tile.shape[0], np.arange(shape[1]) % tile.shape[1]
    grid = tile[rows[:, None], columns]
    if rng.random() < 0.5:
        top, left = (int(rng.integers(0, max(1, length - 1))) for length in shape)
        grid[top : top + int(rng.integers(1, 4)), left : left + int(rng.integers(1, 4))] = colors[0]
    return grid


SCENES: dict[str, Callable[[np.random.Generator, tuple[int, int], Sequence[int]], np.ndarray]] = {
    "shapes": _shapes,
    "between lines": _between_lines,
    "noise": _noise,
    "pattern": _pattern,
}


def drawn_scene(rng: np.random.Generator, kind: str, shape: tuple[int, int], colors: Sequence[int]) -> np.ndarray:
    """A scene of one of the kinds of SCENES, uint8 (h, w), of that shape but where lines leave a rest. `colors`: two or
    more, the background first."""
    return np.ascontiguousarray(SCENES[kind](rng, shape, colors), dtype=np.uint8)
