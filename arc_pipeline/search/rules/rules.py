"""Rules over features: find up to three features whose values at a cell determine the label of the cell.

Short rules with high leave-one-out accuracy come first. As three features fit many things by chance, they are tried
only if fewer do not do, and count only if each demonstration can be left out and the table is worth its bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...programs import Ref
from .. import currency
from ..candidates import few_of_each
from ..taskview.features import FeatureMatrix
from ..taskview.view import TaskView
from .consistency import RULE_LIMITS, Consistency, RankedFeatures, RuleLimits, Tables

_FEWEST_ENTRIES = 4  # of a table over three features
_CELLS_AN_ENTRY = 8  # the fewest cells per entry that a small table explains on average
_TRIED = 8  # times as many tables are looked at as rules are wanted
_SHORT = 8  # entries up to which a table is a rule whatever its leave-one-out accuracy
_BORNE_OUT = 0.5  # leave-one-out accuracy from which a table of any length is a rule


@dataclass(frozen=True)
class Rule:
    """A table over one to three features (indices into FeatureMatrix) with its leave-one-out accuracy."""

    features: tuple[int, ...]
    table: dict[Any, int]
    left_out: float

    def add_to(self, view: TaskView, features: FeatureMatrix) -> Ref:
        """Add the call that looks labels up to the graph of a view; returns the reference to its value."""
        nodes = [view.add(int(features.nodes[k])) for k in self.features]
        return view.call("lookup", self.table, *nodes, *[None] * (3 - len(nodes)))


def find_rules(ranked: RankedFeatures, labels: np.ndarray, most: int, limits: RuleLimits = RULE_LIMITS) -> list[Rule]:
    """The `most` likeliest tables over one to three features that determine the labels and have every combination of
    the tests; [] if there are none. `labels` uint8 (cells,).

    Triples are tried only if no smaller table with all combinations has a leave-one-out accuracy of 1.
    """
    features = ranked.features
    if not len(features.nodes):
        return []
    consistency = Consistency(ranked, labels, limits)
    singles, pairs = consistency.singles(), consistency.pairs()
    found = [singles, pairs]
    if not any(((tables.unknown == 0) & (tables.left_out == 1.0)).any() for tables in found):
        found.append(_triples(features, consistency, pairs))
    return _learned(ranked, labels, found, most)


def _triples(features: FeatureMatrix, consistency: Consistency, pairs: Tables) -> Tables:
    """The small tables over three features whose leave-one-out accuracy is 1 and whose entries cost fewer bits than the
    most telling feature leaves unsaid."""
    left = consistency.left_by_one() - currency.ONE_OF_MANY
    if left <= _FEWEST_ENTRIES * currency.ENTRY:
        return pairs.take(slice(0))
    triples = consistency.triples(pairs)
    worth = (triples.entries * currency.ENTRY < left) & (triples.left_out == 1.0)
    return triples.take(worth & (triples.entries * _CELLS_AN_ENTRY <= len(features.target)))


def _learned(ranked: RankedFeatures, labels: np.ndarray, found: list[Tables], most: int) -> list[Rule]:
    """Rules of the tables that have all combinations of the tests, the likeliest first, few with the same answer."""
    every = Tables.joined([tables.take(tables.unknown == 0) for tables in found])
    every = every.take(~by_heart(every.left_out, every.entries, len(labels)))
    every = _likeliest(ranked.features, every, _TRIED * most)
    kept = few_of_each(range(len(every)), every.said.tolist().__getitem__, most)
    every = every.take(np.array(kept, dtype=np.int64))
    chosen = [tuple(k for k in row if k >= 0) for row in every.chosen.tolist()]
    return list(map(Rule, chosen, ranked.entries(every.chosen, labels), every.left_out.tolist()))


def _likeliest(features: FeatureMatrix, tables: Tables, most: int) -> Tables:
    """The `most` tables of fewest bits, in this order."""
    arity = (tables.chosen >= 0).sum(axis=1)
    cost = np.where(tables.chosen >= 0, features.cost[tables.chosen], 0).sum(axis=1)
    bits = currency.total(currency.table(cost, arity, tables.entries), tables.left_out)
    return tables.take(np.argsort(bits, kind="stable")[:most])


def by_heart(left_out: Any, entries: Any, cells: Any) -> Any:
    """Whether a table for this many cells is learned by heart: its leave-one-out accuracy is low, and it has more than
    _SHORT entries and more than half as many as there are cells."""
    return (left_out < _BORNE_OUT) & (entries > np.maximum(_SHORT, cells // 2))
