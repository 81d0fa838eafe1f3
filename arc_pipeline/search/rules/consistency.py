"""Which of a task's features, and which pairs and triples of them, determine the labels of all cells; kernels decide.

A combination is first tried against pairs of cells whose labels differ: some feature must tell each of them apart,
which is a few words of bits to look at. What is left is tabulated, and the contradictions that are found there are the
next pairs of cells that are tried.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
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
    fewer; `entries` (n,): of their tables; `unknown` (n,): test cells that these do not know; `left_out` (n,): the
    share of the demonstrations of which the others tell all entries; `said` uint64 (n,): a hash of what they say of the
    test cells."""

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
        return cls(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(cls)))

    def take(self, rows: np.ndarray) -> Tables:
        """Some of them."""
        return Tables(*(getattr(self, one.name)[rows] for one in fields(self)))

    def combinations(self) -> list[tuple[int, ...]]:
        """The features of each."""
        return [tuple(k for k in row if k >= 0) for row in self.chosen.tolist()]


class RankedFeatures:
    """The features of one task as kernels of a backend look at them: values by rank, cells in random order, so that a
    contradiction is soon met. They are the same whatever labels the cells have."""

    def __init__(self, backend: Backend, features: FeatureMatrix, seed: int = 0) -> None:
        self.backend, self.features, self.generator = backend, features, np.random.default_rng(seed)
        self.order = self.generator.permutation(len(features.target))
        ranks = to_host(backend.apply(value_ranks, features.train[:, self.order], features.test))
        self.known = np.ascontiguousarray(ranks[:, : len(self.order)])
        self.by_cell = np.ascontiguousarray(self.known.T)
        counted = ranks[:, -1].astype(np.int32)  # of 256 values the byte is 0
        self.sizes = np.where(counted == 0, 256, counted)
        asked = np.ascontiguousarray(ranks[:, len(self.order) : -1])
        places = np.minimum(features.example[self.order], MOST_EXAMPLES - 1).astype(np.uint8)
        factors = self.generator.integers(1, 2**63, asked.shape[1], dtype=np.uint64) | np.uint64(1)
        given = (self.known, self.sizes, places, asked, factors)
        self._given: tuple[Any, ...] = tuple(map(backend.xp.asarray, given))

    @property
    def known_there(self) -> Any:
        """`known` on the backend."""
        return self._given[0]

    def tables(self, chosen: np.ndarray, labels: Any) -> np.ndarray:
        """What the kernel `tables` tells of combinations, int32 (n, 3), and labels uint8 (cells,) in this order."""
        known, sizes, *others = self._given
        return to_host(self.backend.apply(tables, self.backend.xp.asarray(chosen), known, sizes, labels, *others))


