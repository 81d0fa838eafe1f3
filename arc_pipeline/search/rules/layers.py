"""Layers over a base grid: each recolours the cells where a feature has one value, or lays another grid's colours over.

What layers there are over some features, and what comes out of a stack of them; `beam` finds the stacks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..taskview.features import FeatureMatrix

OWN_COLORS = -1  # in place of a layer's colour


@dataclass(frozen=True)
class Layer:
    """Where `feature` has `value` the cells get `color`; without a colour, the feature's own where they are not 0."""

    feature: int
    value: int
    color: int

    @property
    def has_color(self) -> bool:
        return self.color != OWN_COLORS


@dataclass(frozen=True)
class Layered:
    """A base and what lies on it, the uppermost layer first; what comes out on the test cells."""

    base: int
    layers: tuple[Layer, ...]
    cells: np.ndarray


@dataclass(frozen=True)
class Choices:
    """All layers that there are over some features. `masks` bool (n, cells): where each lies.

    The first ones are of a feature and a value, of any colour; from `painted` on they are grids, and `bad` bool
    (n - painted, cells) says where these are wrong. `feature`, `value`, `cost` (n,).
    """

    masks: np.ndarray
    bad: np.ndarray
    feature: np.ndarray
    value: np.ndarray
    cost: np.ndarray
    painted: int

    def without_grids_but(self, grids: np.ndarray) -> Choices:
        """The same choices, but of the grids only these."""
        there = np.flatnonzero(np.isin(self.feature[self.painted :], grids))
        if len(there) == len(self.bad):
            return self
        kept = np.concatenate([np.arange(self.painted), self.painted + there])
        masks, feature, value, cost = (part[kept] for part in (self.masks, self.feature, self.value, self.cost))
        return Choices(masks, self.bad[there], feature, value, cost, self.painted)


def layer_choices(features: FeatureMatrix, grids: np.ndarray, masks: int = 4000) -> Choices:
    """Each value of each feature, and each of the grids, as layers: those that lie somewhere and not everywhere."""
    n = len(features.nodes)
    present = np.zeros((n, 256), dtype=bool)
    present[np.arange(n)[:, None], features.train] = True
    feature, value = np.nonzero(present)
    feature, value = feature[:masks], value[:masks]
    lie = features.train[feature] == value[:, None]
    # Of layers that lie on the same cells the first, which is the cheapest, stands for all.
    first = np.sort(np.unique(np.packbits(lie, axis=1), axis=0, return_index=True)[1])
    first = first[~lie[first].all(axis=1)]
    over = features.train[grids] != 0
    wrong = over & (features.train[grids] != features.target)
    lying = np.concatenate([lie[first], over])
    return Choices(
        masks=lying,
        bad=wrong,
        feature=np.concatenate([feature[first], grids]),
        value=np.concatenate([value[first], np.zeros(len(grids), np.int64)]),
        cost=np.concatenate([features.cost[feature[first]], features.cost[grids]]),
        painted=len(first),
    )


def painted(cells: np.ndarray, base: int, layers: tuple[Layer, ...]) -> np.ndarray:
    """What comes out of cells, uint8 (n, cells) of all features: uint8 (cells,)."""
    made = cells[base].copy()
    for layer in reversed(layers):
        if layer.has_color:
            made[cells[layer.feature] == layer.value] = layer.color
        else:
            over = cells[layer.feature]
            made[over != 0] = over[over != 0]
    return made
