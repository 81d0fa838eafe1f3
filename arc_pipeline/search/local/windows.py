"""The windows round cells that rules of a neighbourhood look at, as columns of an array, and what holds in them."""

from __future__ import annotations

import numpy as np

from ...backends.hashing import mix64
from ...dsl.families.propagation import ANOTHER, HERE, OUTSIDE, SIDE, UNNAMED, seen


def truth(conditions: list[tuple[int, int]], around: np.ndarray, anchor: int | None) -> np.ndarray:
    """Where conditions hold: windows uint8 (places, n) -> bool (conditions, n)."""
    places, signs = np.array(conditions, dtype=np.int64).reshape(-1, 2).T
    there = around[places]
    holds = there == signs[:, None]
    holds[signs == ANOTHER] = (there != around[HERE])[signs == ANOTHER]
    if anchor is not None:
        holds[signs == UNNAMED] = (there == around[anchor])[signs == UNNAMED]
    return holds


def windows(grid: np.ndarray) -> np.ndarray:
    """The window round each cell: uint8 (h, w) -> (places, h * w)."""
    h, w = grid.shape
    padded = np.pad(np.asarray(grid), 2, constant_values=OUTSIDE)
    return np.stack(
        [padded[2 + d : 2 + d + h, 2 + a : 2 + a + w].ravel() for d, a in (seen(p, 0) for p in range(SIDE * SIDE))]
    )


def window_codes(around: np.ndarray) -> np.ndarray:
    """Windows uint8 (places, n) as one number each, other ones for other windows: uint64 (n,)."""
    factors = np.random.default_rng(0).integers(1, 2**63, len(around), dtype=np.uint64) | np.uint64(1)
    return (mix64(around + np.uint64(1)) * factors[:, None]).sum(axis=0, dtype=np.uint64)


def distinct(around: np.ndarray) -> np.ndarray:
    """Windows uint8 (places, n), each once."""
    return around[:, np.sort(np.unique(window_codes(around), return_index=True)[1])]
