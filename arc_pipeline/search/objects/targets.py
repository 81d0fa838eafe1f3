"""Pieces that stand out among the objects of a source list: others move and are judged by them, and they are copied."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...backends.arena import NONE
from ...dsl.types import COLOR, COUNT, FLAG, OBJECT, list_of
from ..frontier.aligned import Calls
from ..frontier.elements import numbers, on_samples
from ..frontier.frontier import Frontier
from ..frontier.grammar import by_numbers
from ..frontier.joins import few_of_each
from ..frontier.nodes import TYPE_LIST
from .sources import OBJECTS, Begun

COLORS = list_of(COLOR)
_TARGETS = 8  # of a source list, that calls choose
_MEASURES = 24  # of a source list and a type, by which pieces stand out
_EXTREMES = {"argmax": 1, "argmin": -1}  # not asked of colours, which have no order


def targets_of(begun: Begun) -> np.ndarray:
    """The pieces that calls choose from each source list on all samples, by a number that was measured directly on the
    list: nodes, int64 (n,), grouped by source list."""
    found = begun.keep(_chosen(begun))
    return found[few_of_each(begun.source(found), begun.cost(found), _TARGETS)]


def _chosen(begun: Begun) -> Iterator[Calls]:
    """The calls that choose one of a source list's objects by numbers that were measured directly."""
    measures = _measures(begun)
    largest = {name: measures[_stands_out(begun.frontier, measures, sign)] for name, sign in _EXTREMES.items()}
    for production_id, kind in by_numbers(begun.frontier.grammar, OBJECTS, OBJECT):
        name = begun.frontier.grammar[production_id].op.name
        if kind == COLORS and name in _EXTREMES:
            continue
        by = largest.get(name, measures)
        by = by[begun.are(by, kind)]
        yield Calls(production_id, np.zeros(len(by), np.int64), np.stack([begun.source(by), by], axis=1))


def _measures(begun: Begun) -> np.ndarray:
    """The numbers measured directly on source lists of objects, up to _MEASURES of each and type: nodes, int64 (n,)."""
    nodes = begun.nodes
    assert nodes.parent is not None
    found = np.flatnonzero(begun.are(np.arange(len(nodes)), COLORS, list_of(COUNT), list_of(FLAG)))
    source, choice = begun.source(found), nodes.choice.all
    direct = nodes.parent.args.all[choice[found], 0] == choice[source]
    found = found[direct & begun.are(source, OBJECTS)]
    return found[few_of_each(begun.source(found) * len(TYPE_LIST) + nodes.type.all[found], found, _MEASURES)]


def _stands_out(frontier: Frontier, measures: np.ndarray, sign: int) -> np.ndarray:
    """By which measures one object alone has the largest number (sign -1: the smallest) on each sample: bool (n,)."""
    there = on_samples(frontier, measures)
    rows, places = there.elements
    values = numbers(frontier, places)
    values = np.where(values == NONE, np.iinfo(np.int64).min, sign * values)
    best = np.full(len(there.count), np.iinfo(np.int64).min)
    np.maximum.at(best, rows, values)
    alone = np.bincount(rows[values == best[rows]], minlength=len(best)) == 1
    return np.bincount(there.lists[~alone], minlength=len(measures)) == 0
