"""Which features, pairs and triples of features of a task determine the labels of all cells (consistency), in kernels.

Combinations are first tested on a few pairs of cells with different labels, each of which some feature must tell apart;
on packed bits that is cheap. The survivors are tabulated, and the contradictions found there are added to the pairs
(counterexample-guided refinement).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ...backends import Backend
from ...backends.arena import to_host
from ..bits import packed
from ..effort import Limits, fixed
from ..frontier.gain import Outputs
from ..kernels.consistency import LARGEST_TABLE, MOST_EXAMPLES, mixed, tables, value_ranks
from ..kernels.gains import KINDS
from ..taskview.features import FeatureMatrix
from .disjoint import disjoint_rows

_PAIRS = 256  # pairs of cells at first
_ROUNDS = 4  # of refinement
_FEW = 4096  # combinations that are tabulated without more refinement
_SAMPLE = 1024  # combinations that are tabulated for contradictions
_NONE = -1  # no cell
_TABULATED = 1 << 13  # combinations per launch, the cheapest first


@dataclass(frozen=True)
class RuleLimits(Limits):
    """`telling`: features that are combined to triples. `tabulated`: combinations that are tabulated, the cheapest;
    `enough`: tables after which no more are."""

    telling: int = fixed(200)  # the number of triples grows with its cube
    tabulated: int = 1 << 16
    enough: int = 1 << 12


RULE_LIMITS = RuleLimits()


@dataclass(frozen=True)
class Tables:
    """Combinations of features that determine the labels. `chosen` int32 (n, 3): indices into FeatureMatrix, -1 after
    the last; `entries` (n,): of their tables; `unknown` (n,): test cells whose combination the table lacks; `left_out`
    (n,): the share of the demonstrations whose entries all occur in another one; `said` uint64 (n,): a hash of what the
    table says of the test cells."""

    chosen: np.ndarray
    entries: np.ndarray
    unknown: np.ndarray
    left_out: np.ndarray
    said: np.ndarray

    def __len__(self) -> int:
        return len(self.chosen)

    @classmethod
    def joined(cls, parts: list[Tables]) -> Tables:
        """The tables of all parts, one after the other."""
        return cls(*map(np.concatenate, zip(*(vars(part).values() for part in parts), strict=True)))

    def take(self, rows: np.ndarray | slice) -> Tables:
        """The tables at these rows."""
        return Tables(*(part[rows] for part in vars(self).values()))


class RankedFeatures:
    """The features of one task in the form that kernels read: values replaced by their ranks, cells in random order, so
    that contradictions are met early. Independent of the labels."""

    def __init__(self, backend: Backend, features: FeatureMatrix, seed: int = 0) -> None:
        self.backend, self.features, self.generator = backend, features, np.random.default_rng(seed)
        self.order = self.generator.permutation(len(features.target))
        ranks = to_host(backend.apply(value_ranks, features.train[:, self.order], features.test))
        self.known = np.ascontiguousarray(ranks[:, : len(self.order)])
        self.by_cell = np.ascontiguousarray(self.known.T)
        counted = ranks[:, -1].astype(np.int32)  # a byte holds the size 256 as 0
        self.sizes = np.where(counted == 0, 256, counted)
        asked = np.ascontiguousarray(ranks[:, len(self.order) : -1])
        places = np.minimum(features.example[self.order], MOST_EXAMPLES - 1).astype(np.uint8)
        factors = self.generator.integers(1, 2**63, asked.shape[1], dtype=np.uint64) | np.uint64(1)
        given = (self.known, self.sizes, places, asked, factors)
        self.known_there, *self._others = map(backend.xp.asarray, given)  # arrays of the backend

    def tables(self, chosen: np.ndarray, labels: Any) -> np.ndarray:
        """What the kernel `tables` makes of combinations, int32 (n, 3), and labels, uint8 (cells,), in random order."""
        sizes, *others = self._others
        chosen = self.backend.xp.asarray(chosen)
        return to_host(self.backend.apply(tables, chosen, self.known_there, sizes, labels, *others))

    def entries(self, chosen: np.ndarray, labels: np.ndarray) -> list[dict[Any, int]]:
        """The tables of combinations, int32 (n, 3), that determine labels, uint8 (cells,) in the features' original
        order. Keys are values of one feature, or tuples of the values of several."""
        places = np.zeros((len(chosen), len(labels)), dtype=np.int64)
        for k in chosen.T:
            places = places * np.where(k < 0, 1, self.sizes[k])[:, None] + np.where(k < 0, 0, self.known[k].T).T
        cell = np.full((len(chosen), LARGEST_TABLE), _NONE)
        np.put_along_axis(cell, places, self.order, axis=1)
        return [
            _table(self.features.train[row[row >= 0]][:, cells[cells != _NONE]], labels[cells[cells != _NONE]])
            for row, cells in zip(chosen, cell, strict=True)
        ]


class Consistency:
    """Which combinations of features determine these labels, uint8 (cells,)."""

    def __init__(self, ranked: RankedFeatures, labels: np.ndarray, limits: RuleLimits = RULE_LIMITS) -> None:
        self._ranked, self._backend, self._generator = ranked, ranked.backend, ranked.generator
        self._known, self._cost, self._limits = ranked.known, ranked.features.cost, limits
        self._labels = np.unique(labels[ranked.order], return_inverse=True)[1].astype(np.uint8)
        self._labels_there = self._backend.xp.asarray(self._labels)
        self.alone = ~to_host(self._backend.apply(mixed, ranked.known_there, self._labels_there)).any(axis=1)
        self._conflicts = self._random_conflicts()

    def singles(self) -> Tables:
        """The tables of the features that determine the labels alone."""
        return self._tabulated(np.flatnonzero(self.alone)[:, None])[0]

    def pairs(self) -> Tables:
        """The tables of pairs of features that do not determine the labels alone, the cheapest first."""
        usable = np.flatnonzero(~self.alone)
        place = np.arange(len(usable), dtype=np.int32)
        found = self._candidates(usable, np.column_stack([place, place, place + 1]))
        return self._tables(usable[found[:, [0, 2]]])

    def triples(self, pairs: Tables) -> Tables:
        """The tables of triples of the most telling features without any of the consistent `pairs`, cheapest first."""
        usable = np.sort(self._telling(np.flatnonzero(~self.alone), self._limits.telling))
        place = np.full(len(self._cost), len(usable))
        place[usable] = np.arange(len(usable))
        together = np.zeros((len(usable) + 1,) * 2, dtype=bool)
        together[tuple(place[pairs.chosen[:, :2]].T)] = True
        first, second = np.nonzero(np.triu(~together[:-1, :-1], 1))
        self._conflicts = np.concatenate([self._conflicts, self._random_conflicts()])
        found = self._candidates(usable, np.column_stack([first, second, second + 1]).astype(np.int32))
        a, b, c = found.T
        return self._tables(usable[found[~(together[a, c] | together[b, c])]])

    def _telling(self, among: np.ndarray, most: int) -> np.ndarray:
        """At most `most` of these features: half of them those of highest gain, half those of highest gain given the
        best feature."""
        if len(among) <= most:
            return among
        gains, few = self._gains[among], self._ranked.sizes[among] <= KINDS
        best = among[np.where(few, gains, -np.inf).argmax()]
        outputs = self._outputs_given(self._known[best]) if few.any() else self._outputs
        beside = outputs.gains(among[:, None].astype(np.int32), self._ranked.known_there)
        alone = among[np.argsort(-gains, kind="stable")[: most // 2]]
        others = np.ones(len(self._cost), dtype=bool)
        others[alone] = False
        beside_best = among[np.argsort(-beside, kind="stable")]
        return np.concatenate([alone, beside_best[others[beside_best]][: most - len(alone)]])

    def left_by_one(self) -> float:
        """The bits to say the labels with the help of the most telling feature, its table included."""
        return self._outputs.plain - float(self._gains.max())

    @cached_property
    def _outputs(self) -> Outputs:
        return self._outputs_given(np.zeros_like(self._labels))

    def _outputs_given(self, values: np.ndarray) -> Outputs:
        return Outputs.of(self._backend, self._labels, values, [len(self._labels)])

    @cached_property
    def _gains(self) -> np.ndarray:
        """The gain of each feature: float32 (n,)."""
        rows = np.arange(len(self._cost), dtype=np.int32)[:, None]
        return self._outputs.gains(rows, self._ranked.known_there)

    def _candidates(self, usable: np.ndarray, prefixes: np.ndarray) -> np.ndarray:
        """The combinations that tell apart all pairs of cells in conflict, as places in `usable`, int32 (n, 3), in the
        order of the prefixes; (0, 3) if there are no conflicts or no prefixes.

        prefixes: int32 (n, 3), the places of two features, and the first place that a third may have.
        """
        if not len(prefixes) or not len(self._conflicts):
            return prefixes[:0]
        found = self._apart(usable, prefixes)
        for _ in range(_ROUNDS):
            if len(found) <= _FEW:
                break
            clashes = self._tabulated(usable[found[self._generator.choice(len(found), _SAMPLE)]])[1]
            if len(clashes) < _SAMPLE // 8:
                break
            once = np.unique(clashes @ [len(self._labels), 1], return_index=True)[1]
            self._conflicts = np.concatenate([self._conflicts, clashes[once]])
            found = self._apart(usable, prefixes)
        return found

    def _apart(self, usable: np.ndarray, prefixes: np.ndarray) -> np.ndarray:
        """The combinations that tell apart the current conflicts, as in `_candidates`, without refinement."""
        first, second = (self._ranked.by_cell[cells] for cells in self._conflicts.T)
        alike = (first == second)[:, usable]
        row, third = disjoint_rows(self._backend, prefixes, packed(alike.T), alike)
        found = prefixes[row]
        found[:, 2] = third
        return found

    def _tables(self, combinations: np.ndarray) -> Tables:
        """The tables of the consistent ones among the cheapest combinations, cheapest first, within the limits."""
        order = np.argsort(self._cost[combinations].sum(axis=1), kind="stable")[: self._limits.tabulated]
        found: list[Tables] = []
        for begin in range(0, max(1, len(order)), _TABULATED):
            if sum(map(len, found)) >= self._limits.enough:
                break
            found.append(self._tabulated(combinations[order[begin : begin + _TABULATED]])[0])
        return Tables.joined(found)

    def _tabulated(self, combinations: np.ndarray) -> tuple[Tables, np.ndarray]:
        """The tables of the consistent ones among these combinations, (n, 1 to 3), and of the others pairs of cells
        that contradict them, (m, 2)."""
        chosen = np.full((len(combinations), 3), -1, dtype=np.int32)
        chosen[:, : combinations.shape[1]] = combinations
        made = self._ranked.tables(chosen, self._labels_there)
        good = made[made[:, 2] > 0]
        left_out = 1.0 - good[:, 4] / min(self._ranked.features.examples, MOST_EXAMPLES)
        said = np.ascontiguousarray(good[:, 5:]).view(np.uint64)[:, 0]
        tables = Tables(chosen[made[:, 2] > 0], good[:, 2], good[:, 3], left_out, said)
        return tables, made[made[:, 0] >= 0, :2]

    def _random_conflicts(self) -> np.ndarray:
        """_PAIRS random pairs of cells with different labels, rare labels as often as common ones: int64 (n, 2); (0, 2)
        if all labels are the same."""
        count = int(self._labels.max()) + 1
        if count < 2:
            return np.zeros((0, 2), dtype=np.int64)
        first = self._generator.integers(0, count, _PAIRS)
        second = (first + self._generator.integers(1, count, _PAIRS)) % count
        order = np.argsort(self._labels, kind="stable")
        begins = np.searchsorted(self._labels[order], np.arange(count + 1))
        drawn = [
            order[begins[label] + (self._generator.random(_PAIRS) * np.diff(begins)[label]).astype(np.int64)]
            for label in (first, second)
        ]
        return np.column_stack(drawn)


def _table(keys: np.ndarray, colors: np.ndarray) -> dict[Any, int]:
    """Keys (features, n) and their colours (n,) as a table literal."""
    values = keys.tolist()
    return dict(zip(zip(*values, strict=True) if len(values) > 1 else values[0], colors.tolist(), strict=True))
