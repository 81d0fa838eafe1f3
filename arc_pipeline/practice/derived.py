"""Derived samples: what a rule would have to make of changed inputs, if it allows the change, from a task's own pairs.

Nobody knows from the pairs alone which changes a rule allows, so that shares of right outputs are compared, not judged:
a rule that names a colour is wrong where that colour is changed, and right to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from .changes import TURNS, background_of, free_colors, lonely_cells, permuted_colors, turned, with_cell, with_margin

Sample = tuple[np.ndarray, np.ndarray]  # an input and its output, uint8 (h, w) each
_MARGIN = 2  # rows and columns that are put around a grid
_DRAWS = 3  # of what is drawn, for each pair


def _recolored(pair: Sample, rng: np.random.Generator) -> Iterator[Sample]:
    for _ in range(_DRAWS):
        colors = permuted_colors(rng)
        yield colors[pair[0]], colors[pair[1]]


def _with_its_background(pair: Sample, rng: np.random.Generator) -> Iterator[Sample]:
    """All colours but the input's commonest are permuted."""
    for _ in range(_DRAWS):
        colors = permuted_colors(rng, [background_of(pair[0])])
        yield colors[pair[0]], colors[pair[1]]


def _on_another_background(pair: Sample, rng: np.random.Generator) -> Iterator[Sample]:
    """The input's commonest colour becomes one that the pair does not have."""
    for color in rng.permutation(free_colors(pair))[:_DRAWS]:
        colors = np.arange(10)
        colors[background_of(pair[0])] = color
        yield colors[pair[0]], colors[pair[1]]


def _turned(pair: Sample, rng: np.random.Generator) -> Iterator[Sample]:
    """The seven symmetries of the square that move something."""
    for turn in range(1, TURNS):
        yield turned(pair[0], turn), turned(pair[1], turn)


def _with_a_margin(pair: Sample, rng: np.random.Generator) -> Iterator[Sample]:
    """Background is put around the input, and around an output of the same shape."""
    color = background_of(pair[0])
    first = with_margin(pair[0], _MARGIN, color)
    second = with_margin(pair[1], _MARGIN, color) if pair[0].shape == pair[1].shape else pair[1]
    if first is not None and second is not None:
        yield first, second


def _with_a_distractor(pair: Sample, rng: np.random.Generator) -> Iterator[Sample]:
    """A single cell of a colour that the pair does not have, where background is all around it; it stays where it is in
    an output of the same shape."""
    free, places = free_colors(pair), lonely_cells(pair[0])
    if len(free) and len(places):
        place, color = rng.choice(places), int(free[0])
        same = pair[0].shape == pair[1].shape
        yield with_cell(pair[0], place, color), with_cell(pair[1], place, color) if same else pair[1]


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
