"""Lists of pieces made from source lists: all that one or two operations mapped over their elements make.

They are made here and not in the frontier, which keeps what it makes: these are for one task and one strategy, which
releases their memory.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from operator import itemgetter

import numpy as np

from ...dsl.types import GRID, Type, list_of
from ..frontier.aligned import Calls
from ..frontier.grammar import Production
from ..taskview.view import TaskView
from .sources import MASKS, OBJECTS, THE_INPUT, Begun

GRIDS = list_of(GRID)
_ELEMENTS = 40_000  # that one level of calls may make of all source lists
_ELEMENTS_A_CALL = 1_000  # that the calls of one production may make


def pieces_of(begun: Begun, cost: int) -> np.ndarray:
    """What calls of up to `cost` map over each source list, and what such calls map over these results in turn: nodes,
    int64 (n,), the source lists first."""
    first = _grown(begun.view, begun.sources, cost)
    return np.concatenate([begun.sources, first, _grown(begun.view, first, cost)])


def _grown(view: TaskView, level: np.ndarray, cost: int) -> np.ndarray:
    """The new nodes that calls over the nodes `level` make, up to `cost` above that of their source list."""
    found, room, frontier = [level[:0]], _ELEMENTS, view.frontier
    level = level[np.argsort(view.cost(level), kind="stable")]
    above, lengths = view.cost(level) - view.cost(view.source(level)), view.lengths(level).sum(axis=1)
    for call_cost, alike in groupby(calls_over(frontier.grammar, cost), key=itemgetter(0)):
        there, parents = len(frontier.nodes), dict[Type, tuple[np.ndarray, np.ndarray]]()
        for kind in (OBJECTS, MASKS):
            own = (above + call_cost <= cost) & view.are(level, kind)
            parents[kind] = level[own], lengths[own].cumsum()
        asked = [(*parents[kind], *way) for _, kind, way in alike if len(parents[kind][0])]
        made = frontier.nodes_of(_calls(view, room, *one) for one in asked)
        new = made[made >= there]
        for elements, of in view.by_source(new):
            height, _, row, column = elements.boxes(new[of]).transpose(2, 0, 1)
            # All elements that have lost their place lie in the corner.
            placed = new[of][((height > 0) & ((row != 0) | (column != 0))).any(axis=1)]
            room -= len(placed) * len(elements)
            found.append(placed)
    return np.sort(np.concatenate(found))


def _calls(view: TaskView, room: int, lists: np.ndarray, ends: np.ndarray, production_id: int, place: int) -> Calls:
    """The calls of a production with the first of these lists, nodes int64 (n,), in its hole `place` and the input in
    the other, if there is one. Literals have only colours of the task; `ends` (n,): how many elements the lists have up
    to each; `room`: how many may be made."""
    production = view.frontier.grammar[production_id]
    literals = np.flatnonzero(production.colors & view.palette == production.colors)
    most = min(room, _ELEMENTS_A_CALL) // len(production.numbers)
    lists = lists[: int(np.searchsorted(ends, most, side="right"))]
    args = np.full((len(lists) * len(literals), len(production.holes)), THE_INPUT)
    args[:, place] = np.repeat(lists, len(literals))
    return Calls(production_id, np.tile(literals, len(lists)), args)


@cache
def calls_over(grammar: tuple[Production, ...], cost: int) -> list[tuple[int, Type, tuple[int, int]]]:
    """The calls of up to `cost`, cheapest first, that map a list of cells to another, with the input in the other hole,
    if there is one: the cost, the type of the list, and the production with the hole that takes the list."""
    found = [
        (production.cost, kind, (production_id, hole))
        for production_id, production in enumerate(grammar)
        if production.cost <= cost and not production.op.result.is_list
        for types, result in production.types
        if result in (OBJECTS, MASKS, GRIDS)
        for hole, kind in enumerate(types)
        if kind in (OBJECTS, MASKS) and all(other == GRID for k, other in enumerate(types) if k != hole)
        if isinstance(asked := production.op.parameters[production.holes[hole]].type, Type) and not asked.is_list
    ]
    return sorted(found, key=itemgetter(0))
