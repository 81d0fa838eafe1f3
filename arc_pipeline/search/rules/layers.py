"""Layers over a base grid: each recolours the cells where a feature has one value, or overlays another grid.

This file says which layers some features allow; `beam` searches stacks of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..bits import packed
from ..frontier.joins import first_of_equal
from ..taskview.features import FeatureMatrix

OWN_COLORS = -1  # in place of a layer's colour


@dataclass(frozen=True)
class Layer:
    """The cells where `feature` has `value` get `color`; without a colour, cells get the feature's own colours where it
    is not 0."""

    feature: int
    value: int
    color: int

    @property
    def has_color(self) -> bool:
        return self.color != OWN_COLORS


@dataclass(frozen=True)
class Layered:
    """A base and the layers on it, the uppermost first."""

    base: int
    layers: tuple[Layer, ...]


@dataclass(frozen=True)
class Choices:
    """All layers that some features allow. `lying` uint64 (n, words): the cells on which each lies, packed.

    The layers before `painted` are of a feature and a value, with any colour; from there on they are grids, and `bad`
    uint64 (n - painted, words) says where these are wrong. `feature`, `value`, `cost` (n,).
    """

    lying: np.ndarray
    bad: np.ndarray
    feature: np.ndarray
    value: np.ndarray
    cost: np.ndarray
    painted: int


def layer_choices(features: FeatureMatrix, grids: np.ndarray, order: np.ndarray, masks: int = 4000) -> Choices:
    """Each value of each feature, and each of the grids, as a layer; values on all cells are dropped, and only the
    cheapest of those on the same cells is kept.

    `order` (cells,): the cell of each bit.
    """
    train = features.train[:, order]
    present = np.zeros(len(train) * 256, dtype=bool)
    present[(train + 256 * np.arange(len(train))[:, None]).ravel()] = True
    feature, value = np.divmod(np.flatnonzero(present)[:masks], 256)
    lying = packed(train[feature] == value.astype(np.uint8)[:, None])  # as bytes, which are compared many at a time
    # Of layers that lie on the same cells the first is the cheapest.
    first = first_of_equal(lying)
    first = first[(lying[first] != packed(np.ones((1, len(order)), dtype=bool))).any(axis=1)]
    over = train[grids] != 0
    return Choices(
        lying=np.concatenate([lying[first], packed(over)]),
        bad=packed(over & (train[grids] != features.target[order])),
        feature=np.concatenate([feature[first], grids]),
        value=np.concatenate([value[first], np.zeros(len(grids), np.int64)]),
        cost=np.concatenate([features.cost[feature[first]], features.cost[grids]]),
        painted=len(first),
    )
