"""Rules over features: find up to three features such that the output's colour is a function of their values at a cell.

Rules that are short, and that the demonstrations bear out one by one, come first. Three features fit much by chance:
they are asked only where fewer do not, and count only if each demonstration can be left out and the table is worth its
bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends import Backend
from ..taskview.features import FeatureMatrix, codes_of
from .completions import completed
from .consistency import Consistency, Tables

_TELLING = 200  # features of which triples are asked
_TRIPLE_BITS = 20  # to say which
_ENTRY_BITS = 4  # as one feature is told what it is worth, in gain.py
_FEWEST_ENTRIES = 4  # fewer need no three features
_CELLS_AN_ENTRY = 8  # of a table of three features, on average, that it explains
_COMPLETED = 40  # tables of which it is asked what they would say of combinations that they do not know
_TRIED = 8  # times as many tables as rules that are wanted
_ALIKE = 3  # rules that say the same of the tests
# As programs are measured and candidates ranked: see programs/description.py and candidates.py.
_CALL_BITS, _NUMBER_BITS, _LEARNED_BITS = 10, 4, 32.0
_UNKNOWN_BITS = 2  # a test cell that a table does not know: the fewer there are, the likelier it can be completed
_SHORT = 8  # entries of a table that is looked at though few demonstrations bear it out
_BORNE_OUT = 0.5  # the share of them that makes a long table a rule


@dataclass(frozen=True)
class Rule:
    """A table over one to three features (indices into FeatureMatrix), what it says of the test cells, and the share of
    the demonstrations that what is learned from the others would get right. `guessed`: entries of the table that no
    demonstration has."""

    features: tuple[int, ...]
    table: dict[Any, int]
    cells: np.ndarray
    evidence: float
    guessed: int = 0


def find_rules(backend: Backend, features: FeatureMatrix, most: int, seed: int = 0) -> list[Rule]:
    """Tables over one to three features that are functions and know every combination of the tests: the `most`
    likeliest.

    Three features only where fewer are no rule that the demonstrations bear out; where there is none at all, tables of
    two features whose gaps are filled in the most general way that the demonstrations allow.
    """
    if not len(features.nodes):
        return []
    consistency = Consistency(backend, features, seed)
    singles, pairs = consistency.singles(), consistency.pairs()
    found = [singles, pairs]
    if not any(((tables.unknown == 0) & (tables.evidence == 1.0)).any() for tables in found):
        found.append(_triples(features, consistency, pairs))
    return _learned(features, found, most) or _completed(features, pairs)[:most]


def _triples(features: FeatureMatrix, consistency: Consistency, pairs: Tables) -> Tables:
    """Those small tables of three features that each demonstration leaves to be learned from the others, and that cost
    fewer bits than the best feature leaves to be said."""
    left = consistency.left_by_one() - _TRIPLE_BITS
    if left <= _FEWEST_ENTRIES * _ENTRY_BITS:
        return pairs.take(np.zeros(0, np.int64))
    triples = consistency.triples(_TELLING, pairs)
    worth = (triples.entries * _ENTRY_BITS < left) & (triples.evidence == 1.0)
    return triples.take(np.flatnonzero(worth & _is_small(features, triples)))


def _is_small(features: FeatureMatrix, tables: Tables) -> np.ndarray:
    """Which tables are small beside what they explain: bool (n,)."""
    return tables.entries * _CELLS_AN_ENTRY <= len(features.labels)


def _learned(features: FeatureMatrix, found: list[Tables], most: int) -> list[Rule]:
    """The rules of those tables that know the tests, the likeliest first."""
    cells = features.train.shape[1]
    found = [tables.take(np.flatnonzero(~by_heart(tables.evidence, tables.entries, cells))) for tables in found]
    rules: list[Rule] = []
    said: dict[bytes, int] = {}
    for chosen, evidence in _likeliest(features, found, _TRIED * most, known=True):
        if len(rules) == most:
            break
        rule = learn(features, chosen, evidence)
        seen = said.setdefault(rule.cells.tobytes(), 0)
        if seen < _ALIKE:
            said[rule.cells.tobytes()] += 1
            rules.append(rule)
    return rules


def _completed(features: FeatureMatrix, pairs: Tables) -> list[Rule]:
    """Of the likeliest small tables of two features that do not know all of the tests, those that can be completed, and
    would have been completed rightly with any demonstration less."""
    rules: list[Rule] = []
    small = pairs.take(np.flatnonzero(_is_small(features, pairs)))
    for chosen, _ in _likeliest(features, [small], _COMPLETED, known=False):
        if len(rules) == _ALIKE:
            break
        made = completed(features, chosen)
        if made is not None and made[2] == 1.0:
            rules.append(Rule(chosen, *made))
    return rules


def _likeliest(
    features: FeatureMatrix, found: list[Tables], most: int, known: bool
) -> list[tuple[tuple[int, ...], float]]:
    """Of the tables that know the tests, or of those that do not, those of fewest bits, and the evidence for each."""
    every = Tables.joined([tables.take(np.flatnonzero((tables.unknown == 0) == known)) for tables in found])
    chosen, entries, evidence = every.chosen, every.entries, every.evidence
    arity = (chosen >= 0).sum(axis=1)
    cost = np.where(chosen >= 0, features.cost[chosen], 0).sum(axis=1)
    bits = _CALL_BITS * cost + _NUMBER_BITS * (arity + 1) * entries + _LEARNED_BITS * (1.0 - evidence)
    bits += _UNKNOWN_BITS * every.unknown
    order = np.argsort(bits, kind="stable")[:most]
    rows = [tuple(k for k in row if k >= 0) for row in chosen[order].tolist()]
    return list(zip(rows, evidence[order].tolist(), strict=True))


def learn(features: FeatureMatrix, chosen: tuple[int, ...], evidence: float) -> Rule:
    """The table over features that determine the labels and know the tests."""
    known, asked = codes_of(features.train, chosen), codes_of(features.test, chosen)
    codes, first = np.unique(known, return_index=True)
    colors = features.labels[first]
    table = {key_of(int(code), len(chosen)): int(color) for code, color in zip(codes, colors, strict=True)}
    return Rule(chosen, table, colors[np.searchsorted(codes, asked)], evidence)


def by_heart(evidence: Any, entries: Any, cells: int) -> Any:
    """Whether a table that says so many cells is no rule: few demonstrations bear it out, and it is about as long."""
    return (evidence < _BORNE_OUT) & (entries > max(_SHORT, cells // 2))


def key_of(code: int, arity: int) -> Any:
    """The key of a table that stands for such a number."""
    parts = tuple(code >> 8 * k & 255 for k in reversed(range(arity)))
    return parts if arity > 1 else parts[0]
