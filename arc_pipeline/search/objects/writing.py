"""Rules for the objects of one source list, written as calls in the graph of a view."""

from __future__ import annotations

import numpy as np

from ...dsl.types import FLAG, list_of
from ...programs import Ref
from ..taskview.view import TaskView
from .actions import AS_IS, BY_TABLE
from .rules import Action, ObjectRule
from .sources import MASKS


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
