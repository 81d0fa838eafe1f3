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
from .consistency import packed, without_common
from .rules import by_heart

_NONE = -1  # no colour


@dataclass(frozen=True)
class Repaint:
    """`source`, `key`: indices into FeatureMatrix; the table, what comes out on the test cells, how many values of the
    key occur in the tests but in no demonstration (they are left as they are), and the share of the demonstrations that
    the table learned from the others would get right."""

    source: int
    key: int
    table: dict[int, int]
    cells: np.ndarray
    unknown: int
    evidence: float


def find_repaints(
    backend: Backend, features: FeatureMatrix, grids: np.ndarray, most: int, sources: int = 256
) -> list[Repaint]:
    """The `most` cheapest repaints that fit all demonstrations and are not learned by heart.

    `grids`: those of the features that may be a source; the `sources` that have most cells right are tried.
    """
    wrong = features.train[grids] != features.target
    share = wrong.mean(axis=1)
    nearest = np.flatnonzero(share > 0)
    nearest = nearest[np.argsort(share[nearest], kind="stable")[:sources]]
    grids, wrong = grids[nearest], wrong[nearest]
    keys, chosen = without_common(backend, backend.apply(mixed, features.train, features.labels), packed(wrong))
    order = np.argsort(features.cost[keys] + features.cost[grids[chosen]], kind="stable")[: 4 * most]
    made = [(_repaint(features, int(grids[chosen[k]]), int(keys[k])), int(wrong[chosen[k]].sum())) for k in order]
    rules = [repaint for repaint, cells in made if not by_heart(repaint.evidence, len(repaint.table), cells)]
    return sorted(rules, key=lambda repaint: len(repaint.table) + repaint.unknown)[:most]


def _repaint(features: FeatureMatrix, source: int, key: int) -> Repaint:
    wrong = features.train[source] != features.target
    known, asked = features.train[key], features.test[key]
    colors = np.full(256, _NONE)
    colors[known[wrong]] = features.labels[wrong]
    cells = np.where(colors[asked] == _NONE, features.test[source], colors[asked]).astype(np.uint8)
    table = {value: int(colors[value]) for value in np.flatnonzero(colors != _NONE).tolist()}
    seen = np.zeros(256, dtype=bool)
    seen[known] = True
    unknown = len(np.unique(asked[~seen[asked]]))
    return Repaint(source, key, table, cells, unknown, features.predicted(known, wrong))
