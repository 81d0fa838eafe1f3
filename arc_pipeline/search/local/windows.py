"""The windows round cells that rules of a neighbourhood look at, as columns of an array, and what holds in them."""

from __future__ import annotations

import numpy as np

from ...backends.hashing import mix64
from ...dsl.families.propagation import ANOTHER, BECOMES, BESIDE, HERE, LARGEST, OUTSIDE, SIDE, UNNAMED, seen

NEAREST = sorted(
    (place for place in range(SIDE * SIDE) if place != HERE),
    key=lambda place: [max(map(abs, seen(place, 0))), sum(map(abs, seen(place, 0)))],
)
_TURNED = np.array(
    [
        [SIDE * (down + 2) + across + 2 for down, across in (seen(place, way) for place in range(SIDE * SIDE))]
        for way in range(8)
    ]
)
# By way and place the place that lies there; those of the feature turn as those of the grid do.
TURNED = np.concatenate([_TURNED, np.full((8, 1), BECOMES), BESIDE + _TURNED], axis=1)


def truth(conditions: list[tuple[int, int]], around: np.ndarray, anchor: int | None) -> np.ndarray:
    """Where conditions hold: windows uint8 (places, n) -> bool (conditions, n)."""
    places, signs = np.array(conditions, dtype=np.int64).reshape(-1, 2).T
    there = around[places]
    holds = there == signs[:, None]
    another = signs == ANOTHER
    holds[another] = there[another] != around[np.where(places[another] < BESIDE, HERE, BESIDE + HERE)]
    if anchor is not None:
        holds[signs == UNNAMED] = (there == around[anchor])[signs == UNNAMED]
    return holds


def windows(grid: np.ndarray, beside: np.ndarray | None = None) -> np.ndarray:
    """The window round each cell, and that of the feature beside the grid if there is one: uint8 (h, w) -> (places,
    h * w), by the places of the operation's rules."""
    around = _shifted(grid)
    if beside is None:
        return around
    nothing = np.zeros((BESIDE - BECOMES, around.shape[1]), np.uint8)
    return np.concatenate([around, nothing, _shifted(np.minimum(beside, LARGEST))])


def _shifted(cells: np.ndarray) -> np.ndarray:
    h, w = cells.shape
    padded = np.pad(np.asarray(cells), SIDE // 2, constant_values=OUTSIDE)
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


def is_among(codes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which codes of windows are among others: uint64 (n,), (m,) -> bool (n,)."""
    # By sorting: NumPy 2.0 raises where it may take a table and codes are larger than an int64 holds.
    return np.isin(codes, others, kind="sort")
