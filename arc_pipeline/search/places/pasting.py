"""Bases, which are right but for some window, and the places where pasting a smaller grid makes them right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..taskview.features import FeatureMatrix
from .lying import Lying


@dataclass(frozen=True)
class Base:
    """A grid to paste on. `feature`: its index in the FeatureMatrix; `wrong`: its wrong cells on each demonstration,
    bool (h, w)."""

    feature: int
    wrong: tuple[np.ndarray, ...]

    @property
    def cells(self) -> np.ndarray:
        """The wrong cells of all demonstrations, one demonstration after the other: bool (cells,)."""
        return np.concatenate([wrong.ravel() for wrong in self.wrong])


def bases_of(features: FeatureMatrix, grids: np.ndarray, outputs: Sequence[np.ndarray], most: int) -> Iterator[Base]:
    """The `most` grids, given as indices into the features, with fewest wrong cells, the cheaper one first; none is
    entirely right, and no two have the same wrong cells."""
    wrong = features.train[grids] != features.target
    some = np.flatnonzero(wrong.any(axis=1))
    some = some[np.unique(np.packbits(wrong[some], axis=1), axis=0, return_index=True)[1]]
    order = some[np.lexsort((features.cost[grids[some]], wrong[some].sum(axis=1)))]
    ends = np.cumsum([output.size for output in outputs])
    for k in order[:most].tolist():
        parts = np.split(wrong[k], ends[:-1])
        yield Base(
            int(grids[k]), tuple(part.reshape(output.shape) for part, output in zip(parts, outputs, strict=True))
        )


def covering(base: Base, lying: Lying, opaque: Sequence[np.ndarray]) -> tuple[np.ndarray, ...] | None:
    """For each demonstration, the places where a piece lies in the output and covers all wrong cells, bool (down,
    across); None if some demonstration has none. `opaque`: for each demonstration the cells of the piece that are not
    transparent, bool (h, w)."""
    found = []
    for wrong, where, there in zip(base.wrong, lying.where, opaque, strict=True):
        covered = where & _around(wrong, where.shape, there.shape)
        if covered.any() and not there.all():
            windows = sliding_window_view(wrong, there.shape)
            covered &= (windows & there).sum(axis=(2, 3)) == wrong.sum()
        if not covered.any():
            return None
        found.append(covered)
    return tuple(found)


def _around(wrong: np.ndarray, places: tuple[int, ...], sides: tuple[int, ...]) -> np.ndarray:
    """The places at which a window with these sides holds all wrong cells: bool, shaped like `places`."""
    held = np.ones(places, dtype=bool)
    for axis in range(2):
        lines = np.flatnonzero(wrong.any(axis=1 - axis))
        if len(lines):
            begins = np.arange(places[axis])
            right = (begins <= lines[0]) & (begins + sides[axis] > lines[-1])
            held &= right[:, None] if axis == 0 else right
    return held
