"""Whether any rules of windows could make the outputs: found without learning them, for most grids that none could."""

from __future__ import annotations

import numpy as np

from ...backends import Backend
from .windows import Ground, codes_of, is_among

_STEPS = 40  # after so many it may well be that all is made


def may_be_made(backend: Backend, ground: Ground, turns: np.ndarray, repeatedly: bool) -> bool:
    """Whether all cells that change are reached, once or step after step, if each changes as soon as no cell that is to
    stay, or to become another colour, has its window.

    `turns` uint8 (ways, places): the places of the windows that are looked at, as turned by each way.
    """

    def codes(around: np.ndarray) -> np.ndarray:
        # The same for all ways in which a window is looked at.
        return codes_of(backend, around, turns).min(axis=1)

    after, made, around = ground.wanted, ground.before.copy(), ground.around_before
    kept = made == after
    end = codes(ground.around_wanted[kept]) if repeatedly else np.zeros(0, np.uint64)
    for _ in range(_STEPS if repeatedly else 1):
        waiting = made != after
        kinds, kind = np.unique(codes(around[waiting]), return_inverse=True)
        lowest, highest = np.full(len(kinds), 255, np.uint8), np.zeros(len(kinds), np.uint8)
        np.minimum.at(lowest, kind, after[waiting])
        np.maximum.at(highest, kind, after[waiting])
        clear = (lowest == highest) & ~is_among(kinds, codes(around[kept])) & ~is_among(kinds, end)
        fresh = np.flatnonzero(waiting)[clear[kind]]
        made[fresh] = after[fresh]
        if np.array_equal(made, after):
            return True
        if not len(fresh):
            return False
        around = ground.windows(made)
    return repeatedly
