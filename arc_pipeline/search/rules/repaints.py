"""Repaints, rules that leave most of a grid as it is: a source, a key, and colours for some of the key's values.

A cell of the output has the colour of the key's value if the table has it, else the source's colour. Source and key are
compatible if every value of the key that covers a wrong cell of the source covers cells of one label only: the source's
wrong cells and the key's mixed cells are disjoint.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...backends import Backend
from ...programs import Ref
from .. import currency
from ..candidates import few_of_each
from ..effort import Limits
from ..kernels.consistency import mixed
from ..taskview.features import FeatureMatrix
from ..taskview.view import TaskView
from .disjoint import without_common
from .rules import by_heart

_NONE = -1  # no entry


@dataclass(frozen=True)
class RepaintLimits(Limits):
    """`sources`: grids with most cells right; `tried`: pairs of a source and a key, the cheapest."""

    sources: int = 256
    tried: int = 128


REPAINT_LIMITS = RepaintLimits()


@dataclass(frozen=True)
class Repaint:
    """`features`: the source and the key, as indices into FeatureMatrix; `table`: colours by values of the key;
    `unknown`: how many of its values occur only in the tests, where the source's colours stay;
    `left_out`: leave-one-out accuracy."""

    features: tuple[int, int]
    table: dict[int, int]
    unknown: int
    left_out: float

    def add_to(self, view: TaskView, features: FeatureMatrix) -> Ref:
        """Add the call that repaints to the graph of a view; returns the reference to its value."""
        source, key = (view.add(int(features.nodes[k])) for k in self.features)
        return view.call("repaint", source, self.table, key)


def find_repaints(
    backend: Backend, features: FeatureMatrix, labels: np.ndarray, grids: np.ndarray, most: int, limits: RepaintLimits
) -> list[Repaint]:
    """The `most` likeliest repaints that fit all demonstrations and are not learned by heart, few of them with the same
    answer for the tests; [] if there are none.

    `labels` uint8 (cells,): what stands for the outputs' colours; `grids`: the features that may be a source.
    """
    grids, wrong = features.nearest(grids, limits.sources)
    if not len(grids):
        return []
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
        Repaint((int(sources[k]), int(keys[k])), _table(colors[k]), int(unknown[k]), float(left_out[k]))
        for k in few_of_each(likely.tolist(), lambda k: said[k].tobytes(), most)
    ]


def _learned(
    features: FeatureMatrix, labels: np.ndarray, keys: np.ndarray, wrong: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the wrong cells, bool (n, cells), teach of the values of the keys, int64 (n,): labels int64 (n, 256), _NONE
    for no entry; the number of values that occur only in the tests; and the leave-one-out accuracy, (n,) each."""
    known, asked = features.train[keys], features.test[keys]
    rows, cells = np.nonzero(wrong)
    colors = np.full((len(keys), 256), _NONE)
    colors[rows, known[rows, cells]] = labels[cells]
    unknown = np.zeros((len(keys), 256), dtype=bool)
    for values, occurs in ((asked, True), (known, False)):
        unknown[np.arange(len(keys))[:, None], values] = occurs
    return colors, unknown.sum(axis=1), features.predicted(known, wrong)


def _table(colors: np.ndarray) -> dict[int, int]:
    values = np.flatnonzero(colors != _NONE)
    return dict(zip(values.tolist(), colors[values].tolist(), strict=True))
