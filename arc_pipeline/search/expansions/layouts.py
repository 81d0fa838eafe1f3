"""Numbers aligned with a list of objects, laid out as the objects lie: an output with one cell for each object.

Growth makes few of them, as a list, a measure of its elements and the layout together cost too much.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...dsl.types import COLOR, COUNT, FIELD, FLAG, GRID, OBJECT, Type, list_of
from ...measure import Deadline
from ..frontier.batch import Batch, batch_on
from ..frontier.elements import boxes, demonstrated
from ..frontier.frontier import Frontier
from ..frontier.grammar import with_role
from ..frontier.joins import few_of_each
from ..frontier.nodes import TYPE_CODE, Nodes
from .choices import reshaped

AFTER = ("together",)  # which makes lists in other orders
_OBJECTS = list_of(OBJECT)
_LAYOUTS = 600  # per task, the cheapest
_MEASURE = 2  # the most that a measure of objects may cost
_FEWEST = 2  # objects in every demonstration: one is no layout


def grow(frontier: Frontier, deadline: Deadline) -> bool:
    """Add the cell features that are layouts. Returns False if time or memory ran out."""
    sources = _laid_out(frontier)
    done = frontier.keep(_measures(frontier, sources), "numbers", deadline)
    return done and frontier.keep(list(_layouts(frontier, sources)), "features", deadline)


def _measures(frontier: Frontier, sources: np.ndarray) -> Iterator[Batch]:
    """Calls that measure each object of these lists, as growth has not done for those of earlier expansions."""
    nodes = frontier.nodes
    for production_id, production in enumerate(frontier.grammar):
        made = [result for types, result in production.types if types == (_OBJECTS,)]
        if production.cost <= _MEASURE and any(kind.is_list and kind.storage == "number" for kind in made):
            batch = batch_on(nodes, frontier.grammar, production_id, sources[:, None])
            yield batch.in_palette(production, frontier.samples.palette)


def _layouts(frontier: Frontier, sources: np.ndarray) -> Iterator[Batch]:
    """Calls that lay out numbers or colours as the objects they belong to lie, the _LAYOUTS cheapest of each task."""
    nodes = frontier.nodes
    for result, kinds in ((GRID, (COLOR,)), (FIELD, (COUNT, FLAG))):
        args = np.concatenate([_aligned(nodes, sources, kind) for kind in kinds])
        args = args[few_of_each(nodes.task.all[args[:, 0]], nodes.cost.all[args].sum(axis=1), _LAYOUTS)]
        for production_id, production in with_role(frontier.grammar, "layout"):
            if production.op.result == result:
                yield batch_on(nodes, frontier.grammar, production_id, args)


def _aligned(nodes: Nodes, sources: np.ndarray, kind: Type) -> np.ndarray:
    """Pairs of one of these lists and a list of numbers of a type that is aligned with it: int64 (n, 2)."""
    aligned = np.flatnonzero((nodes.type.all == TYPE_CODE[list_of(kind)]) & np.isin(nodes.source.all, sources))
    return np.stack([nodes.source.all[aligned].astype(np.int64), aligned], axis=1)


def _laid_out(frontier: Frontier) -> np.ndarray:
    """The lists of objects of reshaped tasks that have, in every demonstration, as many different upper edges as the
    output has rows and as many different left edges as it has columns: int64 (n,) nodes."""
    nodes = frontier.nodes
    kind = (nodes.type.all == TYPE_CODE[_OBJECTS]) & reshaped(frontier)[nodes.task.all]
    lists = np.flatnonzero(kind & (nodes.source.all == np.arange(len(nodes))))
    there, outputs = demonstrated(frontier, lists), frontier.samples.target_shape
    cells = outputs[there.samples].prod(axis=1)
    lists = lists[there.on_all((there.count >= _FEWEST) & (there.count <= cells))]
    there = demonstrated(frontier, lists)  # as edges of other lists need not be looked up
    rows, slots = there.elements
    edges = boxes(frontier, slots)
    live = edges[:, 0] > 0
    different = [_different(rows[live], edges[live, axis], len(there.count)) for axis in (2, 3)]
    return lists[there.on_all((np.column_stack(different) == outputs[there.samples]).all(axis=1))]


def _different(runs: np.ndarray, edges: np.ndarray, number: int) -> np.ndarray:
    """How many different `edges` each of `number` runs has, of which `runs` are those of the edges: int64 (number,)."""
    return np.bincount(np.unique(np.stack([runs, edges], axis=1), axis=0)[:, 0], minlength=number)
