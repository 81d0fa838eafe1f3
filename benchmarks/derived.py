"""Derived samples: what a rule would have to make of changed inputs, if it allows the change, from a task's own pairs.

Nobody knows from the pairs alone which changes a rule allows, so that shares of right outputs are compared, not judged:
a rule that names a colour is wrong where that colour is changed, and right to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

Sample = tuple[np.ndarray, np.ndarray]  # an input and its output, uint8 (h, w) each
_MARGIN = 2  # rows and columns that are put around a grid
_LARGEST = 30
_DRAWS = 3  # of what is drawn, for each pair


def _commonest(grid: np.ndarray) -> int:
    return int(np.bincount(grid.ravel(), minlength=10).argmax())


def _recolored(pair: Sample, rng: np.random.Generator) -> Iterator[Sample]:
    for _ in range(_DRAWS):
        colors = rng.permutation(10)
        yield colors[pair[0]], colors[pair[1]]


def _with_its_background(pair: Sample, rng: np.random.Generator) -> Iterator[Sample]:
    """All colours but the input's commonest are permuted."""
    rest = np.setdiff1d(np.arange(10), [_commonest(pair[0])])
    for _ in range(_DRAWS):
        colors = np.arange(10)
        colors[rest] = rng.permutation(rest)
        yield colors[pair[0]], colors[pair[1]]


def _on_another_background(pair: Sample, rng: np.random.Generator) -> Iterator[Sample]:
    """The input's commonest colour becomes one that the pair does not have."""
    free = np.setdiff1d(np.arange(10), np.concatenate([pair[0].ravel(), pair[1].ravel()]))
    for color in rng.permutation(free)[:_DRAWS]:
        colors = np.arange(10)
        colors[_commonest(pair[0])] = color
        yield colors[pair[0]], colors[pair[1]]


def _turned(pair: Sample, rng: np.random.Generator) -> Iterator[Sample]:
    """The seven symmetries of the square that move something."""
    for k in range(1, 8):
        first, second = (np.rot90(grid.T if k > 3 else grid, k % 4) for grid in pair)
        yield first, second


def _with_a_margin(pair: Sample, rng: np.random.Generator) -> Iterator[Sample]:
    """Background is put around the input, and around an output of the same shape."""
    if max(pair[0].shape) + 2 * _MARGIN <= _LARGEST:
        same, color = pair[0].shape == pair[1].shape, _commonest(pair[0])
        first, second = (np.pad(grid, _MARGIN, constant_values=color) for grid in pair)
        yield first, second if same else pair[1]


def _with_a_distractor(pair: Sample, rng: np.random.Generator) -> Iterator[Sample]:
    """A single cell of a colour that the pair does not have, where background is all around it; it stays where it is in
    an output of the same shape."""
    grid, color = pair[0], _commonest(pair[0])
    free = np.setdiff1d(np.arange(10), np.concatenate([grid.ravel(), pair[1].ravel()]))
    around = np.pad(grid == color, 1)
    windows = np.lib.stride_tricks.sliding_window_view(around, (3, 3)).all(axis=(2, 3))
    places = np.argwhere(windows)
    if len(free) and len(places):
        row, column = rng.choice(places)
        first, second = grid.copy(), pair[1].copy()
        first[row, column] = free[0]
        if grid.shape == second.shape:
            second[row, column] = free[0]
        yield first, second


KINDS: dict[str, Callable[[Sample, np.random.Generator], Iterator[Sample]]] = {
    "colours": _recolored,
    "but one": _with_its_background,
    "background": _on_another_background,
    "turned": _turned,
    "margin": _with_a_margin,
    "distractor": _with_a_distractor,
}


def derived(pairs: Sequence[Sample], kind: str, seed: int = 0) -> list[Sample]:
    """The samples of a kind that these pairs give, none where no pair allows the change."""
    rng = np.random.default_rng(seed)
    made = (sample for pair in pairs for sample in KINDS[kind](pair, rng))
    return [(np.ascontiguousarray(a, dtype=np.uint8), np.ascontiguousarray(b, dtype=np.uint8)) for a, b in made]
