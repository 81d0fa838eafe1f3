"""Rules for objects: what is painted for each of them is a function of a measure, the same in all demonstrations.

Actions are chosen greedily, each the one that explains most of the cells that are still wrong (sequential covering, as
in CN2, Clark and Niblett 1989). Rules are judged by leave-one-out accuracy: how often their actions are right on a
demonstration when they are learned from the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...dsl.types import FLAG, list_of
from ...programs import Ref
from ..kernels.painted import COVERS_NOTHING
from ..taskview.view import TaskView
from .actions import AS_IS, BY_TABLE, Actions
from .sources import MASKS

_ACTIONS = 3
_TRIED = 24  # pairs of a base and a measure
_AT_ONCE = 8  # of these, as the first ones often make enough rules
_LEAST_ACCURACY = 0.5  # of the rules looked at, none with less was right


@dataclass(frozen=True)
class Action:
    """Paint the elements of list `pieces` whose object's `measure` is one of `values`, and none where it is one of
    `never`.

    `coloring`: the number of the colour list that has their colours, AS_IS, or BY_TABLE, where `colors` has one for
    each of `values`.
    """

    pieces: int
    coloring: int
    measure: int
    values: tuple[int, ...]
    never: tuple[int, ...]
    colors: tuple[int, ...]


@dataclass(frozen=True)
class ObjectRule:
    """A base and what is painted on it. `accuracy`: the share of demonstrations on which the rule is right if it is
    learned from the others (leave-one-out); `unknown`: how many values of its measure occur on the tests, but on no
    demonstration."""

    base: int
    actions: tuple[Action, ...]
    accuracy: float
    unknown: int


def object_rules(actions: Actions, wrong: np.ndarray, most: int) -> list[ObjectRule]:
    """The cheapest rules whose actions all have the same measure, up to `most`. `wrong` bool
    (bases, demonstrations, cells): the cells that each base has wrong."""
    left, fit = actions.packed(wrong), actions.fitting(wrong)
    sizes = np.bincount(actions.measure_of, minlength=len(fit[0]))
    base, measure = np.nonzero(fit)
    order = np.lexsort((base, actions.measures.cost[measure] + 2 * sizes[measure] + base // 16))
    found: list[ObjectRule] = []
    for begin in range(0, min(_TRIED, len(order)), _AT_ONCE):
        some = order[begin : begin + _AT_ONCE]
        chosen = actions.covering(left[base[some]], measure[some], _ACTIONS)
        rules = (
            _rule(actions, int(base[k]), int(measure[k]), covering)
            for k, covering in zip(some.tolist(), chosen, strict=True)
            if covering
        )
        found += [rule for rule in rules if rule is not None]
        if len(found) >= most:
            break
    return found[:most]


def _rule(actions: Actions, base: int, measure: int, covering: list[tuple[int, np.ndarray]]) -> ObjectRule | None:
    """The rule of actions by a measure, each for some groups, int64 (n,); None if its accuracy is too low."""
    chosen = tuple(_action(actions, action, measure, groups) for action, groups in covering)
    unlearned = {d for action in chosen if measure for d in _unlearned(actions, action)}
    unknown = len(np.setdiff1d(actions.measures.test[measure], actions.measures.train[measure]))
    accuracy = 1.0 - len(unlearned) / actions.demonstrations
    return ObjectRule(base, chosen, accuracy, unknown) if accuracy > _LEAST_ACCURACY else None


def _action(actions: Actions, action: int, measure: int, groups: np.ndarray) -> Action:
    own = np.flatnonzero(actions.measure_of == measure)
    may, coloring = actions.may[action, own], int(actions.coloring[action])
    colors = actions.color[action, groups].tolist() if coloring == BY_TABLE else []
    if len(set(colors)) == 1:  # what needs another colour must not be painted in this one
        color = actions.color[action, own]
        may = may & ((color == colors[0]) | (color == COVERS_NOTHING))
    values, never = (tuple(actions.value[some].tolist()) for some in (groups, own[~may]))
    return Action(int(actions.list[action]), coloring, measure, values, never, tuple(colors))


def _unlearned(actions: Actions, action: Action) -> Iterator[int]:
    """The demonstrations on which an action is wrong if it is learned from the others, in the form in which
    programs write it: by the one value that is painted, or the one value that is not, or all values that are."""
    example, values = actions.measures.example, actions.measures.train[action.measure]
    for d in range(actions.demonstrations):
        painted, spared = set(action.values), set(action.never)
        theirs, own = set(values[example != d].tolist()), set(values[example == d].tolist())
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


class Writer:
    """Writes rules into the graph of a view. `lists`, `measures`, `colors`: the nodes that the numbers in rules stand
    for; measures count from 1, as measure 0 tells no objects apart."""

    def __init__(self, view: TaskView, lists: np.ndarray, measures: np.ndarray, colors: np.ndarray) -> None:
        self.view, self.call = view, view.call
        self.lists, self.measures, self.colors = lists, measures, colors

    def add(self, rule: ObjectRule, base: Ref) -> Ref:
        """Add the calls that paint one action after the other on the base; returns the reference to the result."""
        for action in rule.actions:
            base = self._painted(base, action)
        return base

    def _painted(self, grid: Ref, action: Action) -> Ref:
        pieces = self.view.add(int(self.lists[action.pieces]))
        is_masks = self.view.builder.type_of(pieces) == MASKS
        if action.coloring == AS_IS:
            return self.call("paintall", grid, self._kept(pieces, action))
        if len(set(action.colors)) == 1:
            kept, color = self._kept(pieces, action), action.colors[0]
            if is_masks:
                return self.call("fillall", grid, color, kept)
            return self.call("paintall", grid, self.call("recolor", color, kept))
        if action.coloring == BY_TABLE:
            table = dict(zip(action.values, action.colors, strict=True))
            colors = self.call("translate", table, self._measure(action))
        else:
            colors = self.view.add(int(self.colors[action.coloring]))
            pieces = self._kept(pieces, action)
        return self.call("fill_each" if is_masks else "paint_colors", grid, pieces, colors)

    def _measure(self, action: Action) -> Ref:
        return self.view.add(int(self.measures[action.measure - 1]))

    def _kept(self, pieces: Ref, action: Action) -> Ref:
        """The pieces that the action paints."""
        if not action.never:
            return pieces
        measure = self._measure(action)
        is_flag = self.view.builder.type_of(measure) == list_of(FLAG)
        for name, values in (("if_equal", action.values), ("if_other", action.never)):
            if len(values) == 1:
                return self.call(name, pieces, measure, bool(values[0]) if is_flag else values[0])
        return self.call("if_equal", pieces, self.call("translate", dict.fromkeys(action.values, 1), measure), 1)
