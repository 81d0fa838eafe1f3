"""Beam search for stacks of layers: per base, the few partial stacks with fewest wrong cells, one more layer at a time.

Stacks grow from the top down: a layer may be taken if it is right wherever no layer above it lies. One kernel finds the
best extensions of all groups of a task together, whatever their base, labels and left-out demonstration. (Beam search:
Lowerre, The Harpy speech recognition system, 1976.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from ...backends import Backend
from ...backends.arena import to_host
from ..bits import packed
from ..kernels.layers import LABELS, MOST_KEPT, NO_COLOR, NOTHING, laid, parts_of
from ..taskview.features import FeatureMatrix
from .layers import OWN_COLORS, Choices, Layer, Layered, layer_choices

_FEW = 3  # stacks per group
_NONE = -1  # for "no demonstration is left out" and "no layer"


@dataclass(frozen=True)
class Groups:
    """Groups of stacks that are searched separately, int64 (n,) each. `labelling`: index of the labels; `base`: index
    into the grids; `without`: the demonstration that is left out, -1 for none; `kept`: the width of the beam."""

    labelling: np.ndarray
    base: np.ndarray
    without: np.ndarray
    kept: np.ndarray

    def __len__(self) -> int:
        return len(self.base)

    def without_each(self, number: int) -> Groups:
        """Each group once for every demonstration, with that demonstration left out."""
        labelling, base, kept = (np.repeat(part, number) for part in (self.labelling, self.base, self.kept))
        return Groups(labelling, base, np.tile(np.arange(number), len(self)), kept)

    def take(self, rows: np.ndarray) -> Groups:
        """The groups at these rows."""
        return Groups(*(getattr(self, one.name)[rows] for one in fields(self)))


@dataclass(frozen=True)
class Stacks:
    """Stacks of some groups. `group` int64 (n,): ascending while they are partial; `chosen`, `labels` int64 (n, most):
    the layers, the uppermost first, then -1; and their labels."""

    group: np.ndarray
    chosen: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.group)

    def take(self, rows: np.ndarray) -> Stacks:
        """The stacks at these rows."""
        return Stacks(self.group[rows], self.chosen[rows], self.labels[rows])


class Beam:
    """A beam search for stacks of up to `most` layers over features that are grids, and values of all features.

    `labels` uint8 (labellings, cells): what stands for the outputs' colours; `may` bool (labellings, grids): the grids
    that may be layers for these labels.
    """

    def __init__(
        self,
        backend: Backend,
        features: FeatureMatrix,
        grids: np.ndarray,
        labels: np.ndarray,
        may: np.ndarray,
        most: int,
    ) -> None:
        # The cells are in random order, so that a wrong layer is found out early.
        order = np.random.default_rng(0).permutation(len(features.target))
        labels, target, self.example = labels[:, order], features.target[order], features.example[order]
        self.choices: Choices = layer_choices(features, grids, order)
        self._backend, self._most = backend, most
        self._wrong = packed(features.train[grids][:, order] != target)
        self._renamed = packed(labels != target)
        self._labels = packed((labels[:, None] == np.arange(LABELS)[:, None]).reshape(-1, len(order)))
        given = (self.choices.lying, self.choices.bad, may.astype(np.uint8), self._labels)
        costs = self.choices.cost.astype(np.int32)
        self._given: tuple[Any, ...] = tuple(map(backend.xp.asarray, (*given, costs)))

    def complete(self, groups: Groups) -> Stacks:
        """For each group the complete stacks of fewest layers that the beam finds; in the order of number of layers,
        group, cost."""
        free = packed(self.example != groups.without[:, None])
        wrong, spent = free & self._wrong[groups.base], np.zeros(len(groups), np.int32)
        none = np.full((len(groups), self._most), _NONE)
        left = Stacks(np.arange(len(groups)), none, none)
        found = [left.take(left.group[:0])]
        for depth in range(self._most):
            if not len(left):
                break
            row, choice, label, cost = self._ways(groups, left.group, free, wrong, spent)
            left = left.take(row)
            left.chosen[:, depth], left.labels[:, depth] = choice, label
            covered = ~self.choices.lying[choice]
            free, wrong, spent = free[row] & covered, wrong[row] & covered, cost.astype(np.int32)
            done = ~wrong.any(axis=1)
            found.append(left.take(np.flatnonzero(done)))
            complete = np.zeros(len(groups), dtype=bool)
            complete[left.group[done]] = True
            open_ = np.flatnonzero(~complete[left.group])
            left, free, wrong, spent = left.take(open_), free[open_], wrong[open_], spent[open_]
        return Stacks(*(np.concatenate([getattr(part, one.name) for part in found]) for one in fields(Stacks)))

    def _ways(
        self, groups: Groups, group: np.ndarray, free: np.ndarray, wrong: np.ndarray, spent: np.ndarray
    ) -> tuple[np.ndarray, ...]:
        """The best ways to put one more layer under partial stacks of these groups, in ascending order of groups: the
        stack, the layer, its label and the cost of all layers, int64 (n,) each."""
        first = np.flatnonzero(np.diff(group, prepend=_NONE))
        stacks, some = np.diff(first, append=len(group)), groups.take(group[first])
        asked = np.column_stack([first, stacks, some.labelling, some.kept]).astype(np.int32)
        made = to_host(self._backend.apply(laid, asked, *self._given, free, wrong, spent, int(groups.kept.max())))
        of, place = np.nonzero(made != NOTHING)
        cost, choice, stack, label = parts_of(made[of, place])
        return first[of] + stack, choice, label, cost

    def right_without(self, groups: Groups, stacks: Stacks) -> np.ndarray:
        """Which stacks are right on the demonstration that is left out of their group: bool (n,)."""
        groups, choices = groups.take(stacks.group), self.choices
        free = packed(self.example == groups.without[:, None])
        renamed = self._renamed[groups.labelling]
        right = np.ones(len(stacks), dtype=bool)
        for chosen, label in zip(stacks.chosen.T, stacks.labels.T, strict=True):
            there = np.where((chosen == _NONE)[:, None], np.uint64(0), free & choices.lying[chosen])
            amiss = ~self._labels[groups.labelling * LABELS + np.minimum(label, LABELS - 1)]
            grids = np.flatnonzero(label == NO_COLOR)
            amiss[grids] = choices.bad[chosen[grids] - choices.painted] | renamed[grids]
            right &= ~(there & amiss).any(axis=1)
            free = free & ~there
        return right & ~(free & (self._wrong[groups.base] | renamed)).any(axis=1)

    def layers(self, chosen: np.ndarray, labels: np.ndarray) -> tuple[Layer, ...]:
        """The layers of one stack, whose layers and labels are int64 (most,)."""
        chosen = chosen[chosen != _NONE]
        feature, value = self.choices.feature[chosen].tolist(), self.choices.value[chosen].tolist()
        colors = np.where(labels == NO_COLOR, OWN_COLORS, labels)[: len(chosen)].tolist()
        return tuple(map(Layer, feature, value, colors))


def find_layers(
    backend: Backend,
    features: FeatureMatrix,
    grids: np.ndarray,
    labels: np.ndarray,
    may: np.ndarray,
    bases: int,
    width: int,
    most: int,
) -> Iterator[tuple[int, Layered]]:
    """Stacks of layers, over the bases with most cells right, that fit all demonstrations and generalize: for each
    demonstration, the best stack found without it is right on it. Each is given with the row of `labels` that it makes.

    `grids`: features that may be a base or be laid over it; `labels` uint8 (labellings, cells): what stands for the
    outputs' colours; `may` bool (labellings, grids): which grids may be used for these; `bases`: per labelling;
    `width`: of the beam; `most`: layers of a stack. ValueError for a width above MOST_KEPT.
    """
    if width > MOST_KEPT:
        raise ValueError(f"a beam of width {width}: the kernel keeps {MOST_KEPT} at most")
    right = (features.train[grids] == features.target).mean(axis=1)
    may = may & (right < 1)
    if not may.any():
        return
    # Also greedily, with a width of 1: a beam finds shorter stacks, and more of these fit by chance without one of the
    # demonstrations.
    ways = [
        (labelling, base, _NONE, kept)
        for labelling, allowed in enumerate(map(np.flatnonzero, may))
        for kept in (width, 1)
        for base in np.sort(allowed[np.argsort(-right[allowed], kind="stable")][:bases]).tolist()
    ]
    groups, beam = Groups(*np.array(ways, dtype=np.int64).T), Beam(backend, features, grids, labels, may, most)
    found = beam.complete(groups)
    found = found.take(np.flatnonzero(_generalizing(beam, groups, np.unique(found.group))[found.group]))
    # Stacks of a group have the same number of layers, so they lie together.
    found = found.take(np.lexsort((-groups.kept[found.group], groups.labelling[found.group])))
    seen = set()
    for row in _first_of_each(found.group, _FEW).tolist():
        group = int(found.group[row])
        layers = beam.layers(found.chosen[row], found.labels[row])
        one = int(groups.labelling[group]), Layered(int(grids[groups.base[group]]), layers)
        if one not in seen:
            seen.add(one)
            yield one


def _generalizing(beam: Beam, groups: Groups, chosen: np.ndarray) -> np.ndarray:
    """Which groups are among the chosen ones and generalize: for every demonstration, the best stack found without it
    is right on it. bool (groups,)."""
    number = int(beam.example.max()) + 1
    each = groups.take(chosen).without_each(number)
    found = beam.complete(each)
    found = found.take(np.unique(found.group, return_index=True)[1])
    right = found.group[beam.right_without(each, found)] // number
    made = np.zeros(len(groups), dtype=bool)
    made[chosen[np.bincount(right, minlength=len(chosen)) == number]] = True
    return made


def _first_of_each(groups: np.ndarray, most: int) -> np.ndarray:
    """The places of the first `most` members of each group, int64; members of a group must lie together."""
    begins = np.flatnonzero(np.diff(groups, prepend=_NONE))
    rank = np.arange(len(groups)) - np.repeat(begins, np.diff(begins, append=len(groups)))
    return np.flatnonzero(rank < most)
