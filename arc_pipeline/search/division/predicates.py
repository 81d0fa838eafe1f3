"""Predicates of cells: a cell feature has a value, or at least a value, or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...dsl.types import FIELD, GRID, MASK
from ...programs import Ref
from ..bits import packed
from ..frontier.joins import first_of_equal
from ..taskview.features import FeatureMatrix
from ..taskview.nodes import TaskNodes
from ..taskview.view import TaskView

EQUALS, AT_LEAST = 0, 1
_VALUES = 12  # the most different values of a feature of which predicates are made


@dataclass(frozen=True)
class Predicates:
    """`feature` int64 (n,): indices into a FeatureMatrix; `word` int64 (n,): EQUALS or AT_LEAST; `value` int64 (n,);
    `negated` bool (n,); `cost` int64 (n,): of all calls; `held` uint64 (n, demonstrations, words): the demonstrations'
    cells at which each holds, packed demonstration by demonstration; `test` bool (n, test cells): the tests' cells."""

    feature: np.ndarray
    word: np.ndarray
    value: np.ndarray
    negated: np.ndarray
    cost: np.ndarray
    held: np.ndarray
    test: np.ndarray

    def __len__(self) -> int:
        return len(self.feature)

    def take(self, some: np.ndarray) -> Predicates:
        """The predicates at these indices."""
        return Predicates(*(part[some] for part in vars(self).values()))

    def add_to(self, view: TaskView, features: FeatureMatrix, k: int) -> Ref:
        """Add the calls of one predicate to the graph of a view; returns the reference to its mask."""
        node, value = int(features.nodes[self.feature[k]]), int(self.value[k])
        made = view.add(node)
        if view.are(np.array([node]), GRID)[0]:
            made = view.call("ofcolor", made, value)
        elif view.are(np.array([node]), FIELD)[0]:
            made = view.call("threshold" if self.word[k] == AT_LEAST else "is_value", made, value)
        return view.call("complement", made) if self.negated[k] else made


def predicates_of(view: TaskNodes, features: FeatureMatrix) -> Predicates:
    """The predicates of features with few values, the cheapest first; of those that hold at the same cells the cheapest
    alone, and none that holds everywhere or nowhere on the demonstrations."""
    masks, fields = view.are(features.nodes, MASK), view.are(features.nodes, FIELD)
    feature, word, value = _kinds(features.train, masks, fields).T
    cells = np.concatenate([features.train, features.test], axis=1)[feature]
    holds = np.where((word == AT_LEAST)[:, None], cells >= value[:, None], cells == value[:, None])
    feature, word, value = (np.concatenate([part, part]) for part in (feature, word, value))
    negated, holds = np.arange(len(feature)) >= len(holds), np.concatenate([holds, ~holds])
    cost = features.cost[feature] + ~masks[feature] + negated
    known = features.train.shape[1]
    some = np.flatnonzero(holds[:, :known].any(axis=1) & ~holds[:, :known].all(axis=1))
    order = some[np.argsort(cost[some], kind="stable")]
    order = order[first_of_equal(packed(holds[order]))]
    held, test = by_example(holds[order, :known], features.example), holds[order, known:]
    return Predicates(feature[order], word[order], value[order], negated[order], cost[order], held, test)


def _kinds(train: np.ndarray, masks: np.ndarray, fields: np.ndarray) -> np.ndarray:
    """The feature, word and value of each predicate that is not negated: int64 (n, 3). `train` uint8 (features, cells);
    `masks`, `fields` bool (features,): which features are of these types."""
    occurs = np.stack([(train == value).any(axis=1) for value in range(256)], axis=1)
    occurs &= (occurs.sum(axis=1) <= _VALUES)[:, None]
    found = []
    for value in np.flatnonzero(occurs.any(axis=0)).tolist():
        for word, own in ((EQUALS, ~masks | (value == 1)), (AT_LEAST, fields & (value > 1))):  # at least 1 is not 0
            feature = np.flatnonzero(occurs[:, value] & own)
            found.append(np.stack([feature, np.full_like(feature, word), np.full_like(feature, value)], axis=1))
    return np.concatenate([np.empty((0, 3), np.int64), *found])


def by_example(cells: np.ndarray, example: np.ndarray) -> np.ndarray:
    """Flags of the demonstrations' cells, packed demonstration by demonstration: bool (n, cells) -> uint64
    (n, demonstrations, words). `example` (cells,): the demonstration of each cell, ascending."""
    sizes = np.bincount(example)
    wide = np.zeros((len(cells), len(sizes), int(sizes.max())), dtype=bool)
    wide[:, example, np.arange(len(example)) - (np.cumsum(sizes) - sizes)[example]] = cells
    return packed(wide.reshape(-1, wide.shape[2])).reshape(len(cells), len(sizes), -1)
