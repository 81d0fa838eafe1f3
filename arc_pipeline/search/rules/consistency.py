"""Which of a task's features, and which pairs and triples of them, determine the labels of all cells; kernels decide.

A combination is first tried against pairs of cells whose labels differ: some feature must tell each of them apart,
which is a few words of bits to look at. What is left is tabulated, and the contradictions that are found there are the
next pairs of cells that are tried.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from ...backends import Backend
from ...backends.arena import to_host
from ..frontier.gain import Outputs
from ..kernels.consistency import MOST_EXAMPLES, disjoint, mixed, tables, value_ranks
from ..kernels.gains import KINDS
from ..taskview.features import FeatureMatrix

_PAIRS = 256  # of cells that are tried at first
_ROUNDS = 4  # of contradictions
_FEW = 4096  # combinations that are tabulated without looking for more contradictions
_SAMPLE = 1024
_PREFIXES = 1 << 14  # at once
_TABULATED = 1 << 13  # combinations at a time, the cheapest first
_ENOUGH = 1 << 12  # tables
_MOST = 1 << 16  # combinations that are tabulated


@dataclass(frozen=True)
class Tables:
    """Combinations that determine the labels. `chosen` int32 (n, 3): indices into FeatureMatrix, -1 where there are
    fewer; `entries` (n,): of their tables; `unknown` (n,): test cells that these do not know; `evidence` (n,): the
    share of the demonstrations of which the others tell all entries."""

    chosen: np.ndarray
    entries: np.ndarray
    unknown: np.ndarray
    evidence: np.ndarray

    def __len__(self) -> int:
        return len(self.chosen)

    @classmethod
    def joined(cls, parts: list[Tables]) -> Tables:
        """The tables of all parts, one after the other."""
        return cls(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(cls)))

    def take(self, rows: np.ndarray) -> Tables:
        """Some of them."""
        return Tables(self.chosen[rows], self.entries[rows], self.unknown[rows], self.evidence[rows])


class Consistency:
    """The features of one task as kernels of a backend look at them: values by rank, cells in random order, so that a
    contradiction is soon met."""

    def __init__(self, backend: Backend, features: FeatureMatrix, seed: int = 0) -> None:
        self._backend, self._generator = backend, np.random.default_rng(seed)
        order = self._generator.permutation(len(features.labels))
        ranks = to_host(backend.apply(value_ranks, features.train[:, order], features.test))
        self.cost, self.demonstrations = features.cost, int(features.example[-1]) + 1
        self._known = np.ascontiguousarray(ranks[:, : len(order)])
        counted = ranks[:, -1].astype(np.int32)  # of 256 values the byte is 0
        self._sizes = np.where(counted == 0, 256, counted)
        self._labels = np.unique(features.labels[order], return_inverse=True)[1].astype(np.uint8)
        places = np.minimum(features.example[order], MOST_EXAMPLES - 1).astype(np.uint8)
        given = (self._known, self._sizes, self._labels, places, np.ascontiguousarray(ranks[:, len(order) : -1]))
        self._given = tuple(map(backend.xp.asarray, given))
        self.alone = ~to_host(backend.apply(mixed, self._given[0], self._given[2])).any(axis=1)
        self._alike = self._random_conflicts()

    def singles(self) -> Tables:
        """Of the features that determine the labels by themselves."""
        return self._tabulated(np.flatnonzero(self.alone)[:, None])[0]

    def pairs(self) -> Tables:
        """Of pairs of features, neither of which does by itself, the cheapest first."""
        usable = np.flatnonzero(~self.alone)
        prefixes = np.column_stack([usable, usable, np.arange(1, len(usable) + 1)])
        return self._tables(self._candidates(prefixes, usable)[:, [0, 2]])

    def triples(self, most: int, pairs: Tables) -> Tables:
        """Of triples of the features that tell most, the cheapest first. `pairs`: those that do, of which a triple has
        none."""
        usable = np.sort(self._telling(np.flatnonzero(~self.alone), most))
        together = np.zeros((len(self.cost),) * 2, dtype=bool)
        together[pairs.chosen[:, 0], pairs.chosen[:, 1]] = True
        first, second = np.triu_indices(len(usable), 1)
        prefixes = np.column_stack([usable[first], usable[second], second + 1])
        found = self._candidates(prefixes[~together[prefixes[:, 0], prefixes[:, 1]]], usable)
        a, b, c = found.T
        return self._tables(found[~(together[a, c] | together[b, c])])

    def _telling(self, among: np.ndarray, most: int) -> np.ndarray:
        """The features that tell most of the labels by themselves, and those that tell most beside the best of them."""
        if len(among) <= most:
            return among
        rows = among[:, None].astype(np.int32)
        gains = self._outputs().gains(rows, self._given[0])
        few = self._sizes[among] <= KINDS
        best = among[np.where(few, gains, -np.inf).argmax()]
        beside = self._outputs(self._known[best] if few.any() else None).gains(rows, self._given[0])
        alone = among[np.argsort(-gains, kind="stable")[: most // 2]]
        others = among[np.argsort(-beside, kind="stable")]
        return np.concatenate([alone, others[~np.isin(others, alone)][: most - len(alone)]])

    def left_by_one(self) -> float:
        """The bits to say the labels with the help of the feature that tells most, its table included."""
        outputs = self._outputs()
        rows = np.arange(len(self.cost), dtype=np.int32)[:, None]
        return outputs.plain - float(outputs.gains(rows, self._given[0]).max())

    def _outputs(self, given: np.ndarray | None = None) -> Outputs:
        nothing = np.zeros_like(self._labels)
        return Outputs(self._backend, self._labels, nothing if given is None else given, [len(self._labels)])

    def _candidates(self, prefixes: np.ndarray, usable: np.ndarray) -> np.ndarray:
        """The combinations that tell apart the pairs of cells that are tried: int64 (n, 3).

        prefixes: (n, 3), two features and the place in `usable` where a third one may begin.
        """
        if not len(prefixes) or not self._alike.size:
            return np.zeros((0, 3), dtype=np.int64)
        for _ in range(_ROUNDS):
            some = self._generator.choice(len(prefixes), min(len(prefixes), _PREFIXES), replace=False)
            found = self._apart(prefixes[np.sort(some)], usable)
            if len(found) * len(prefixes) <= _FEW * len(some):
                break
            sample = found[self._generator.choice(len(found), _SAMPLE)]
            clashes = self._tabulated(sample)[1]
            if len(clashes) < _SAMPLE // 8:
                break
            self._alike = np.concatenate([self._alike, self._bits(*np.unique(clashes, axis=0).T)], axis=1)
        return self._apart(prefixes, usable)

    def _apart(self, prefixes: np.ndarray, usable: np.ndarray) -> np.ndarray:
        """The combinations that tell them apart, prefix after prefix."""
        alike = self._backend.xp.asarray(self._alike)
        row, third = _disjoint(self._backend, prefixes.astype(np.int32), alike, self._alike[usable])
        return np.column_stack([prefixes[row, :2], usable[third]])

    def _tables(self, combinations: np.ndarray) -> Tables:
        """Of the combinations that are functions, the cheapest first: all of them, or enough."""
        order = np.argsort(self.cost[combinations].sum(axis=1), kind="stable")[:_MOST]
        found = [self._tabulated(combinations[order[:_TABULATED]])[0]]
        for begin in range(_TABULATED, len(order), _TABULATED):
            if sum(map(len, found)) >= _ENOUGH:
                break
            found.append(self._tabulated(combinations[order[begin : begin + _TABULATED]])[0])
        return Tables.joined(found)

    def _tabulated(self, combinations: np.ndarray) -> tuple[Tables, np.ndarray]:
        """Of those combinations, (n, 1 to 3), that are functions; and of the others the cells that show it, (m, 2)."""
        chosen = np.full((len(combinations), 3), -1, dtype=np.int32)
        chosen[:, : combinations.shape[1]] = combinations
        made = to_host(self._backend.apply(tables, self._backend.xp.asarray(chosen), *self._given))
        good = np.flatnonzero(made[:, 2] > 0)
        evidence = 1.0 - made[good, 4] / min(self.demonstrations, MOST_EXAMPLES)
        return Tables(chosen[good], made[good, 2], made[good, 3], evidence), made[made[:, 0] >= 0, :2]

    def _random_conflicts(self) -> np.ndarray:
        """Some pairs of cells with different labels, rare labels as often as common ones, as `_bits`; (n, 0) where all
        labels are the same."""
        count = int(self._labels.max()) + 1
        if count < 2:
            return np.zeros((len(self.cost), 0), dtype=np.uint64)
        first = self._generator.integers(0, count, _PAIRS)
        second = (first + self._generator.integers(1, count, _PAIRS)) % count
        order = np.argsort(self._labels, kind="stable")
        begins = np.searchsorted(self._labels[order], np.arange(count + 1))
        drawn = [
            order[begins[label] + (self._generator.random(_PAIRS) * np.diff(begins)[label]).astype(np.int64)]
            for label in (first, second)
        ]
        return self._bits(*drawn)

    def _bits(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """Which of these pairs of cells each feature does not tell apart: uint64 (features, words)."""
        alike = self._known[:, first] == self._known[:, second]
        return packed(alike)


def packed(rows: np.ndarray) -> np.ndarray:
    """Rows of flags as `disjoint` reads them: bool (n, cells) -> uint64 (n, words)."""
    made = np.zeros((len(rows), -(-rows.shape[1] // 64) * 8), np.uint8)
    made[:, : -(-rows.shape[1] // 8)] = np.packbits(rows, axis=1, bitorder="little")
    return made.view(np.uint64)


def without_common(backend: Backend, left: Any, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows of `left` and those of `right` that have no bit in common: uint64 (n, words), (m, words) -> indices."""
    rows = np.arange(len(left), dtype=np.int32)
    return _disjoint(backend, np.column_stack([rows, rows, np.zeros_like(rows)]), left, right)


def _disjoint(backend: Backend, prefixes: np.ndarray, left: Any, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The kernel's ones as row and column, row after row."""
    rows, columns = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    right = backend.xp.asarray(right)
    for begin in range(0, len(prefixes), _PREFIXES):
        made = to_host(backend.apply(disjoint, prefixes[begin : begin + _PREFIXES], left, right))
        row, word = np.nonzero(made)
        place, bit = np.nonzero(made[row, word][:, None] >> np.arange(32, dtype=np.uint32) & 1)
        rows.append(row[place] + begin)
        columns.append(bit + 32 * word[place])
    return np.concatenate(rows), np.concatenate(columns)
