"""Pieces that stand out among the objects of a source list: others move and are judged by them, and they are copied."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...backends.arena import NONE
from ...dsl.types import COLOR, COUNT, FLAG, OBJECT, list_of
from ..frontier.aligned import Calls
from ..frontier.grammar import by_numbers
from ..frontier.joins import few_of_each
from ..taskview.elements import Elements
from ..taskview.view import TaskView
from .sources import OBJECTS, Begun

COLORS = list_of(COLOR)
_TARGETS = 8  # of a source list, that calls choose
_MEASURES = 24  # of a source list and a type, by which pieces stand out
_EXTREMES = {"argmax": 1, "argmin": -1}  # not asked of colours, which have no order


def targets_of(begun: Begun) -> np.ndarray:
    """The pieces that calls choose from each source list on all samples, by a number that was measured directly on the
    list: nodes, int64 (n,), grouped by source list."""
    view = begun.view
    found = view.frontier.nodes_of(one for source in begun.of_objects.tolist() for one in _chosen(view, source))
    return found[few_of_each(view.source(found), view.cost(found), _TARGETS)]


def _measures(view: TaskView, source: int) -> np.ndarray:
    """The lists of numbers that were measured directly on a source list, up to _MEASURES of each type: nodes, int64
    (n,)."""
    nodes, found = view.frontier.nodes, []
    assert nodes.parent is not None
    for kind in (COLORS, list_of(COUNT), list_of(FLAG)):
        lists = view.beside(source, kind)
        direct = nodes.parent.args.all[nodes.choice.all[lists], 0] == nodes.choice.all[source]
        found.append(np.sort(lists[direct])[:_MEASURES])
    return np.concatenate(found)


def _chosen(view: TaskView, source: int) -> Iterator[Calls]:
    """The calls that choose one of a source list's objects by numbers that were measured directly."""
    elements, measures = view.elements(source), _measures(view, source)
    largest = {name: measures[_stands_out(elements, measures, sign)] for name, sign in _EXTREMES.items()}
    for production_id, kind in by_numbers(view.frontier.grammar, OBJECTS, OBJECT):
        name = view.frontier.grammar[production_id].op.name
        if kind == COLORS and name in _EXTREMES:
            continue
        by = largest.get(name, measures)
        by = by[view.are(by, kind)]
        args = np.stack([np.full(len(by), source), by], axis=1)
        yield Calls(production_id, np.zeros(len(by), np.int64), args)


def _stands_out(elements: Elements, measures: np.ndarray, sign: int) -> np.ndarray:
    """By which measures one object alone has the largest number on each sample, or for sign -1 the smallest: bool
    (n,)."""
    if not elements.everywhere:
        return np.zeros(len(measures), dtype=bool)
    values, starts = elements.numbers(measures), elements.starts
    values = np.where(values == NONE, np.iinfo(np.int64).min, sign * values)
    best = np.maximum.reduceat(values, starts, axis=1)
    return np.asarray((np.add.reduceat(values == best[:, elements.sample], starts, axis=1) == 1).all(axis=1))
