"""Two terms one of which is right in every cell of the outputs: which of them is a smaller goal than the outputs are.

Divide and conquer (Alur, Radhakrishna and Udupa 2017): what is right in some cells is found first; the condition under
which it is taken is asked for only in the cells where just one of the two is right.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from ...backends import Backend
from ...dsl.types import COLOR, GRID
from .. import currency
from ..bits import packed
from ..frontier.joins import first_of_equal
from ..rules.disjoint import without_common
from ..taskview.features import FeatureMatrix
from ..taskview.nodes import TaskNodes

_COLORS = 24  # colours of each sample that are terms, the cheapest different ones
_ALIKE = 2  # divisions that ask for the same condition


@dataclass(frozen=True)
class Terms:
    """Grids, and colours as if they filled all cells. `train` uint8 (n, cells), `test` uint8 (n, test cells): their
    colours on the demonstrations and on the tests; `cost` int64 (n,); `nodes` int64 (n,): of the grid, or of the
    colour, -1 for a literal; `colors` int64 (n,): the literal, -1 where there is none; `are_grids` bool (n,)."""

    train: np.ndarray
    test: np.ndarray
    cost: np.ndarray
    nodes: np.ndarray
    colors: np.ndarray
    are_grids: np.ndarray

    @classmethod
    def of(cls, view: TaskNodes, features: FeatureMatrix) -> Terms:
        """The grids among some features, the colours of the outputs, and those that differ between demonstrations."""
        grids = np.flatnonzero(view.are(features.nodes, GRID))
        literals, named = np.unique(features.target), _varying(view)
        numbers = np.concatenate(
            [np.repeat(literals[:, None], view.samples, axis=1), view.numbers(named).astype(np.uint8)]
        )
        test = features.examples + np.repeat(np.arange(len(features.shapes)), [h * w for h, w in features.shapes])
        none = np.full(len(literals), -1)
        return cls(
            train=np.concatenate([features.train[grids], numbers[:, features.example]]),
            test=np.concatenate([features.test[grids], numbers[:, test]]),
            cost=np.concatenate([features.cost[grids], np.zeros(len(literals), np.int64), view.cost(named)]),
            nodes=np.concatenate([features.nodes[grids], none, named]),
            colors=np.concatenate([np.full(len(grids), -1), literals, np.full(len(named), -1)]),
            are_grids=np.arange(len(grids) + len(numbers)) < len(grids),
        )


@dataclass(frozen=True)
class Division:
    """`base`, `other`: two of some terms, one of which is right in every cell. `taken` bool (cells,): where the other
    alone is right; `spared` bool (cells,): where the base alone is."""

    base: int
    other: int
    taken: np.ndarray
    spared: np.ndarray

    @property
    def goal(self) -> bytes:
        """Equal for divisions that ask for the same condition."""
        return self.taken.tobytes() + self.spared.tobytes()


def divisions(backend: Backend, terms: Terms, target: np.ndarray, most: int) -> list[Division]:
    """The `most` divisions of fewest bits, those of their terms included, few of which ask for the same condition.
    `target` uint8 (cells,): the outputs' colours. At least one of the terms is a grid, and neither is right alone."""
    wrong = terms.train != target
    partly = np.flatnonzero(wrong.any(axis=1) & ~wrong.all(axis=1))
    partly = partly[np.argsort(wrong[partly].sum(axis=1), kind="stable")]  # the base is right in more cells
    base, other = without_common(backend, packed(wrong[partly]), wrong[partly])
    some = (base < other) & (terms.are_grids[partly[base]] | terms.are_grids[partly[other]])
    base, other = partly[base[some]], partly[other[some]]
    cells = wrong.sum(axis=1)
    bits = _choosing(cells[base], cells[other])
    order = np.argsort(bits + currency.CALL * (terms.cost[base] + terms.cost[other]), kind="stable")
    found, alike = list[Division](), Counter[bytes]()
    for k in order.tolist():
        if len(found) == most:
            break
        one = Division(int(base[k]), int(other[k]), wrong[base[k]], wrong[other[k]])
        alike[one.goal] += 1
        if alike[one.goal] <= _ALIKE:
            found.append(one)
    return found


def _choosing(taken: np.ndarray, spared: np.ndarray) -> np.ndarray:
    """The bits to say which of taken + spared cells are taken, by their entropy: int (n,) each -> float64 (n,)."""
    total = taken + spared
    return np.asarray(taken * np.log2(total / np.maximum(taken, 1)) + spared * np.log2(total / np.maximum(spared, 1)))


def _varying(view: TaskNodes) -> np.ndarray:
    """The cheapest colours that differ between demonstrations and each occur in their output, no two of which are equal
    on all samples: int64 (n,) nodes, at most _COLORS."""
    nodes = view.of_type(COLOR)
    if not len(nodes):
        return nodes
    values = view.numbers(nodes)
    shown = values[:, : len(view.outputs)]
    there = np.all([np.isin(column, output) for column, output in zip(shown.T, view.outputs, strict=True)], axis=0)
    nodes, values = (part[there & (shown != shown[:, :1]).any(axis=1)] for part in (nodes, values))
    return nodes[first_of_equal(values)][:_COLORS]