class Consistency:
    """Which combinations of features determine some labels, uint8 (cells,)."""

    def __init__(self, ranked: RankedFeatures, labels: np.ndarray) -> None:
        self._ranked, self._backend, self._generator = ranked, ranked.backend, ranked.generator
        self._known, self._cost = ranked.known, ranked.features.cost
        self._labels = np.unique(labels[ranked.order], return_inverse=True)[1].astype(np.uint8)
        self._labels_there = self._backend.xp.asarray(self._labels)
        self.alone = ~to_host(self._backend.apply(mixed, ranked.known_there, self._labels_there)).any(axis=1)
        self._alike, self._by_pair = self._random_conflicts()

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
        together = np.zeros((len(self._cost),) * 2, dtype=bool)
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
        gains, few = self._gains[among], self._ranked.sizes[among] <= KINDS
        best = among[np.where(few, gains, -np.inf).argmax()]
        outputs = self._outputs_given(self._known[best]) if few.any() else self._outputs
        beside = outputs.gains(among[:, None].astype(np.int32), self._ranked.known_there)
        alone = among[np.argsort(-gains, kind="stable")[: most // 2]]
        others = among[np.argsort(-beside, kind="stable")]
        return np.concatenate([alone, others[~np.isin(others, alone)][: most - len(alone)]])

    def left_by_one(self) -> float:
        """The bits to say the labels with the help of the feature that tells most, its table included."""
        return self._outputs.plain - float(self._gains.max())

    @cached_property
    def _outputs(self) -> Outputs:
        return self._outputs_given(np.zeros_like(self._labels))

    def _outputs_given(self, values: np.ndarray) -> Outputs:
        return Outputs.of(self._backend, self._labels, values, [len(self._labels)])

    @cached_property
    def _gains(self) -> np.ndarray:
        """The bits that each feature saves: float32 (n,)."""
        rows = np.arange(len(self._cost), dtype=np.int32)[:, None]
        return self._outputs.gains(rows, self._ranked.known_there)

    def _candidates(self, prefixes: np.ndarray, usable: np.ndarray) -> np.ndarray:
        """The combinations that tell apart the pairs of cells that are tried: int64 (n, 3).

        prefixes: (n, 3), two features and the place in `usable` where a third one may begin.
        """
        if not len(prefixes) or not self._alike.size:
            return np.zeros((0, 3), dtype=np.int64)
        for _ in range(_ROUNDS):
            found = self._apart(prefixes, usable)
            if len(found) <= _FEW:
                return found
            clashes = self._tabulated(found[self._generator.choice(len(found), _SAMPLE)])[1]
            if len(clashes) < _SAMPLE // 8:
                return found
            alike, by_pair = self._between(*np.unique(clashes, axis=0).T)
            self._alike = np.concatenate([self._alike, alike], axis=1)
            self._by_pair = np.concatenate([self._by_pair, by_pair])
        return self._apart(prefixes, usable)

    def _apart(self, prefixes: np.ndarray, usable: np.ndarray) -> np.ndarray:
        """The combinations that tell them apart, prefix after prefix."""
        row, third = _disjoint(self._backend, prefixes.astype(np.int32), self._alike, self._by_pair[:, usable])
        return np.column_stack([prefixes[row, :2], usable[third]])

    def _tables(self, combinations: np.ndarray) -> Tables:
        """Of the combinations that are functions, the cheapest first: all of them, or enough."""
        order = np.argsort(self._cost[combinations].sum(axis=1), kind="stable")[:_MOST]
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
        made = self._ranked.tables(chosen, self._labels_there)
        good = made[made[:, 2] > 0]
        left_out = 1.0 - good[:, 4] / min(self._ranked.features.examples, MOST_EXAMPLES)
        said = np.ascontiguousarray(good[:, 5:]).view(np.uint64)[:, 0]
        return Tables(chosen[made[:, 2] > 0], good[:, 2], good[:, 3], left_out, said), made[made[:, 0] >= 0, :2]

    def _random_conflicts(self) -> tuple[np.ndarray, np.ndarray]:
        """Some pairs of cells with different labels, rare labels as often as common ones, as `_between`; none where all
        labels are the same."""
        count = int(self._labels.max()) + 1
        if count < 2:
            return self._between(*np.zeros((2, 0), dtype=np.int64))
        first = self._generator.integers(0, count, _PAIRS)
        second = (first + self._generator.integers(1, count, _PAIRS)) % count
        order = np.argsort(self._labels, kind="stable")
        begins = np.searchsorted(self._labels[order], np.arange(count + 1))
        drawn = [
            order[begins[label] + (self._generator.random(_PAIRS) * np.diff(begins)[label]).astype(np.int64)]
            for label in (first, second)
        ]
        return self._between(*drawn)

    def _between(self, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which of these pairs of cells each feature does not tell apart: bits uint64 (features, words), and the same
        by pair, bool (64 * words, features)."""
        by_pair = np.zeros((-(-len(first) // 64) * 64, len(self._cost)), dtype=bool)
        by_pair[: len(first)] = self._ranked.by_cell[first] == self._ranked.by_cell[second]
        return packed(by_pair.T), by_pair


def packed(rows: np.ndarray) -> np.ndarray:
    """Rows of flags as `disjoint` reads them: bool (n, cells) -> uint64 (n, words)."""
    words = -(-rows.shape[1] // 64)
    flags = np.zeros((len(rows), 64 * words), dtype=bool)
    flags[:, : rows.shape[1]] = rows
    return np.packbits(flags.ravel(), bitorder="little").view(np.uint64).reshape(len(rows), words)


def without_common(backend: Backend, left: Any, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows of `left`, bits uint64 (n, words), and those of `right`, flags bool (m, cells), that have no cell in
    common: indices into both."""
    rows = np.arange(len(left), dtype=np.int32)
    return _disjoint(backend, np.column_stack([rows, rows, np.zeros_like(rows)]), left, right.T)


def _disjoint(backend: Backend, prefixes: np.ndarray, left: Any, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The kernel's ones as row and column, row after row; `columns` bool (rows, columns)."""
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    left, table = (backend.xp.asarray(bits) for bits in (left, packed(columns)))
    for begin in range(0, len(prefixes), _PREFIXES):
        part = prefixes[begin : begin + _PREFIXES]
        made = to_host(backend.apply(disjoint, part, left, table, columns.shape[1]))
        word = np.flatnonzero(made.ravel() != 0)
        place, bit = np.divmod(np.flatnonzero(np.unpackbits(made.ravel()[word].view(np.uint8), bitorder="little")), 64)
        row, in_row = np.divmod(word[place], made.shape[1])
        found.append((row + begin, bit + 64 * in_row))
    row, column = (np.concatenate(part) for part in zip(*found, strict=True))
    return row, column
