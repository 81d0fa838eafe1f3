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

from ...backends.arena import spread
from .painted import ANY, NONE, Painted, colorings_of

_ACTIONS = 3
_TRIED = 24  # bases and measures
_MIXED = 6  # bases
_MIXED_ACTIONS = 2  # the more measures there are to choose from, the more rules fit by chance
_LEAST_EVIDENCE = 0.5  # of those looked at, none that had less was right
_HOPES = 12  # actions
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


@dataclass(frozen=True)
class _Scene:
    """What lists paint on the cells of one base that are wrong: entries of list `row`, object `thing`, cell `column`;
    the `actions` with these lists and which list each has, `of_list`; `place` (cells,): the demonstrations."""

    lists: int
    row: np.ndarray
    thing: np.ndarray
    column: np.ndarray
    actions: np.ndarray
    of_list: np.ndarray
    place: np.ndarray


_Found = tuple[int, int, np.ndarray, np.ndarray]  # an action, a measure, groups that gain by it, cells it explains


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
        colored_list, coloring, colored = colorings_of(painted, colorings)
        # An action is a list as it is, a list by a table of colours, or a list in the colours of another.
        self.list = np.concatenate([np.arange(lists), np.arange(lists), colored_list])
        self.coloring = np.concatenate([np.full(lists, _AS_IS), np.full(lists, _TABLE), coloring])
        self.cost = costs[self.list] + np.where(self.coloring == _AS_IS, 0, np.where(self.coloring == _TABLE, 3, 2))
        self.table = self._group_colors()
        self.right = np.concatenate([painted.fits, painted.color != NONE, colored])
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
        return np.where((lowest == highest) | ((lowest == ANY) & (highest != NONE)), lowest, NONE).astype(np.uint8)

    def rules(self, wrong: np.ndarray, most: int) -> list[ObjectRule]:
        """The cheapest rules over bases whose wrong cells are `wrong` bool (bases, cells), by one measure each; where
        none of a single action is among them, also those of which each action has its own measure."""
        reach = self._reach(wrong.shape[1])
        fit = wrong.astype(np.float32) @ (~reach.T).astype(np.float32) == 0
        sizes = np.bincount(self.measure_of, minlength=len(fit[0]))
        base, measure = np.nonzero(fit)
        order = np.lexsort((base, self.measures.cost[measure] + 2 * sizes[measure] + base // 16))
        tried = (self._rule(int(base[k]), wrong[base[k]], int(measure[k])) for k in order[:_TRIED].tolist())
        found = list(islice((rule for rule in tried if rule is not None), most))
        if found:
            found += self._otherwise(wrong, found[0])
        if not any(len(rule.actions) == 1 for rule in found):
            tried = (self._rule(base, wrong[base], None) for base in range(min(_MIXED, len(wrong))))
            found += [rule for rule in tried if rule is not None]
        return found

    def _otherwise(self, wrong: np.ndarray, rule: ObjectRule) -> list[ObjectRule]:
        """The rules by the same measure that do without one of the lists of a rule: what says the same of the
        demonstrations may say another of the tests."""
        measure = max(action.measure for action in rule.actions)
        others = [self._rule(rule.base, wrong[rule.base], measure, action.pieces) for action in rule.actions]
        return [other for other in others if other is not None]

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

    def _rule(self, base: int, wrong: np.ndarray, measure: int | None, without: int = -1) -> ObjectRule | None:
        """The actions that explain most of what is left wrong, one after the other, until nothing is; but none with
        list `without`."""
        cells = np.flatnonzero(wrong)
        scene = self._scene(wrong, cells, without)
        left = np.ones(len(cells), dtype=bool)
        chosen: list[Action] = []
        while left.any():
            found = None
            if len(chosen) < (_MIXED_ACTIONS if measure is None else _ACTIONS):
                found = self._best_by_any(scene, left) if measure is None else self._best_by(scene, left, measure)
            if found is None:
                return None
            action, by, gained, explained = found
            chosen.append(self._action(action, by, gained))
            left &= ~explained
        return self._judged(base, tuple(chosen))

    def _scene(self, wrong: np.ndarray, cells: np.ndarray, without: int) -> _Scene:
        painted = self.painted
        entry = np.flatnonzero(wrong[painted.cell] & (painted.piece // self.objects != without))
        column = np.searchsorted(cells, painted.cell[entry])
        lists, row = np.unique(painted.piece[entry] // self.objects, return_inverse=True)
        actions = np.flatnonzero(np.isin(self.list, lists))
        of_list = np.searchsorted(lists, self.list[actions])
        return _Scene(len(lists), row, painted.piece[entry] % self.objects, column, actions, of_list, self.place[cells])

    def _best_by(self, scene: _Scene, left: np.ndarray, measure: int) -> _Found | None:
        """The action that explains most of the cells that are left, by one measure."""
        own, groups = np.flatnonzero(self.measure_of == measure), self.group_of[measure]
        by_group = np.zeros((scene.lists, len(own), len(left)), dtype=bool)
        by_group[scene.row, groups[scene.thing] - own[0], scene.column] = True
        explained = by_group[:, :, left][scene.of_list] & self.may[np.ix_(scene.actions, own)][:, :, None]
        count = self._seen_often(explained.any(axis=1), scene.place[left])
        if not count.any():  # as where no action has an element on these cells
            return None
        best = int(np.lexsort((self.cost[scene.actions], -count))[0])
        gained = own[explained[best].any(axis=1)]
        whole = by_group[scene.of_list[best], gained - own[0]].any(axis=0)
        return int(scene.actions[best]), measure, gained, whole

    def _best_by_any(self, scene: _Scene, left: np.ndarray) -> _Found | None:
        """The action and the measure that explain most of the cells that are left: of the actions that would if each
        object could be told from every other."""
        entry = np.flatnonzero(left[scene.column])
        row, thing, column = scene.row[entry], scene.thing[entry], scene.column[entry]
        by_list = np.argsort(row, kind="stable")
        count = np.bincount(row, minlength=scene.lists)
        begin = np.cumsum(count) - count
        of_action, offset, _ = spread(np, count[scene.of_list])
        entries = by_list[begin[scene.of_list][of_action] + offset]
        right = self.right[scene.actions[of_action], thing[entries]]
        promised = np.zeros((len(scene.actions), len(left)), dtype=bool)
        promised[of_action[right], column[entries[right]]] = True
        hopes = self._seen_often(promised[:, left], scene.place[left])
        best: tuple[int, int, int] | None = None
        for k in np.lexsort((self.cost[scene.actions], -hopes))[:_HOPES].tolist():
            if best is not None and hopes[k] <= best[0]:
                break
            own = np.flatnonzero(row == scene.of_list[k])
            may = self.may[scene.actions[k]][self.group_of[:, thing[own]]]
            explained = np.zeros((len(may), len(left)), dtype=bool)
            measure, at = np.nonzero(may)
            explained[measure, column[own[at]]] = True
            seen = self._seen_often(explained[:, left], scene.place[left])
            by = int(np.lexsort((self.measures.cost, -seen))[0])
            if seen[by] and (best is None or seen[by] > best[0]):
                best = int(seen[by]), k, by
        if best is None:
            return None
        _, k, by = best
        own = np.flatnonzero(scene.row == scene.of_list[k])
        own = own[self.may[scene.actions[k]][self.group_of[by, scene.thing[own]]]]
        gained = np.unique(self.group_of[by, scene.thing[own[left[scene.column[own]]]]])
        whole = np.zeros(len(left), dtype=bool)
        whole[scene.column[own[np.isin(self.group_of[by, scene.thing[own]], gained)]]] = True
        return int(scene.actions[k]), by, gained, whole

    def _seen_often(self, seen: np.ndarray, place: np.ndarray) -> np.ndarray:
        """How many cells are explained, bool (n, cells) -> (n,); 0 for what is seen in one demonstration alone: that
        would not be learned without it."""
        starts = np.flatnonzero(np.diff(place, prepend=-1))
        often = np.logical_or.reduceat(seen, starts, axis=1).sum(axis=1) >= min(2, self._demonstrations)
        return np.where(often, seen.sum(axis=1), 0)

    def _action(self, action: int, measure: int, gained: np.ndarray) -> Action:
        own = np.flatnonzero(self.measure_of == measure)
        may, table = self.may[action, own], self.coloring[action] == _TABLE
        colors = self.table[self.list[action], gained].tolist() if table else []
        if len(set(colors)) == 1:  # those of another colour are not to be painted in this one
            may = may & np.isin(self.table[self.list[action], own], [colors[0], ANY])
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
    measure = np.broadcast_to(np.arange(len(known))[:, None], known.shape)
    groups, inverse = np.unique(np.stack([measure.ravel(), known.ravel()]), axis=1, return_inverse=True)
    return groups, inverse.reshape(known.shape)
