"""Lists of pieces made from source lists: all that one or two operations mapped over their elements make.

They are made here and not in the frontier, which keeps what it makes: these are for one task and one strategy, which
releases their memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from operator import itemgetter

import numpy as np

from ...dsl.types import GRID, OBJECT, Choice, Type, list_of
from ..frontier.grammar import Production
from ..frontier.nodes import TYPE_CODE
from .sources import MASKS, OBJECTS
from .table import THE_INPUT, Batch, Literals, Rows, Table

GRIDS = list_of(GRID)
_ELEMENTS = 40_000  # that one level of calls may make of all source lists
_ELEMENTS_A_CALL = 1_000  # that the calls of one production may make


def pieces_of(table: Table, targets: np.ndarray, cost: int) -> np.ndarray:
    """What calls of up to `cost` map over each source list, some of them beside a target, and what such calls map over
    these results in turn: rows, int64 (n,), the source lists first."""
    first = _grown(table, table.sources, targets, cost)
    return np.concatenate([table.sources, first, _grown(table, first, targets[:0], cost)])


def _grown(table: Table, level: np.ndarray, targets: np.ndarray, cost: int) -> np.ndarray:
    """The new rows that calls over the rows `level` make, up to `cost` above that of their source list."""
    found, room, there = [], _ELEMENTS, len(table.rows)
    for call_cost, alike in groupby(calls_over(table.view.frontier.grammar, cost), key=itemgetter(0)):
        rows = table.rows
        parents = level[rows.cost[level] - rows.cost[rows.source[level]] + call_cost <= cost]
        parents = parents[np.argsort(rows.cost[parents], kind="stable")]
        of_type = {kind: parents[rows.type[parents] == TYPE_CODE[kind]] for kind in (OBJECTS, MASKS)}
        made = table.run(batch for choice in alike for batch in _calls(table, of_type, targets, room, *choice[1:]))
        kept = np.unique(table.keep(made.take(np.flatnonzero(_have_place(table, made)))))
        found.append(kept[kept >= there])
        there = len(table.rows)
        room -= int(table.rows.count[found[-1]].sum())
    return np.concatenate(found) if found else level[:0]


def _calls(
    table: Table,
    parents_of: Mapping[Type, np.ndarray],
    targets: np.ndarray,
    room: int,
    production: Production,
    types: tuple[Type, ...],
    hole: int,
) -> Iterator[Batch]:
    """The calls of a production with a parent in one hole, over which they are mapped, and the input or a target in the
    other, if it has two. Literals have only colours of the task; `room`: how many elements may be made."""
    rows, parents = table.rows, parents_of[types[hole]]
    if not len(parents):
        return
    literals = np.flatnonzero(production.colors & table.view.palette == production.colors)
    if not len(literals):
        return
    others = np.full(len(parents), THE_INPUT)
    if OBJECT in types:  # a target goes with its own source list alone
        at, beside = np.nonzero(rows.source[targets] == parents[:, None])
        parents, others = parents[at], targets[beside]
    elements = rows.count[parents].sum(axis=1).cumsum() * len(production.numbers)
    few = int(np.searchsorted(elements, min(room, _ELEMENTS_A_CALL), side="right"))
    parent, other = (np.repeat(part[:few], len(literals)) for part in (parents, others))
    choice = np.tile(literals, few)
    arguments: list[np.ndarray | Literals | None] = [None] * len(production.arguments)
    for column, k in enumerate(production.literal_places):
        arguments[k] = Literals(production.numbers[choice, column])
    for k, place in enumerate(production.holes):
        arguments[place] = parent if k == hole else other
    yield Batch(production.op, rows.source[parent], tuple(arguments))


def _have_place(table: Table, made: Rows) -> np.ndarray:
    """Which lists have an element that lies anywhere but in the corner, where all elements lie that have lost their
    place: bool (n,)."""
    lists, slots = table.each(made)
    height, _, row, column = table.backend.arena.boxes(slots).T
    there = np.zeros(len(made), dtype=bool)
    there[lists[(height > 0) & ((row != 0) | (column != 0))]] = True
    return there


@cache
def calls_over(grammar: tuple[Production, ...], cost: int) -> list[tuple[int, Production, tuple[Type, ...], int]]:
    """The calls of up to `cost`, cheapest first, that map a list of cells to another, with the input or a target in the
    other hole, if there is one: the cost, the production, the types of its holes, and the hole of the list."""
    found = [
        (production.cost, production, types, hole)
        for production in grammar
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
