"""Pieces that stand out among the objects of a source list: others move and are judged by them, and they are copied."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from ...backends.arena import NONE, spread
from ...dsl.types import COLOR, COUNT, FLAG, OBJECT, list_of
from ..frontier.grammar import Production
from ..frontier.joins import place_among_equals
from ..frontier.nodes import TYPE_CODE
from .sources import OBJECTS
from .table import Batch, Literals, Table

COLORS = list_of(COLOR)
_TARGETS = 8  # of a source list, that calls choose
_ALONE = 4  # of a source list, that are the only ones with some number
_MEASURES = 24  # of a source list and a type, by which pieces stand out
_EXTREMES = {"argmax": 1, "argmin": -1}  # not asked of colours, which have no order


def targets_of(table: Table) -> np.ndarray:
    """The pieces that calls choose from each source list on all samples, by a number that was measured directly on the
    list: rows, int64 (n,), grouped by source list."""
    lists = table.sources[table.rows.type[table.sources] == TYPE_CODE[OBJECTS]]
    measured = [(source, _measures(table, source)) for source in lists.tolist()]
    chosen = table.run(batch for source, measures in measured for batch in _chosen_by_calls(table, source, measures))
    alone = table.run(batch for source, measures in measured for batch in _alone(table, source, measures))
    found = table.rows.joined([chosen, alone])
    is_alone = np.arange(len(found)) >= len(chosen)
    order = np.argsort(found.cost, kind="stable")
    found, is_alone = found.take(order), is_alone[order]
    first = table.first_of_equal(found)
    found, kind = found.take(first), 2 * found.source[first] + is_alone[first]
    order = np.argsort(kind, kind="stable")
    few = place_among_equals(kind[order]) < np.where(kind[order] % 2, _ALONE, _TARGETS)
    return table.keep(found.take(order[few]))


def _measures(table: Table, source: int) -> np.ndarray:
    """The lists of numbers that were measured directly on a source list, up to _MEASURES of each type: rows, int64
    (n,)."""
    nodes, found = table.view.frontier.nodes, []
    for kind in (COLORS, list_of(COUNT), list_of(FLAG)):
        rows = table.of(source, kind)
        direct = nodes.args.all[table.rows.args[rows, 0], 0] == table.rows.args[source, 0]
        found.append(np.sort(rows[direct])[:_MEASURES])
    return np.concatenate(found)


def _chosen_by_calls(table: Table, source: int, measures: np.ndarray) -> Iterator[Batch]:
    """The calls that choose one of a source list's objects by one of these lists of numbers."""
    largest = {name: measures[_stands_out(table, source, measures, sign)] for name, sign in _EXTREMES.items()}
    for production, code in _choosing(table.view.frontier.grammar):
        by = largest.get(production.op.name, measures)
        by = by[table.rows.type[by] == code]
        if len(by):
            arguments: list[np.ndarray | None] = [None] * len(production.arguments)
            of = np.full(len(by), source)
            arguments[production.holes[0]], arguments[production.holes[1]] = of, by
            yield Batch(production.op, of, tuple(arguments))


@cache
def _choosing(grammar: tuple[Production, ...]) -> list[tuple[Production, int]]:
    """The productions that choose one of a list of objects by a list of numbers, and the type codes of these lists."""
    return [
        (production, TYPE_CODE[types[1]])
        for production in grammar
        if len(production.holes) == 2 and not production.literal_places and len(production.numbers) == 1
        for types, result in production.types
        if types[0] == OBJECTS and result == OBJECT and types[1].is_list and types[1].storage == "number"
        if types[1] != COLORS or production.op.name not in _EXTREMES
    ]


def _stands_out(table: Table, source: int, measures: np.ndarray, sign: int) -> np.ndarray:
    """By which measures one object alone has the largest number on each sample, or for sign -1 the smallest: bool
    (n,)."""
    rows = table.rows.take(measures)
    if not len(rows) or not rows.count[0].all():
        return np.zeros(len(rows), dtype=bool)
    values, (sample, _, starts) = table.numbers(rows, source), spread(np, rows.count[0])
    values = np.where(values == NONE, np.iinfo(np.int64).min, sign * values)
    best = np.maximum.reduceat(values, starts, axis=1)
    return np.asarray((np.add.reduceat(values == best[:, sample], starts, axis=1) == 1).all(axis=1))


def _alone(table: Table, source: int, measures: np.ndarray) -> Iterator[Batch]:
    """The calls that choose the only object with some number on each sample, the same number on all samples."""
    rows = table.rows.take(measures)
    if not len(rows) or not rows.count[0].all():
        return
    values, starts = table.numbers(rows, source), spread(np, rows.count[0])[2]
    first = values[:, : rows.count[0, 0]]
    often = np.add.reduceat(first[:, :, None] == values[:, None, :], starts, axis=2)
    measure, place = np.nonzero((often == 1).all(axis=2) & (first >= 0))
    yield Batch.of(
        "only_one", np.full(len(measure), source), source, measures[measure], Literals(first[measure, place])
    )
