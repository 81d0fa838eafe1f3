"""Lists of pieces made from source lists: all that one or two operations mapped over their elements make.

They are made here and not in the frontier, which keeps what it makes: these are for one task and one strategy, which
releases their memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter

import numpy as np

from ...dsl.types import GRID, OBJECT, Choice, Type, list_of
from ..frontier.aligned import Calls
from ..frontier.grammar import Production
from ..taskview.view import TaskView
from .sources import MASKS, OBJECTS, THE_INPUT, Begun

GRIDS = list_of(GRID)
_ELEMENTS = 40_000  # that one level of calls may make of all source lists
_ELEMENTS_A_CALL = 1_000  # that the calls of one production may make


def pieces_of(begun: Begun, targets: np.ndarray, cost: int) -> np.ndarray:
    """What calls of up to `cost` map over each source list, some of them beside a target, and what such calls map over
    these results in turn: nodes, int64 (n,), the source lists first."""
    first = _grown(begun.view, begun.sources, targets, cost)
    return np.concatenate([begun.sources, first, _grown(begun.view, first, targets[:0], cost)])


def _grown(view: TaskView, level: np.ndarray, targets: np.ndarray, cost: int) -> np.ndarray:
    """The new nodes that calls over the nodes `level` make, up to `cost` above that of their source list."""
    found, room, frontier = [level[:0]], _ELEMENTS, view.frontier
    level = level[np.argsort(view.cost(level), kind="stable")]
    above, lengths = view.cost(level) - view.cost(view.source(level)), np.zeros(len(level), np.int64)
    for elements, of in view.by_source(level):
        lengths[of] = len(elements)
    for call_cost, alike in groupby(calls_over(frontier.grammar, cost), key=itemgetter(0)):
        pairs, there = dict[tuple[Type, bool], _Pairs](), len(frontier.nodes)
        for kind in (OBJECTS, MASKS):
            parents = np.flatnonzero((above + call_cost <= cost) & view.are(level, kind))
            pairs[kind, False] = _Pairs.with_the_input(level[parents], lengths[parents])
            pairs[kind, True] = _Pairs.with_targets(view, level[parents], lengths[parents], targets)
        asked = [(pairs[kinds], *way) for _, kinds, way in alike if len(pairs[kinds].nodes)]
        made = frontier.nodes_of(_calls(view, room, *one) for one in asked)
        new = made[made >= there]
        for elements, of in view.by_source(new):
            height, _, row, column = elements.boxes(new[of]).transpose(2, 0, 1)
            # All elements that have lost their place lie in the corner.
            placed = new[of][((height > 0) & ((row != 0) | (column != 0))).any(axis=1)]
            room -= len(placed) * len(elements)
            found.append(placed)
    return np.sort(np.concatenate(found))


@dataclass(frozen=True)
class _Pairs:
    """Lists that calls are mapped over, each with the input or with a target: int64 (n, 2) nodes; and the number of
    elements of all lists up to each: (n,)."""

    nodes: np.ndarray
    elements: np.ndarray

    @classmethod
    def with_the_input(cls, lists: np.ndarray, lengths: np.ndarray) -> _Pairs:
        """Each list with the input."""
        return cls(np.stack([lists, np.full(len(lists), THE_INPUT)], axis=1), lengths.cumsum())

    @classmethod
    def with_targets(cls, view: TaskView, lists: np.ndarray, lengths: np.ndarray, targets: np.ndarray) -> _Pairs:
        """Each list with each target of its source list."""
        at, beside = np.nonzero(view.source(targets) == view.source(lists)[:, None])
        return cls(np.stack([lists[at], targets[beside]], axis=1), lengths[at].cumsum())


def _calls(view: TaskView, room: int, pairs: _Pairs, production_id: int, holes: slice) -> Calls:
    """The calls of a production with the first pairs, those of a pair that `holes` selects in its holes. Literals have
    only colours of the task; `room`: how many elements may be made."""
    production = view.frontier.grammar[production_id]
    literals = np.flatnonzero(production.colors & view.palette == production.colors)
    most = min(room, _ELEMENTS_A_CALL) // len(production.numbers)
    args = pairs.nodes[: int(np.searchsorted(pairs.elements, most, side="right")), holes]
    shape = len(args), len(literals)
    every = np.broadcast_to(args[:, None], (*shape, args.shape[1])).reshape(-1, args.shape[1])
    return Calls(production_id, np.broadcast_to(literals, shape).ravel(), every)


@cache
def calls_over(grammar: tuple[Production, ...], cost: int) -> list[tuple[int, tuple[Type, bool], tuple[int, slice]]]:
    """The calls of up to `cost`, cheapest first, that map a list of cells to another, with the input or a target in the
    other hole, if there is one: the cost, the type of the list and whether a target goes with it, and the production
    with the part of a pair of the list and the other that its holes take."""
    ways = {(0, 1): slice(0, 1), (0, 2): slice(None), (1, 2): slice(None, None, -1)}
    found = [
        (production.cost, (kind, OBJECT in types), (production_id, ways[hole, len(types)]))
        for production_id, production in enumerate(grammar)
        if production.cost <= cost and not production.op.result.is_list
        for types, result in production.types
        if result in (OBJECTS, MASKS, GRIDS)
        for hole, kind in enumerate(types)
        if kind in (OBJECTS, MASKS) and _is_mapped(production, hole)
        if all(t in (kind, GRID, OBJECT) for t in types) and sum(t.is_list for t in types) == 1
    ]
    return sorted(found, key=itemgetter(0))


def _is_mapped(production: Production, hole: int) -> bool:
    asked = production.op.parameters[production.holes[hole]].type
    return not isinstance(asked, Choice) and not asked.is_list
