"""Rules that leave most of a grid as it is: a source, a key, and for some of the key's values a colour.

The output's cell is the colour where the table has the key's value, else the source's cell. A source and a key go
together if each of the key's values that covers a wrong cell of the source covers cells of one output colour only: the
cells where the key is mixed and those where the source is wrong have none in common.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...backends import Backend
from .. import currency
from ..candidates import few_of_each
from ..effort import Limits
from ..kernels.consistency import mixed
from ..taskview.features import FeatureMatrix
from .bits import without_common
from .rules import by_heart

_NONE = -1  # no colour


@dataclass(frozen=True)
class RepaintLimits(Limits):
    """`sources`: grids, those that have most cells right; `tried`: sources with a key, the cheapest."""

    sources: int = 256
    tried: int = 128


REPAINT_LIMITS = RepaintLimits()


@dataclass(frozen=True)
class Repaint:
    """`source`, `key`: indices into FeatureMatrix; the table, how many values of the key occur in the tests but in no
    demonstration (they are left as they are), and the share of the demonstrations that the table learned from the
    others would get right."""

    source: int
    key: int
    table: dict[int, int]
    unknown: int
    left_out: float


def find_repaints(
    backend: Backend, features: FeatureMatrix, labels: np.ndarray, grids: np.ndarray, most: int, limits: RepaintLimits
) -> list[Repaint]:
    """The `most` likeliest repaints that fit all demonstrations and are not learned by heart, few of those that say the
    same of the tests.

    `labels` uint8 (cells,): what stands for the outputs' colours; `grids`: those of the features that may be a source.
    """
    wrong = features.train[grids] != features.target
    cells = np.count_nonzero(wrong, axis=1)
    nearest = np.flatnonzero(cells)
    nearest = nearest[np.argsort(cells[nearest], kind="stable")[: limits.sources]]
    if not len(nearest):
        return []
    grids, wrong = grids[nearest], wrong[nearest]
    keys, chosen = without_common(backend, backend.apply(mixed, features.train, labels), wrong)
    cost = features.cost[keys] + features.cost[grids[chosen]]
    order = np.argsort(cost, kind="stable")[: limits.tried]
    keys, sources, wrong, cost = keys[order], grids[chosen[order]], wrong[chosen[order]], cost[order]
    colors, unknown, left_out = _learned(features, labels, keys, wrong)
    entries = np.count_nonzero(colors != _NONE, axis=1)
    bits = currency.total(currency.table(cost, 1, entries), left_out) + currency.GUESS * unknown
    likely = np.flatnonzero(~by_heart(left_out, entries, np.count_nonzero(wrong, axis=1)))
    likely = likely[np.argsort(bits[likely], kind="stable")]
    painted = np.take_along_axis(colors, features.test[keys].astype(np.int64), axis=1)
    said = np.where(painted == _NONE, features.test[sources], painted)
    return [
        Repaint(int(sources[k]), int(keys[k]), _table(colors[k]), int(unknown[k]), float(left_out[k]))
        for k in few_of_each(likely.tolist(), lambda k: said[k].tobytes(), most)
    ]


def _learned(
    features: FeatureMatrix, labels: np.ndarray, keys: np.ndarray, wrong: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What becomes of the wrong cells, bool (n, cells), by the values of the keys, int64 (n,): colours int64 (n, 256),
    how many values occur in the tests alone, and the share right when left out, (n,) each."""
    known, asked = features.train[keys], features.test[keys]
    rows, cells = np.nonzero(wrong)
    colors = np.full((len(keys), 256), _NONE)
    colors[rows, known[rows, cells]] = labels[cells]
    occurs = np.zeros((2, len(keys), 256), dtype=bool)
    for flags, values in zip(occurs, (known, asked), strict=True):
        np.put_along_axis(flags, values.astype(np.int64), True, axis=1)
    return colors, np.count_nonzero(occurs[1] & ~occurs[0], axis=1), features.predicted(known, wrong)


def _table(colors: np.ndarray) -> dict[int, int]:
    values = np.flatnonzero(colors != _NONE)
    return dict(zip(values.tolist(), colors[values].tolist(), strict=True))
