"""Conditions that decide a division: one predicate of a cell, two that hold both, or two of which one holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .. import currency
from ..taskview.features import FeatureMatrix
from .predicates import Predicates, by_example
from .terms import Division

ALONE, BOTH, EITHER = 0, 1, 2
_PAIRED = 160  # predicates that are combined in twos, the cheapest that may be a part of a condition
_SECOND = 2  # what the second predicate costs besides itself: a call, and that it is one of many
_LEAST_ACCURACY = 0.5  # of a condition when each demonstration is left out


@dataclass(frozen=True)
class Conditions:
    """n conditions, the cheapest first. `how` int64 (n,): ALONE, BOTH or EITHER; `first`, `second` int64 (n,): their
    predicates, the second -1 where there is none; `cost` int64 (n,); `left_out` float64 (n,): the share of the
    demonstrations without each of which it would still be the one to be learned, as no cheaper condition is wrong on
    this demonstration alone; `chance` float64 (n,): the probability that it decides the division by accident, as far as
    the number of these near misses says."""

    how: np.ndarray
    first: np.ndarray
    second: np.ndarray
    cost: np.ndarray
    left_out: np.ndarray
    chance: np.ndarray

    def __len__(self) -> int:
        return len(self.how)


def conditions_of(predicates: Predicates, division: Division, features: FeatureMatrix) -> Conditions:
    """All conditions that hold at each taken cell of a division and at no spared one."""
    taken, spared = by_example(np.stack([division.taken, division.spared]), features.example)
    held = predicates.held
    whole, clean = _whole(held, taken), _clean(held, spared)
    every = np.arange(len(predicates))
    found = [(np.full(len(every), ALONE), every, np.full(len(every), -1), whole & clean)]
    may = np.flatnonzero(whole.all(axis=1) & ~clean.all(axis=1))[:_PAIRED]
    i, j = np.triu_indices(len(may), 1)
    found.append((np.full(len(i), BOTH), may[i], may[j], _clean(held[may[i]] & held[may[j]], spared)))
    may = np.flatnonzero(clean.all(axis=1) & ~whole.all(axis=1) & (held & taken).any(axis=(1, 2)))[:_PAIRED]
    i, j = np.triu_indices(len(may), 1)
    found.append((np.full(len(i), EITHER), may[i], may[j], _whole(held[may[i]] | held[may[j]], taken)))
    how, first, second, right = (np.concatenate(part) for part in zip(*found, strict=True))
    cost = predicates.cost[first] + np.where(how == ALONE, 0, predicates.cost[second] + _SECOND)
    order = np.argsort(cost, kind="stable")
    order = order[right[order].sum(axis=1) >= right.shape[1] - 1]  # the others say nothing of those that are right
    how, first, second, cost, right = (part[order] for part in (how, first, second, cost, right))
    fits = right.all(axis=1)
    left_out = 1.0 - np.logical_or.accumulate(~right & ~fits[:, None], axis=0).mean(axis=1)
    chance = currency.with_near_misses(0.0, np.cumsum(~fits))
    fits &= left_out >= _LEAST_ACCURACY
    return Conditions(*(part[fits] for part in (how, first, second, cost, left_out, chance)))


def holds_on_tests(predicates: Predicates, conditions: Conditions, k: int) -> np.ndarray:
    """Where one condition holds on the tests: bool (test cells,)."""
    first, second = predicates.test[conditions.first[k]], predicates.test[conditions.second[k]]
    how = conditions.how[k]
    return first if how == ALONE else first & second if how == BOTH else first | second


def _whole(held: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """Whether all taken cells of each demonstration are among those held: bool (n, demonstrations)."""
    return np.asarray(((held & taken) == taken).all(axis=2))


def _clean(held: np.ndarray, spared: np.ndarray) -> np.ndarray:
    """Whether no spared cell of each demonstration is among those held: bool (n, demonstrations)."""
    return np.asarray(~(held & spared).any(axis=2))
