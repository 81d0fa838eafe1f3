"""Lists of pieces made from source lists: all that one or two operations mapped over their elements make.

They are made here and not in the frontier, which keeps what it makes: these are for one strategy, which releases their
memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import numpy as np

from ...backends.arena import spread
from ...dsl.types import GRID, Type, list_of
from ..frontier.aligned import portion_of
from ..frontier.elements import on_samples
from ..frontier.grammar import MAX_HOLES, Production
from ..frontier.nodes import TYPE_CODE
from ..frontier.portions import Portion
from .sources import MASKS, OBJECTS, Begun, placed

GRIDS = list_of(GRID)
_ELEMENTS = 40_000  # that one level of calls may make of all source lists of a task
_ELEMENTS_A_CALL = 1_000  # that the calls of one production may make


@dataclass(frozen=True)
class MappedCalls:
    """The calls of one cost that map a list of objects or masks to another, with the input in the other hole, if there
    is one. Of each, (n,): the production, its row of literals, the colours among these, as bits, the type of the list,
    the hole that takes it, how many holes there are, and how many rows of literals the production has."""

    cost: int
    production_id: np.ndarray
    choice: np.ndarray
    colors: np.ndarray
    type: np.ndarray
    hole: np.ndarray
    holes: np.ndarray
    choices: np.ndarray


@cache
def calls_over(grammar: tuple[Production, ...], cost: int) -> list[MappedCalls]:
    """The calls of up to `cost` that map a list of cells to another, cheapest first."""
    found = []
    for of, alike in groupby(enumerate(grammar), key=lambda one: one[1].cost):
        ways = [(k, *way, len(one.holes), len(one.numbers)) for k, one in alike for way in _mapping(one)]
        if of <= cost and ways:
            way, choice, _ = spread(np, np.array(ways)[:, -1])
            colors = np.concatenate([grammar[k].colors for k, *_ in ways])
            production_id, *others = np.array(ways)[way].T
            found.append(MappedCalls(of, production_id, choice, colors, *others))
    return found


def _mapping(production: Production) -> Iterator[tuple[int, int]]:
    """The ways to map a production over a list: the type code of the list and the hole that takes it."""
    if production.op.result.is_list:
        return
    for types, result in production.types:
        for hole, kind in enumerate(types):
            asked = production.op.parameters[production.holes[hole]].type
            others = [other for k, other in enumerate(types) if k != hole]
            mapped = result in (OBJECTS, MASKS, GRIDS) and isinstance(asked, Type) and not asked.is_list
            if mapped and kind in (OBJECTS, MASKS) and all(other == GRID for other in others):
                yield TYPE_CODE[kind], hole


def pieces_of(begun: Begun, cost: int) -> np.ndarray:
    """The source lists, what calls of up to `cost` map over them, and over these results in turn: nodes, int64 (n,)."""
    first = _grown(begun, begun.sources, cost)
    return np.concatenate([begun.sources, first, _grown(begun, first, cost)])


def _grown(begun: Begun, level: np.ndarray, cost: int) -> np.ndarray:
    """The new nodes that calls over the nodes `level` make, up to `cost` above that of their source list."""
    found, frontier, task = [level[:0]], begun.frontier, begun.nodes.task
    room = np.full(len(frontier.samples.tasks), _ELEMENTS)
    level = level[np.argsort(begun.cost(level), kind="stable")]
    above, lengths = begun.cost(level) - begun.cost(begun.source(level)), on_samples(frontier, level).lengths
    for mapped in calls_over(frontier.grammar, cost):
        there, own = len(begun.nodes), above + mapped.cost <= cost
        made = begun.keep(_calls(begun, mapped, level[own], lengths[own], room))
        new = made[made >= there]
        new = new[placed(frontier, new)]
        room -= np.bincount(task.all[new], on_samples(frontier, new).lengths, len(room)).astype(np.int64)
        found.append(new)
    return np.sort(np.concatenate(found))


def _calls(begun: Begun, mapped: MappedCalls, lists: np.ndarray, lengths: np.ndarray, room: np.ndarray) -> Portion:
    """The calls over the first of these lists, nodes int64 (n,), of each task and type. Literals have only colours of
    the task; `lengths` (n,): how many elements the lists have; `room` (tasks,): how many may be made of a task."""
    none, nodes, palette = lists[:0], begun.nodes, begun.frontier.samples.palette
    which, given = [none], [none]  # mapped calls, and lists
    task, type = nodes.task.all[lists], nodes.type.all[lists]
    for row, code in np.unique(np.stack([task, type]), axis=1).T.tolist():
        own = np.flatnonzero((task == row) & (type == code))
        each = min(int(room[row]), _ELEMENTS_A_CALL) // mapped.choices
        usable = np.flatnonzero((mapped.type == code) & (mapped.colors & palette[row] == mapped.colors))
        of, place, _ = spread(np, np.searchsorted(lengths[own].cumsum(), each[usable], side="right"))
        which.append(usable[of])
        given.append(lists[own[place]])
    made, over, every = np.concatenate(which), np.concatenate(given), np.arange(MAX_HOLES)
    others = np.where(every < mapped.holes[made][:, None], begun.input_of(over)[:, None], -1)
    args = np.where(every == mapped.hole[made][:, None], over[:, None], others)
    return portion_of(nodes, mapped.production_id[made], mapped.choice[made], args)
