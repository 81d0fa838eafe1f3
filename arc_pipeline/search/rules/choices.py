"""Choices between two grids, cell by cell: one where a cell feature has a value, the other one elsewhere.

Two grids and a test of a feature fit if the first has no wrong cell where the test holds and the second none elsewhere.
So for each test and its negation the grids that are right wherever it holds are found in one launch; each pair of one
of the test's and one of its negation's is a rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...backends import Backend
from .. import currency
from ..bits import packed
from ..candidates import few_of_each
from ..effort import Limits, fixed
from ..frontier.joins import first_of_equal, joined, places
from ..taskview.features import FeatureMatrix
from .disjoint import without_common

_NONE = -1  # no grid


@dataclass(frozen=True)
class ChoiceLimits(Limits):
    """`grids`: those with most cells right. `values`: the most that a feature has whose values are tested. `each`:
    grids per test, the cheapest that are right there. `tried`: rules that are compared, the cheapest. `chance`: the
    highest probability that a rule fits by chance."""

    grids: int = 512
    values: int = fixed(8)
    each: int = fixed(3)
    tried: int = 1024
    chance: float = 0.5


@dataclass(frozen=True)
class Choice:
    """`inside`, `outside`, `key`: indices into FeatureMatrix, of the grid where the key has the value (or has another
    one, if `negated`), of the grid elsewhere, and of the key; `left_out`: leave-one-out accuracy; `chance`: the
    probability that the fit is an accident."""

    inside: int
    outside: int
    key: int
    value: int
    negated: bool
    left_out: float
    chance: float


@dataclass(frozen=True)
class _Tests:
    """Tests of features and, in the second half, their negations: `key`, `value` int64 (n,); `train` bool (n, cells);
    `test` bool (n, test cells): where each holds."""

    key: np.ndarray
    value: np.ndarray
    train: np.ndarray
    test: np.ndarray

    def negation(self, rows: np.ndarray) -> np.ndarray:
        """The rows of the negations of these tests."""
        return (rows + len(self.key) // 2) % len(self.key)


def find_choices(
    backend: Backend, features: FeatureMatrix, grids: np.ndarray, most: int, limits: ChoiceLimits
) -> list[Choice]:
    """The `most` cheapest choices that fit all demonstrations, few of them with the same answer for the tests; [] if
    there are none. Their tests hold at some cell of each sample. `grids`: the features to choose from."""
    grids, wrong = features.nearest(grids, limits.grids)
    tests = _tests_of(features, limits.values)
    if not len(grids) or not len(tests.key):
        return []
    cheapest = np.argsort(grids)  # of those that are right where a test holds the first are taken
    grids, wrong = grids[cheapest], wrong[cheapest]
    rows, right = without_common(backend, packed(tests.train), wrong)
    few = places(rows) < limits.each
    rows, inside, outside = _joined(rows[few], right[few], tests, _usable(features, tests))
    cost = features.cost[tests.key[rows]] + features.cost[grids[inside]] + features.cost[grids[outside]]
    order = np.argsort(cost, kind="stable")[: limits.tried]
    rows, inside, outside = rows[order], inside[order], outside[order]
    chance = _chance(features, tests.key[rows], grids, (inside, outside), np.count_nonzero(wrong, axis=1))
    said = np.where(tests.test[rows], features.test[grids[inside]], features.test[grids[outside]])
    likely = np.flatnonzero(chance <= limits.chance).tolist()
    lone = _lone(features, wrong)
    return [
        Choice(
            int(grids[inside[k]]),
            int(grids[outside[k]]),
            int(tests.key[rows[k]]),
            int(tests.value[rows[k]]),
            bool(rows[k] >= len(tests.key) // 2),
            1.0 - len({*lone[[inside[k], outside[k]]].tolist()} - {_NONE}) / features.examples,
            float(chance[k]),
        )
        for k in few_of_each(likely, lambda k: said[k].tobytes(), most)
    ]


def _tests_of(features: FeatureMatrix, most: int) -> _Tests:
    """The tests whether a feature with at most `most` values on the demonstrations has one of these, cheapest first; of
    those that divide the cells of all samples alike only the first."""
    present = np.zeros((len(features.train), 256), dtype=bool)
    present[np.arange(len(present))[:, None], features.train] = True
    key, value = np.nonzero(present & (present.sum(axis=1) <= most)[:, None])
    holds = np.concatenate([part[key] == value[:, None] for part in (features.train, features.test)], axis=1)
    cells = features.train.shape[1]
    some = np.flatnonzero(~holds[:, :cells].all(axis=1))
    # Of a test and its negation one is enough.
    kept = some[first_of_equal(packed(holds[some] ^ holds[some, :1]))]
    both = np.concatenate([holds[kept], ~holds[kept]])
    return _Tests(np.tile(key[kept], 2), np.tile(value[kept], 2), both[:, :cells], both[:, cells:])


def _usable(features: FeatureMatrix, tests: _Tests) -> np.ndarray:
    """Which tests hold in every sample, as no cells are void; a negation only where its test does not: bool (n,)."""
    begins = np.searchsorted(features.example, np.arange(features.examples))
    areas = [h * w for h, w in features.shapes]
    parts = (tests.train, begins), (tests.test, np.cumsum([0, *areas[:-1]]))
    hold = np.logical_and.reduce([np.logical_or.reduceat(holds, at, axis=1).all(axis=1) for holds, at in parts])
    plain, negated = np.split(hold, 2)
    return np.concatenate([plain, negated & ~plain])


def _joined(
    rows: np.ndarray, right: np.ndarray, tests: _Tests, usable: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All pairs of a grid that is right where a usable test holds and one that is right elsewhere: the rows of the
    tests, and the places of the grids, int64 (k,) each. `rows`, `right`: pairs of a test, ascending, and the place of a
    grid that is right where it holds, int64 (n,) both."""
    first, second = np.flatnonzero(usable[rows]), len(rows) + np.arange(len(rows))
    pairs = joined(first, second, np.concatenate([rows, tests.negation(rows)])).T - [[0], [len(rows)]]
    return rows[pairs[0]], right[pairs[0]], right[pairs[1]]


def _chance(
    features: FeatureMatrix, keys: np.ndarray, grids: np.ndarray, pair: tuple[np.ndarray, np.ndarray], cells: np.ndarray
) -> np.ndarray:
    """The probability that rules fit by chance: float64 (k,). Each is one of those with no dearer key and grids, and
    says the cells that the grid with fewer wrong ones, `cells` (grids,), has wrong."""
    tried = np.searchsorted(features.cost, features.cost[keys], side="right").astype(float)
    for own in pair:
        tried *= np.searchsorted(features.cost[grids], features.cost[grids[own]], side="right")
    a_cell = currency.said_by(features.target) / len(features.target)
    return np.asarray(currency.chance(tried, a_cell * np.minimum(*(cells[own] for own in pair))))


def _lone(features: FeatureMatrix, wrong: np.ndarray) -> np.ndarray:
    """The demonstration in which all wrong cells of each grid lie, without which it would need no other; _NONE if they
    lie in several: int64 (grids,)."""
    shown = np.stack([wrong[:, features.example == d].any(axis=1) for d in range(features.examples)], axis=1)
    return np.where(shown.sum(axis=1) == 1, shown.argmax(axis=1), _NONE)
