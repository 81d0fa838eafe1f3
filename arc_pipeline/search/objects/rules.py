"""Rules for objects: what is painted for each of them is a function of a measure, the same in all demonstrations.

Objects of all demonstrations are grouped by the measure's value. A group may have an action only if that is right for
each of its objects; a base and a measure go together if the actions that groups may have reach every cell of the base
that is wrong. For all bases and measures at once that is one matrix product.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from ...backends import Backend
from ...backends.arena import NONE, to_host
from ..kernels.painted import COVERS_NOTHING, SEVERAL_COLORS, reached
from .painted import Explained, Painted, colorings_of

_ACTIONS = 3
_TRIED = 24  # bases and measures
_MIXED = 6  # bases
_MIXED_ACTIONS = 2  # the more measures there are to choose from, the more rules fit by chance
_LEAST_EVIDENCE = 0.5  # of those looked at, none that had less was right
_HOPES = 12  # actions
_AS_IS, _TABLE = -1, -2
_ABOVE_COSTS = 1 << 16


@dataclass(frozen=True)
class Measures:
    """Numbers of the objects of one source list. `known` int64 (n, objects): on the demonstrations, cheapest first;
    `place` (objects,): the demonstration of each; `asked` int64 (n, tests' objects); `cost` (n,).

    The first one says nothing: it is 0 for all objects.
    """

    known: np.ndarray
    place: np.ndarray
    asked: np.ndarray
    cost: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, cost: np.ndarray, sample: np.ndarray, demonstrations: int) -> Measures:
        """Numbers int64 (n, objects of all samples) with the sample of each object, behind the one that says
        nothing."""
        known = sample < demonstrations
        values = np.concatenate([np.zeros((1, len(sample)), np.int64), values])
        return cls(values[:, known], sample[known], values[:, ~known], np.concatenate([[0], cost]))


@dataclass(frozen=True)
class Action:
    """Paint the elements of `pieces` whose object's `measure` is in `values`, but none where it is in `never`.

    `coloring`: the colour list that has their colours, AS_IS, or TABLE: `colors` has them by value.
    """

    pieces: int
    coloring: int
    measure: int
    values: tuple[int, ...]
    never: tuple[int, ...]
    colors: tuple[int, ...]

    @property
    def has_table(self) -> bool:
        return self.coloring == _TABLE

    @property
    def is_as_is(self) -> bool:
        return self.coloring == _AS_IS


@dataclass(frozen=True)
class ObjectRule:
    """A base, what is painted on it; the share of demonstrations whose groups the others know; how many of the tests'
    objects have a measure that no demonstration has."""

    base: int
    actions: tuple[Action, ...]
    evidence: float
    unknown: int


_Found = tuple[int, int, np.ndarray, np.ndarray]  # an action, a measure, groups that gain by it, cells it explains


class ObjectRules:
    """All actions on the objects of one source list and the groups that may have them.

    `colorings` int64 (m, objects): colour lists beside the source list.
    """

    def __init__(
        self,
        backend: Backend,
        painted: Painted,
        explained: Explained,
        costs: np.ndarray,
        measures: Measures,
        colorings: np.ndarray,
    ) -> None:
        self.backend, self.painted, self.explained, self.measures = backend, painted, explained, measures
        lists = len(painted.fits)
        self._demonstrations = len(explained.of_place)
        groups, inverse = _groups(measures.known)
        self.group_of, self.value, self.measure_of = inverse, groups[1], groups[0]
        self._order = np.argsort(inverse, axis=1, kind="stable").ravel()
        self._starts = np.searchsorted(np.sort(inverse, axis=1).ravel(), np.arange(len(self.value)))
        colored_list, coloring, colored = colorings_of(painted, explained, colorings)
        # An action is a list as it is, a list by a table of colours, or a list in the colours of another.
        self.list = np.concatenate([np.arange(lists), np.arange(lists), colored_list])
        self.coloring = np.concatenate([np.full(lists, _AS_IS), np.full(lists, _TABLE), coloring])
        self.cost = costs[self.list] + np.where(self.coloring == _AS_IS, 0, np.where(self.coloring == _TABLE, 3, 2))
        self.table = self._group_colors()
        self.right = np.concatenate([painted.fits, painted.color != SEVERAL_COLORS, colored])
        by_list = self._all_of_group(colored)
        self.may = np.concatenate([self._all_of_group(painted.fits), self.table != SEVERAL_COLORS, by_list])
        runs = np.arange(lists * self._demonstrations + 1)  # of the entries of a list and a demonstration
        self._runs = np.searchsorted(explained.list * self._demonstrations + explained.place, runs).astype(np.int32)
        self._by_measure: dict[int, np.ndarray] = {}
        self._by_action: dict[int, np.ndarray] = {}

    def _all_of_group(self, right: np.ndarray) -> np.ndarray:
        """Whether something is so for all objects of each group: bool (n, objects) -> bool (n, groups)."""
        return np.logical_and.reduceat(right[:, self._order], self._starts, axis=1)

    def _group_colors(self) -> np.ndarray:
        """The colour that all elements of each list and group may have, COVERS_NOTHING or SEVERAL_COLORS: uint8 (lists,
        groups)."""
        color = self.painted.color
        lowest = np.minimum.reduceat(color[:, self._order], self._starts, axis=1)
        highest = np.maximum.reduceat(np.where(color == COVERS_NOTHING, 0, color)[:, self._order], self._starts, axis=1)
        return np.where(
            (lowest == highest) | ((lowest == COVERS_NOTHING) & (highest != SEVERAL_COLORS)), lowest, SEVERAL_COLORS
        ).astype(np.uint8)

    def rules(self, wrong: np.ndarray, most: int) -> list[ObjectRule]:
        """The cheapest rules over bases whose wrong cells are `wrong` bool (bases, cells), by one measure each; where
        none of a single action is among them, also those of which each action has its own measure."""
        left = self.explained.packed(wrong)
        fit = ~(left[:, None] & ~self._reach()).any(axis=(2, 3))
        sizes = np.bincount(self.measure_of, minlength=len(fit[0]))
        base, measure = np.nonzero(fit)
        order = np.lexsort((base, self.measures.cost[measure] + 2 * sizes[measure] + base // 16))
        tried = (self._rule(int(base[k]), left[base[k]], int(measure[k])) for k in order[:_TRIED].tolist())
        found = list(islice((rule for rule in tried if rule is not None), most))
        if found:
            found += self._otherwise(left, found[0])
        if not any(len(rule.actions) == 1 for rule in found):
            tried = (self._rule(base, left[base], None) for base in range(min(_MIXED, len(left))))
            found += [rule for rule in tried if rule is not None]
        return found

    def _otherwise(self, wrong: np.ndarray, rule: ObjectRule) -> list[ObjectRule]:
        """The rules by the same measure that do without one of the lists of a rule: what says the same of the
        demonstrations may say another of the tests."""
        measure = max(action.measure for action in rule.actions)
        others = [self._rule(rule.base, wrong[rule.base], measure, action.pieces) for action in rule.actions]
        return [other for other in others if other is not None]

    def _reach(self) -> np.ndarray:
        """The cells that groups of each measure may paint right: uint64 (measures, demonstrations, words)."""
        explained, lists, groups = self.explained, len(self.painted.fits), len(self.value)
        may = self.may[:lists] | self.may[lists : 2 * lists]
        np.logical_or.at(may, self.list[2 * lists :], self.may[2 * lists :])
        order = np.argsort(explained.place, kind="stable")
        of_list = explained.list[order] * groups + self.group_of[:, explained.thing[order]]
        starts = np.searchsorted(explained.place[order], np.arange(self._demonstrations + 1))
        measures = np.arange(len(self.group_of))
        return self._reached(
            _items(np.zeros_like(measures), 0, measures, self._demonstrations),
            starts,
            np.arange(len(order)),
            explained.bits[order],
            may.reshape(1, -1),
            of_list,
        )

    def _reached(
        self,
        items: np.ndarray,
        starts: np.ndarray,
        objects: np.ndarray,
        bits: np.ndarray,
        may: np.ndarray,
        groups: np.ndarray,
    ) -> np.ndarray:
        """What elements reach, one item a demonstration: uint64 (n, demonstrations, words)."""
        starts, objects, groups = (part.astype(np.int32, copy=False) for part in (starts, objects, groups))
        made = self.backend.apply(reached, items, starts, objects, bits, may.view(np.uint8), groups)
        return to_host(made).reshape(-1, self._demonstrations, bits.shape[1])

    def _of_actions(self, actions: np.ndarray, measures: np.ndarray) -> np.ndarray:
        """What actions explain by measures, int64 (n,) each: uint64 (n, demonstrations, words)."""
        items = _items(self.list[actions], actions, measures, self._demonstrations)
        return self._reached(items, self._runs, self.explained.thing, self.explained.bits, self.may, self.group_of)

    def _rule(self, base: int, wrong: np.ndarray, measure: int | None, without: int = -1) -> ObjectRule | None:
        """The actions that explain most of what is left wrong, one after the other, until nothing is; but none with
        list `without`."""
        left = wrong
        chosen: list[Action] = []
        while left.any():
            found = None
            if len(chosen) < (_MIXED_ACTIONS if measure is None else _ACTIONS):
                found = self._best_by_any(left) if measure is None else self._best_by(left, measure, without)
            if found is None:
                return None
            action, by, gained, explained = found
            chosen.append(self._action(action, by, gained))
            left = left & ~explained
        return self._judged(base, tuple(chosen))

    def _best_by(self, left: np.ndarray, measure: int, without: int) -> _Found | None:
        """The action that explains most of the cells that are left, by one measure."""
        if measure not in self._by_measure:
            actions = np.arange(len(self.list))
            self._by_measure[measure] = self._of_actions(actions, np.full_like(actions, measure))
        count = np.where(self.list == without, 0, self._seen_often(self._by_measure[measure] & left))
        if not count.any():  # as where no action has an element on these cells
            return None
        return self._found(int(np.argmax(count * _ABOVE_COSTS - self.cost)), measure, left)

    def _best_by_any(self, left: np.ndarray) -> _Found | None:
        """The action and the measure that explain most of the cells that are left: of the actions that would if each
        object could be told from every other."""
        hopes = self._seen_often(self._promised & left)
        best: tuple[int, int, int] | None = None
        for k in np.lexsort((self.cost, -hopes))[:_HOPES].tolist():
            if best is not None and hopes[k] <= best[0]:
                break
            if k not in self._by_action:
                measures = np.arange(len(self.group_of))
                self._by_action[k] = self._of_actions(np.full_like(measures, k), measures)
            seen = self._seen_often(self._by_action[k] & left)
            by = int(np.argmax(seen * _ABOVE_COSTS - self.measures.cost))
            if seen[by] and (best is None or seen[by] > best[0]):
                best = int(seen[by]), k, by
        return None if best is None else self._found(best[1], best[2], left)

    @cached_property
    def _promised(self) -> np.ndarray:
        """What each action would explain if each object could be told from every other: as _of_actions."""
        actions, things = np.arange(len(self.list)), np.arange(self.right.shape[1])[None]
        items = _items(self.list, actions, np.zeros_like(actions), self._demonstrations)
        return self._reached(items, self._runs, self.explained.thing, self.explained.bits, self.right, things)

    def _found(self, action: int, measure: int, left: np.ndarray) -> _Found:
        """An action by a measure, the groups that gain by it, and all cells that it explains of them."""
        explained, first = self.explained, int(self.list[action]) * self._demonstrations
        own = slice(self._runs[first], self._runs[first + self._demonstrations])
        place, bits, group = explained.place[own], explained.bits[own], self.group_of[measure, explained.thing[own]]
        gained = np.unique(group[self.may[action, group] & (bits & left[place]).any(axis=1)])
        by = np.isin(group, gained)
        whole = np.zeros_like(left)
        np.bitwise_or.at(whole, place[by], bits[by])
        return action, measure, gained, whole

    def _seen_often(self, seen: np.ndarray) -> np.ndarray:
        """How many cells are explained, uint64 (n, demonstrations, words) -> int64 (n,); 0 for what is seen in one
        demonstration alone: that would not be learned without it."""
        count = np.bitwise_count(seen).sum(axis=2, dtype=np.int64)
        often = (count > 0).sum(axis=1) >= min(2, self._demonstrations)
        return np.where(often, count.sum(axis=1), 0)

    def _action(self, action: int, measure: int, gained: np.ndarray) -> Action:
        own = np.flatnonzero(self.measure_of == measure)
        may, table = self.may[action, own], self.coloring[action] == _TABLE
        colors = self.table[self.list[action], gained].tolist() if table else []
        if len(set(colors)) == 1:  # those of another colour are not to be painted in this one
            may = may & np.isin(self.table[self.list[action], own], [colors[0], COVERS_NOTHING])
        never = tuple(self.value[own[~may]].tolist())
        pieces, coloring = int(self.list[action]), int(self.coloring[action])
        return Action(pieces, coloring, measure, tuple(self.value[gained].tolist()), never, tuple(colors))

    def _judged(self, base: int, actions: tuple[Action, ...]) -> ObjectRule | None:
        """The rule, if its actions learned from the others are right on most demonstrations."""
        unlearned = {d for action in actions if action.measure for d in self._unlearned(action)}
        unknown = 0
        for measure in {action.measure for action in actions}:
            unknown += len(np.setdiff1d(self.measures.asked[measure], self.measures.known[measure]))
        evidence = 1.0 - len(unlearned) / self._demonstrations
        return ObjectRule(base, actions, evidence, unknown) if evidence > _LEAST_EVIDENCE else None

    def _unlearned(self, action: Action) -> Iterator[int]:
        """The demonstrations on which an action is wrong if it is learned from the others: written as programs write
        it, by the one value that is painted, or the one that is not, or all that are."""
        place, known = self.measures.place, self.measures.known[action.measure]
        for d in range(self._demonstrations):
            painted, spared = set(action.values), set(action.never)
            theirs, own = set(known[place != d].tolist()), set(known[place == d].tolist())
            seen = painted & theirs
            right = painted & own <= seen if len(set(action.colors)) > 1 else bool(seen or not painted & own)
            if not spared & theirs:
                right &= not spared & own
            elif len(seen) > 1 and len(spared & theirs) == 1:
                right &= spared & own <= theirs
            else:
                right &= painted & own <= seen
            if not right:
                yield d


def _groups(known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different (measure, value) of measures (n, objects), int64 (2, groups); each entry's group, (n, objects)."""
    keys, inverse = np.unique((np.arange(len(known))[:, None] << 33) + (known - NONE), return_inverse=True)
    return np.stack([keys >> 33, (keys & (1 << 33) - 1) + NONE]), inverse.reshape(known.shape)


def _items(lists: np.ndarray, actions: np.ndarray | int, measures: np.ndarray, places: int) -> np.ndarray:
    """Items of `reached`, one for each place of a list, an action and a measure: int32 (n * places, 3)."""
    run = lists[:, None] * places + np.arange(places)
    shape = run.shape
    parts = [run, *(np.broadcast_to(np.reshape(part, (-1, 1)), shape) for part in (actions, measures))]
    return np.stack(parts, axis=2).reshape(-1, 3).astype(np.int32)
