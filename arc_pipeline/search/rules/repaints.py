"""Rules that leave most of a grid as it is: a source, a key, and for some of the key's values a colour.

The output's cell is the colour where the table has the key's value, else the source's cell. A source and a key go
together if each of the key's values that covers a wrong cell of the source covers cells of one output colour only: the
cells where the key is mixed and those where the source is wrong have none in common.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...backends import Backend
from ..kernels.consistency import mixed
from ..taskview.features import FeatureMatrix
from .consistency import without_common
from .rules import by_heart

_NONE = -1  # no colour


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
    backend: Backend, features: FeatureMatrix, labels: np.ndarray, grids: np.ndarray, most: int, sources: int = 256
) -> list[Repaint]:
    """The `most` cheapest repaints that fit all demonstrations and are not learned by heart.

    `labels` uint8 (cells,): what stands for the outputs' colours; `grids`: those of the features that may be a source;
    the `sources` that have most cells right are tried.
    """
    wrong = features.train[grids] != features.target
    share = wrong.mean(axis=1)
    nearest = np.flatnonzero(share > 0)
    nearest = nearest[np.argsort(share[nearest], kind="stable")[:sources]]
    grids, wrong = grids[nearest], wrong[nearest]
    keys, chosen = without_common(backend, backend.apply(mixed, features.train, labels), wrong)
    order = np.argsort(features.cost[keys] + features.cost[grids[chosen]], kind="stable")[: 4 * most]
    made = [
        (_repaint(features, labels, int(grids[k]), key, wrong[k]), int(wrong[k].sum()))
        for k, key in zip(chosen[order].tolist(), keys[order].tolist(), strict=True)
    ]
    rules = [repaint for repaint, cells in made if not by_heart(repaint.left_out, len(repaint.table), cells)]
    return sorted(rules, key=lambda repaint: len(repaint.table) + repaint.unknown)[:most]


def _repaint(features: FeatureMatrix, labels: np.ndarray, source: int, key: int, wrong: np.ndarray) -> Repaint:
    known = features.train[key]
    colors = np.full(256, _NONE)
    colors[known[wrong]] = labels[wrong]
    table = {value: int(colors[value]) for value in np.flatnonzero(colors != _NONE).tolist()}
    asked = np.zeros(256, dtype=bool)
    asked[features.test[key]] = True
    asked[known] = False
    return Repaint(source, key, table, int(asked.sum()), features.predicted(known, wrong))
