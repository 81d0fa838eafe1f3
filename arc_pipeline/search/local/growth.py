"""Whether any rules of windows could make the outputs: found without learning them, for most grids that none could."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...backends.hashing import mix64
from .examples import Example, before_and_after
from .windows import windows

_STEPS = 40  # after so many it may well be that all is made


def may_be_made(examples: Sequence[Example], turns: np.ndarray, repeatedly: bool) -> bool:
    """Whether all cells that change are reached, once or step after step, if each changes as soon as no cell that is to
    stay, or to become another colour, has its window.

    `turns` int64 (ways, places): the places of the windows that are looked at, as turned by each way.
    """
    before, after = before_and_after(examples)
    kept = before == after
    end = set(_codes([each.output for each in examples], examples, turns)[kept].tolist()) if repeatedly else set()
    made = before.copy()
    ends = np.cumsum([each.grid.size for each in examples])[:-1]
    for _ in range(_STEPS if repeatedly else 1):
        grids = [part.reshape(each.grid.shape) for part, each in zip(np.split(made, ends), examples, strict=True)]
        kinds, kind = np.unique(_codes(grids, examples, turns), return_inverse=True)
        waiting = made != after
        lowest, highest = np.full(len(kinds), 255, np.uint8), np.zeros(len(kinds), np.uint8)
        np.minimum.at(lowest, kind[waiting], after[waiting])
        np.maximum.at(highest, kind[waiting], after[waiting])
        clear = lowest == highest
        clear[kind[kept]] = False
        clear &= ~np.isin(kinds, list(end)) if end else True
        fresh = waiting & clear[kind]
        made[fresh] = after[fresh]
        if np.array_equal(made, after):
            return True
        if not fresh.any():
            return False
    return repeatedly


def _codes(grids: Sequence[np.ndarray], examples: Sequence[Example], turns: np.ndarray) -> np.ndarray:
    """A number for the window of each cell, the same for all ways in which it is looked at: uint64 (cells,)."""
    around = np.concatenate([windows(grid, each.beside) for grid, each in zip(grids, examples, strict=True)], axis=1)
    mixed = mix64(around.astype(np.uint64) + np.uint64(1))
    factors = np.random.default_rng(0).integers(1, 2**63, len(turns[0]), dtype=np.uint64) | np.uint64(1)
    return np.min([(mixed[turn] * factors[:, None]).sum(axis=0, dtype=np.uint64) for turn in turns], axis=0)
