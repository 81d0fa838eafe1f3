"""Rules for objects: what is painted for each of them is a function of a measure, the same in all demonstrations.

Objects of all demonstrations are grouped by the measure's value. A group may have an action only if that is right for
each of its objects; a base and a measure go together if the actions that groups may have reach every cell of the base
that is wrong. For all bases and measures at once that is one matrix product.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from .painted import ANY, NONE, Painted

_ACTIONS = 3
_TRIED = 24  # bases and measures
_COLORINGS = 200  # lists with a colour list that are tried
_AS_IS, _TABLE = -1, -2


@dataclass(frozen=True)
class Measures:
    """Numbers of the objects of one root. `known` int64 (n, objects): on the demonstrations, cheapest first; `place`
    (objects,): the demonstration of each; `asked` int64 (n, tests' objects); `cost` (n,).

    The first one says nothing: it is 0 for all objects.
    """

    known: np.ndarray
    place: np.ndarray
    asked: np.ndarray
    cost: np.ndarray


@dataclass(frozen=True)
class Action:
    """Paint the elements of `pieces` whose object's measure is in `values`, but none where it is in `never`.

    `coloring`: the colour list that has their colours, AS_IS, or TABLE: `colors` has them by value.
    """

    pieces: int
    coloring: int
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
    """A base, a measure, what is painted on the base; the share of demonstrations whose groups the others know; how
    many of the tests' objects have a measure that no demonstration has."""

    base: int
    measure: int
    actions: tuple[Action, ...]
    evidence: float
    unknown: int


class ObjectRules:
    """All actions on the objects of one root and the groups that may have them.

    `colorings` int64 (m, objects): colour lists beside the root; `place` (cells,): the demonstration of each cell.
    """

    def __init__(
        self, painted: Painted, costs: np.ndarray, measures: Measures, colorings: np.ndarray, place: np.ndarray
    ) -> None:
        self.painted, self.measures, self.place = painted, measures, place
        lists, objects = painted.fits.shape
        self.objects, self._demonstrations = objects, int(place[-1]) + 1
        groups, inverse = _groups(measures.known)
        self.group_of, self.value, self.measure_of = inverse, groups[1], groups[0]
        self._order = np.argsort(inverse, axis=1, kind="stable").ravel()
        self._starts = np.searchsorted(np.sort(inverse, axis=1).ravel(), np.arange(len(self.value)))
        colored_list, coloring, colored = _colorings(painted, colorings)
        # An action is a list as it is, a list by a table of colours, or a list in the colours of another.
        self.list = np.concatenate([np.arange(lists), np.arange(lists), colored_list])
        self.coloring = np.concatenate([np.full(lists, _AS_IS), np.full(lists, _TABLE), coloring])
        self.cost = costs[self.list] + np.where(self.coloring == _AS_IS, 0, np.where(self.coloring == _TABLE, 3, 2))
        self.table = self._group_colors()
        by_list = self._all_of_group(colored)
        self.may = np.concatenate([self._all_of_group(painted.fits), self.table != NONE, by_list])

    def _all_of_group(self, right: np.ndarray) -> np.ndarray:
        """Whether something is so for all objects of each group: bool (n, objects) -> bool (n, groups)."""
        return np.logical_and.reduceat(right[:, self._order], self._starts, axis=1)

    def _group_colors(self) -> np.ndarray:
        """The colour that all elements of each list and group may have, ANY, or NONE: uint8 (lists, groups)."""
        color = self.painted.color
        lowest = np.minimum.reduceat(color[:, self._order], self._starts, axis=1)
        highest = np.maximum.reduceat(np.where(color == ANY, 0, color)[:, self._order], self._starts, axis=1)
        return np.where((lowest == highest) | (lowest == ANY), lowest, NONE).astype(np.uint8)

    def rules(self, wrong: np.ndarray, most: int) -> Iterator[ObjectRule]:
        """The rules over the bases, cheapest first, whose wrong cells are `wrong` bool (bases, cells)."""
        reach = self._reach(wrong.shape[1])
        fit = wrong.astype(np.float32) @ (~reach.T).astype(np.float32) == 0
        sizes = np.bincount(self.measure_of, minlength=len(fit[0]))
        base, measure = np.nonzero(fit)
        order = np.lexsort((base, self.measures.cost[measure] + 2 * sizes[measure] + base // 16))
        tried = (self._rule(int(base[k]), int(measure[k]), wrong[base[k]]) for k in order[:_TRIED].tolist())
        yield from islice((rule for rule in tried if rule is not None), most)

    def _reach(self, cells: int) -> np.ndarray:
        """The cells that groups of each measure may paint right: bool (measures, cells)."""
        painted = self.painted
        lists = len(painted.fits)
        may = self.may[:lists] | self.may[lists : 2 * lists]
        np.logical_or.at(may, self.list[2 * lists :], self.may[2 * lists :])
        reach = np.zeros((len(self.group_of), cells), dtype=bool)
        row, thing = painted.piece // self.objects, painted.piece % self.objects
        for measure, groups in enumerate(self.group_of):
            reach[measure, painted.cell[may[row, groups[thing]]]] = True
        return reach

    def _rule(self, base: int, measure: int, wrong: np.ndarray) -> ObjectRule | None:
        painted, groups = self.painted, self.group_of[measure]
        cells = np.flatnonzero(wrong)
        entry = np.flatnonzero(wrong[painted.cell])
        column = np.searchsorted(cells, painted.cell[entry])
        row, thing = painted.piece[entry] // self.objects, painted.piece[entry] % self.objects
        lists, row = np.unique(row, return_inverse=True)
        actions = np.flatnonzero(np.isin(self.list, lists))
        of_list = np.searchsorted(lists, self.list[actions])
        own = np.flatnonzero(self.measure_of == measure)
        by_group = np.zeros((len(lists), len(own), len(cells)), dtype=bool)
        by_group[row, groups[thing] - own[0], column] = True
        place = self.place[cells]
        left, chosen = np.ones(len(cells), dtype=bool), []
        while left.any() and len(chosen) < _ACTIONS:
            explained = by_group[:, :, left][of_list] & self.may[np.ix_(actions, own)][:, :, None]
            seen = explained.any(axis=1)
            starts = np.flatnonzero(np.diff(place[left], prepend=-1))
            # What is seen in one demonstration alone would not be learned without it.
            often = np.logical_or.reduceat(seen, starts, axis=1).sum(axis=1) >= min(2, self._demonstrations)
            count = np.where(often, seen.sum(axis=1), 0)
            best = int(np.lexsort((self.cost[actions], -count))[0])
            if not count[best]:
                return None
            gained = own[explained[best].any(axis=1)]
            chosen.append(self._action(int(actions[best]), measure, gained))
            left &= ~by_group[of_list[best], gained - own[0]].any(axis=0)
        if left.any():
            return None
        return self._judged(base, measure, tuple(chosen))

    def _action(self, action: int, measure: int, gained: np.ndarray) -> Action:
        own = np.flatnonzero(self.measure_of == measure)
        may, table = self.may[action, own], self.coloring[action] == _TABLE
        colors = self.table[self.list[action], gained].tolist() if table else []
        if len(set(colors)) == 1:  # those of another colour are not to be painted in this one
            may = may & np.isin(self.table[self.list[action], own], [colors[0], ANY])
        never = own[~may]
        values = tuple(self.value[gained].tolist())
        pieces, coloring = int(self.list[action]), int(self.coloring[action])
        return Action(pieces, coloring, values, tuple(self.value[never].tolist()), tuple(colors))

    def _judged(self, base: int, measure: int, actions: tuple[Action, ...]) -> ObjectRule | None:
        """The rule, if any of its groups are known without one of the demonstrations."""
        known, place = self.measures.known[measure], self.measures.place
        needed = {value for action in actions for value in (*action.values, *action.never) if measure}
        of_value = [np.unique(place[known == value]) for value in needed]
        alone = {int(there[0]) for there in of_value if len(there) == 1}
        evidence = 1.0 - len(alone) / self._demonstrations
        unknown = len(np.setdiff1d(self.measures.asked[measure], known))
        return ObjectRule(base, measure, actions, evidence, unknown) if evidence else None


def _groups(known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different (measure, value) of measures (n, objects), int64 (2, groups); each entry's group, (n, objects)."""
    measure = np.broadcast_to(np.arange(len(known))[:, None], known.shape)
    groups, inverse = np.unique(np.stack([measure.ravel(), known.ravel()]), axis=1, return_inverse=True)
    return groups, inverse.reshape(known.shape)


def _colorings(painted: Painted, colorings: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The lists and colour lists that agree on most objects, int64 (n,) each, and on which, bool (n, objects)."""
    objects = painted.fits.shape[1]
    if not len(colorings):
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, objects), dtype=bool)
    right = painted.color[:, None, :] == colorings[None]
    count = right.sum(axis=2).ravel()
    chosen = np.argsort(-count, kind="stable")[:_COLORINGS]
    chosen = np.sort(chosen[count[chosen] > 1])
    which, coloring = chosen // len(colorings), chosen % len(colorings)
    return which, coloring, right[which, coloring] | (painted.color[which] == ANY)
