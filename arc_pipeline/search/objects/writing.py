"""Rules over the objects of one root, written as calls."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...dsl.types import FLAG, list_of
from ...programs import INPUT, Builder, Ref
from ..taskview.view import TaskView
from .lists import Made
from .measures import Numbers
from .pieces import Pieces
from .rules import Action, ObjectRule

ERASED = -1  # the base that is the input without the objects


class Writer:
    """Writes rules over the objects of one root into the graph of a view."""

    def __init__(
        self,
        view: TaskView,
        pieces: Pieces,
        beside: list[tuple[Made, int]],
        own: np.ndarray,
        numbers: Numbers,
        measures: np.ndarray,
        colors: np.ndarray,
        root: int,
    ) -> None:
        self.view, self.frontier = view, view.frontier
        self.pieces, self.beside, self.own, self.numbers = pieces, beside, own, numbers
        self.measures, self.colors, self.root = measures, colors, root

    def add(self, rule: ObjectRule, base: int) -> Ref:
        """The calls that paint each action on the base, one after the other."""
        view = self.view
        grid = view.call("coverall", INPUT, view.add(self.root)) if base == ERASED else view.add(base)
        for action in rule.actions:
            grid = self._painted(view.builder, grid, action)
        return grid

    def _painted(self, builder: Builder, grid: Any, action: Action) -> Any:
        k = int(self.own[action.pieces])
        if k < len(self.pieces):
            pieces, is_masks = self.pieces.add_to(builder, self.frontier, k), self.pieces.kind[k] == 1
        else:
            lists, place = self.beside[k - len(self.pieces)]
            pieces = lists.add_to(builder, self.frontier, self.pieces, self.root, self.numbers, place)
            is_masks = False
        if action.is_as_is:
            return builder.call("paintall", [grid, self._kept(builder, pieces, action)])
        if action.has_table and len(set(action.colors)) == 1:
            kept, color = self._kept(builder, pieces, action), action.colors[0]
            if is_masks:
                return builder.call("fillall", [grid, color, kept])
            return builder.call("paintall", [grid, builder.call("recolor", [color, kept])])
        if action.has_table:
            table = dict(zip(action.values, action.colors, strict=True))
            colors = builder.call("translate", [table, self._measure(builder, action)])
        else:
            colors = self.numbers.add_to(
                builder, self.frontier, self.pieces, self.root, int(self.colors[action.coloring])
            )
            pieces = self._kept(builder, pieces, action)
        return builder.call("fill_each" if is_masks else "paint_colors", [grid, pieces, colors])

    def _measure(self, builder: Builder, action: Action) -> Any:
        return self.numbers.add_to(
            builder, self.frontier, self.pieces, self.root, int(self.measures[action.measure - 1])
        )

    def _kept(self, builder: Builder, pieces: Any, action: Action) -> Any:
        """Those of the pieces that the action is for."""
        if not action.never:
            return pieces
        measure = self._measure(builder, action)
        is_flag = builder.type_of(measure) == list_of(FLAG)
        if len(action.values) == 1:
            value = action.values[0]
            return builder.call("if_equal", [pieces, measure, bool(value) if is_flag else value])
        if len(action.never) == 1:
            value = action.never[0]
            return builder.call("if_other", [pieces, measure, bool(value) if is_flag else value])
        table = dict.fromkeys(action.values, 1)
        return builder.call("if_equal", [pieces, builder.call("translate", [table, measure]), 1])
