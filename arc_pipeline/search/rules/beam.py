"""A beam of partial stacks: of each base the few that leave the fewest cells wrong, layer after layer.

From the top down: a layer may be taken if it is right wherever no layer above it lies. What each layer would explain of
each partial stack is counted by one kernel; stacks of one base that leave the same cells wrong are one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...backends import Backend
from ...backends.arena import to_host
from ..kernels.layers import NO_COLOR, WRONG, explained
from ..taskview.features import FeatureMatrix
from .consistency import packed
from .layers import OWN_COLORS, Choices, Layer, Layered, painted

_TRIED = 4  # times as many ways to go on are looked at as are kept
_FEW = 3  # stacks of one base
_COLORS = 10
_NONE = -1  # demonstration is left out
_CHOICE_BITS, _COST_BITS = 20, 16

Found = dict[tuple[int, int], list[tuple[Layer, ...]]]  # by base and demonstration that is left out


@dataclass(frozen=True)
class Stacks:
    """Partial stacks. `base` int64 (n,); `without` int64 (n,): the demonstration that is not seen, -1 where all are;
    `free`, `wrong` uint64 (n, words): bits of the cells on which nothing lies, and of those that the base has wrong of
    them; `chosen`, `labels` int64 (n, layers): the choices, the uppermost first, and their labels; `cost` int64 (n,).
    """

    base: np.ndarray
    without: np.ndarray
    free: np.ndarray
    wrong: np.ndarray
    chosen: np.ndarray
    labels: np.ndarray
    cost: np.ndarray

    def __len__(self) -> int:
        return len(self.base)

    @property
    def group(self) -> np.ndarray:
        """A number for each base and demonstration that is left out: int64 (n,)."""
        return self.base * 256 + self.without + 1

    def take(self, rows: np.ndarray) -> Stacks:
        """These rows alone."""
        return Stacks(
            self.base[rows],
            self.without[rows],
            self.free[rows],
            self.wrong[rows],
            self.chosen[rows],
            self.labels[rows],
            self.cost[rows],
        )


@dataclass(frozen=True)
class Beam:
    """`width`: stacks of each base that are kept; `most`: layers in all.

    `lying`: the choices' masks as bits, uint64 (n, words); `counted`: these, where grids are wrong, and where each
    label is, on the backend.
    """

    backend: Backend
    features: FeatureMatrix
    choices: Choices
    width: int
    most: int
    lying: np.ndarray
    counted: tuple[Any, Any, Any]

    @classmethod
    def over(cls, backend: Backend, features: FeatureMatrix, choices: Choices, width: int, most: int) -> Beam:
        """A beam over these choices."""
        bits = [packed(cells) for cells in (choices.masks, choices.bad, features.labels == np.arange(_COLORS)[:, None])]
        lying, bad, labels = map(backend.xp.asarray, bits)
        return cls(backend, features, choices, width, most, bits[0], (lying, bad, labels))

    def stacks(self, bases: np.ndarray, without: np.ndarray) -> Found:
        """For each base (n,), and demonstration that is not seen (n,), the complete stacks of fewest layers that the
        beam comes upon, the cheapest first; none where it finds none."""
        seen = self.features.example != without[:, None]
        wrong = seen & (self.features.train[bases] != self.features.target)
        none = np.zeros((len(bases), 0), np.int64)
        left = Stacks(bases, without, packed(seen), packed(wrong), none, none, np.zeros(len(bases), np.int64))
        found: Found = {}
        for _ in range(self.most):
            if not len(left):
                break
            left = self._laid(left)
            done = ~left.wrong.any(axis=1)
            for row in np.flatnonzero(done).tolist():
                key = int(left.base[row]), int(left.without[row])
                found.setdefault(key, []).append(self._layers(left.chosen[row], left.labels[row]))
            left = left.take(np.flatnonzero(~np.isin(left.group, left.group[done])))
        return found

    def _laid(self, stacks: Stacks) -> Stacks:
        """The best ways to lay one more layer under each stack, those that leave the fewest cells wrong first."""
        made = self.backend.apply(explained, *self.counted, stacks.free, stacks.wrong)
        said = to_host(made).T.astype(np.int64)
        wrong = np.unpackbits(stacks.wrong.view(np.uint8), axis=1).sum(axis=1, dtype=np.int64)
        cost = stacks.cost[:, None] + self.choices.cost
        left = wrong[:, None] - (said >> 4)
        rank = ((left << _COST_BITS) + cost) << _CHOICE_BITS
        rank = np.where(said == WRONG, np.iinfo(np.int64).max, rank + np.arange(said.shape[1]))
        tried = min(self.width * _TRIED, rank.shape[1])
        choice = np.argpartition(rank, tried - 1, axis=1)[:, :tried].ravel()
        row = np.repeat(np.arange(len(stacks)), tried)
        rank, said = rank[row, choice], said[row, choice]
        order = np.lexsort((rank, stacks.group[row]))
        order = order[said[order] != WRONG]
        row, choice = row[order], choice[order]
        grown = Stacks(
            stacks.base[row],
            stacks.without[row],
            stacks.free[row] & ~self.lying[choice],
            stacks.wrong[row] & ~self.lying[choice],
            np.column_stack([stacks.chosen[row], choice]),
            np.column_stack([stacks.labels[row], said[order] & 15]),
            cost[row, choice],
        )
        told = np.column_stack([grown.group.astype(np.uint64), grown.wrong])
        first = np.sort(np.unique(told, axis=0, return_index=True)[1])
        return grown.take(first[_first_of_each(grown.group[first], self.width)])

    def _layers(self, chosen: np.ndarray, labels: np.ndarray) -> tuple[Layer, ...]:
        feature, value = self.choices.feature[chosen].tolist(), self.choices.value[chosen].tolist()
        colors = np.where(labels == NO_COLOR, OWN_COLORS, labels).tolist()
        return tuple(map(Layer, feature, value, colors))


def find_layers(
    backend: Backend, features: FeatureMatrix, choices: Choices, grids: np.ndarray, bases: int, width: int, most: int
) -> Iterator[Layered]:
    """Layers over the bases with most cells right that fit all demonstrations, and of which the best ones found without
    any one demonstration are right on it; of each answer on the tests one.

    `grids`: those of the features that may be a base or be laid over it; `width`: stacks of a base that are kept at a
    time; `most`: layers in all.
    """
    right = (features.train[grids] == features.target).mean(axis=1)
    grids, right = grids[right < 1], right[right < 1]
    tried = grids[np.argsort(-right, kind="stable")][:bases]
    choices = choices.without_grids_but(grids)
    if not len(tried) or not len(choices.feature):
        return
    beam, answers = Beam.over(backend, features, choices, width, most), set()
    # The greedy stack besides: a beam comes upon shorter ones, of which more are so by chance where one is left out.
    for one in (beam, replace(beam, width=1)):
        for base, layers in _borne_out(one, tried):
            cells = painted(features.test, base, layers)
            if (base, cells.tobytes()) not in answers:
                answers.add((base, cells.tobytes()))
                yield Layered(base, layers, cells)


def _borne_out(beam: Beam, bases: np.ndarray) -> Iterator[tuple[int, tuple[Layer, ...]]]:
    """The first few stacks over each base of which the best one found without a demonstration is right on it."""
    found = beam.stacks(bases, np.full(len(bases), _NONE))
    sure = _generalizing(beam, np.array([base for base, _ in found], dtype=np.int64))
    for (base, _), stacks in found.items():
        if base in sure:
            yield from ((base, layers) for layers in stacks[:_FEW])


def _generalizing(beam: Beam, bases: np.ndarray) -> set[int]:
    """Those bases of which the best stack found without a demonstration is right on it, for each demonstration."""
    features = beam.features
    number = int(features.example[-1]) + 1
    found = beam.stacks(np.repeat(bases, number), np.tile(np.arange(number), len(bases)))
    return {
        base
        for base in bases.tolist()
        if all((base, d) in found and _right_on(features, base, found[base, d][0], d) for d in range(number))
    }


def _right_on(features: FeatureMatrix, base: int, layers: tuple[Layer, ...], demonstration: int) -> bool:
    there = features.example == demonstration
    return bool((painted(features.train[:, there], base, layers) == features.labels[there]).all())


def _first_of_each(groups: np.ndarray, most: int) -> np.ndarray:
    """The places of the first `most` of each group, where the members of one lie together: int64."""
    begins = np.flatnonzero(np.diff(groups, prepend=-1))
    rank = np.arange(len(groups)) - np.repeat(begins, np.diff(begins, append=len(groups)))
    return np.flatnonzero(rank < most)
