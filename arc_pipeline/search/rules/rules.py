"""Rules over features: find up to three features such that the output's colour is a function of their values at a cell.

Rules that are short, and that the demonstrations bear out one by one, come first. Three features fit much by chance:
they are asked only where fewer do not, and count only if each demonstration can be left out and the table is worth its
bits.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import currency
from ..taskview.features import FeatureMatrix
from .completions import completed
from .consistency import RULE_LIMITS, Consistency, RankedFeatures, RuleLimits, Tables

_FEWEST_ENTRIES = 4  # fewer need no three features
_CELLS_AN_ENTRY = 8  # of a table of three features, on average, that it explains
_TRIED = 8  # times as many tables as rules that are wanted
_ALIKE = 3  # rules that say the same of the tests
_SHORT = 8  # entries of a table that is looked at though few demonstrations bear it out
_BORNE_OUT = 0.5  # the share of them that makes a long table a rule


@dataclass(frozen=True)
class Rule:
    """A table over one to three features (indices into FeatureMatrix), and the share of the demonstrations that what is
    learned from the others would get right. `guessed`: entries of the table that no demonstration has."""

    features: tuple[int, ...]
    table: dict[Any, int]
    left_out: float
    guessed: int = 0


def find_rules(ranked: RankedFeatures, labels: np.ndarray, most: int, limits: RuleLimits = RULE_LIMITS) -> list[Rule]:
    """Tables over one to three features that are functions and know every combination of the tests: the `most`
    likeliest. `labels` uint8 (cells,): what they are to say.

    Three features only where fewer are no rule that the demonstrations bear out; where there is none at all, tables of
    two features whose gaps are filled in the most general way that the demonstrations allow.
    """
    features = ranked.features
    if not len(features.nodes):
        return []
    consistency = Consistency(ranked, labels, limits)
    singles, pairs = consistency.singles(), consistency.pairs()
    found = [singles, pairs]
    if not any(((tables.unknown == 0) & (tables.left_out == 1.0)).any() for tables in found):
        found.append(_triples(features, consistency, pairs))
    return _learned(ranked, labels, found, most) or _completed(features, labels, pairs, limits.completed)[:most]


def _triples(features: FeatureMatrix, consistency: Consistency, pairs: Tables) -> Tables:
    """Those small tables of three features that each demonstration leaves to be learned from the others, and that cost
    fewer bits than the best feature leaves to be said."""
    left = consistency.left_by_one() - currency.ONE_OF_MANY
    if left <= _FEWEST_ENTRIES * currency.ENTRY:
        return pairs.take(np.zeros(0, np.int64))
    triples = consistency.triples(pairs)
    worth = (triples.entries * currency.ENTRY < left) & (triples.left_out == 1.0)
    return triples.take(np.flatnonzero(worth & _is_small(features, triples)))


def _is_small(features: FeatureMatrix, tables: Tables) -> np.ndarray:
    """Which tables are small beside what they explain: bool (n,)."""
    return tables.entries * _CELLS_AN_ENTRY <= len(features.target)


def _learned(ranked: RankedFeatures, labels: np.ndarray, found: list[Tables], most: int) -> list[Rule]:
    """The rules of those tables that know the tests, the likeliest first, few of those that say the same of them."""
    features, cells = ranked.features, len(labels)
    every = Tables.joined([tables.take(np.flatnonzero(tables.unknown == 0)) for tables in found])
    every = every.take(np.flatnonzero(~by_heart(every.left_out, every.entries, cells)))
    every = _likeliest(features, every, _TRIED * most)
    alike: Counter[int] = Counter()
    kept: list[int] = []
    for row, said in enumerate(every.said.tolist()):
        if alike[said] < _ALIKE and len(kept) < most:
            alike[said] += 1
            kept.append(row)
    every = every.take(np.array(kept, dtype=np.int64))
    said = ranked.entries(every.chosen, labels)
    return list(map(Rule, every.combinations(), said, every.left_out.tolist()))


def _completed(features: FeatureMatrix, labels: np.ndarray, pairs: Tables, most: int) -> list[Rule]:
    """Of the `most` likeliest small tables of two features that do not know all of the tests, those that can be
    completed, and would have been completed rightly with any demonstration less."""
    rules: list[Rule] = []
    small = pairs.take(np.flatnonzero(_is_small(features, pairs) & (pairs.unknown > 0)))
    for chosen in _likeliest(features, small, most).combinations():
        if len(rules) == _ALIKE:
            break
        made = completed(features, labels, chosen)
        if made is not None and made[1] == 1.0:
            rules.append(Rule(chosen, *made))
    return rules


def _likeliest(features: FeatureMatrix, tables: Tables, most: int) -> Tables:
    """The tables of fewest bits, in this order."""
    arity = (tables.chosen >= 0).sum(axis=1)
    cost = np.where(tables.chosen >= 0, features.cost[tables.chosen], 0).sum(axis=1)
    bits = currency.total(currency.table(cost, arity, tables.entries), tables.left_out)
    bits += currency.UNKNOWN_CELL * tables.unknown
    return tables.take(np.argsort(bits, kind="stable")[:most])


def by_heart(left_out: Any, entries: Any, cells: Any) -> Any:
    """Whether a table that says so many cells is no rule: few demonstrations bear it out, and it is about as long."""
    return (left_out < _BORNE_OUT) & (entries > np.maximum(_SHORT, cells // 2))
