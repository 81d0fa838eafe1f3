"""Pieces that a number chooses from a list, for outputs of another shape than their inputs, and what is made of them.

Growth makes few of them, as a list, a measure of its elements and the choice cost more together than it goes. Only
lists are asked of whose elements go a whole number of times into every output: chosen pieces are cell features, they
tell the outputs' shape, and turned, enlarged, repeated, two put together they are cell features as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ...backends.arena import spread
from ...dsl.types import GRID
from ...measure import Deadline
from ..frontier.batch import Batch, batches_on
from ..frontier.elements import boxes, demonstrated
from ..frontier.frontier import Frontier
from ..frontier.grammar import with_role
from ..frontier.joins import place_among_equals
from ..frontier.nodes import TYPE_CODE
from ..taskview.nodes import TaskNodes
from .picks import GRIDS, picks_from

AFTER = ("canvases",)  # what is chosen tells shapes too, but less surely than what growth made
_CHOSEN = 1500  # candidates a task, the cheapest
_CHEAP = 6  # what a list and the numbers aligned with it may cost together
_POOL = 48  # pieces a task that something is made of
_OTHERS = 24  # of these that nothing chose
_SMALLEST = 2  # cells of a piece


def grow(frontier: Frontier, deadline: Deadline) -> bool:
    """Add what is chosen, and cell features that are made of it; False if time or memory ended it before."""
    before = len(frontier.nodes)
    picks = _cheapest(list(picks_from(frontier, _useful_lists(frontier), _CHEAP)))
    done = frontier.keep(picks, "all", deadline)
    chosen = np.arange(before, len(frontier.nodes))
    return done and frontier.keep(_made(frontier, chosen), "features", deadline)


def reshaped(frontier: Frontier) -> np.ndarray:
    """Which tasks have an output of another shape than its input: bool (tasks,)."""
    tasks = frontier.samples.tasks
    return np.array([not all(pair.keeps_shape for pair in task.train) for task in tasks], dtype=bool)


def _useful_lists(frontier: Frontier) -> np.ndarray:
    """The lists of grids of these tasks with an element in every demonstration that goes into the output, int64."""
    nodes = frontier.nodes
    lists = np.flatnonzero((nodes.type.all == TYPE_CODE[GRIDS]) & reshaped(frontier)[nodes.task.all])
    if not len(lists):
        return lists
    there = demonstrated(frontier, lists)
    runs, offsets, run_starts = spread(np, there.count)
    shapes = boxes(frontier, there.first[runs] + offsets)[:, :2]
    outputs = frontier.samples.target_shape[there.samples[runs]]
    useful = np.logical_or.reduceat(_go_into(shapes, outputs), run_starts)
    return lists[np.logical_and.reduceat(useful, there.starts)]


def _go_into(shapes: np.ndarray, outputs: np.ndarray) -> np.ndarray:
    """Whether pieces of these shapes go a whole number of times into these outputs: (..., 2) -> bool (...)."""
    return (outputs % np.maximum(shapes, 1) == 0).all(axis=-1) & (shapes.prod(axis=-1) >= _SMALLEST)


def _cheapest(found: Sequence[Batch]) -> list[Batch]:
    """The cheapest candidates of each task, of equally cheap ones the first."""
    if not found:
        return []
    task, cost = (np.concatenate([getattr(batch, name) for batch in found]) for name in ("task", "cost"))
    order, kept = np.lexsort((cost, task)), np.zeros(len(task), dtype=bool)
    kept[order[place_among_equals(task[order]) < _CHOSEN]] = True
    parts = np.split(kept, np.cumsum([len(batch) for batch in found])[:-1])
    return [batch.take(part) for batch, part in zip(found, parts, strict=True)]


def _made(frontier: Frontier, chosen: np.ndarray) -> Iterator[Batch]:
    """The calls of one and of two pieces, of those that were chosen and the cheapest others."""
    nodes = frontier.nodes
    ones, twos = [np.empty((0, 2), np.int64)], [np.empty((0, 2), np.int64)]
    for task in np.flatnonzero(reshaped(frontier)).tolist():
        own = _going_into(frontier, task, chosen[nodes.task.all[chosen] == task])[: _POOL - _OTHERS]
        others = _going_into(frontier, task, np.setdiff1d(nodes.of_type(task, GRID), chosen))[:_OTHERS]
        pool = np.concatenate([own, others])
        ones.append(np.stack([own, np.full(len(own), -1)], axis=1))
        twos.append(np.stack([np.repeat(pool, len(pool)), np.tile(pool, len(pool))], axis=1))
    for production_id, production in with_role(frontier.grammar, "transformation"):
        grids = (GRID,) * len(production.holes)
        if any(types == grids for types, _ in production.types):
            yield from batches_on(nodes, frontier.grammar, production_id, np.concatenate((ones, twos)[len(grids) - 1]))


def _going_into(frontier: Frontier, task: int, chosen: np.ndarray) -> np.ndarray:
    """Those of a task's grids that go into its outputs, cheapest first."""
    view = TaskNodes(frontier, task)
    chosen = chosen[view.are(chosen, GRID)]
    shapes, outputs = view.heads(chosen)[:, : len(view.outputs), :2], [output.shape for output in view.outputs]
    fitting = chosen[_go_into(shapes, np.array(outputs)).all(axis=1)]
    return fitting[np.argsort(view.cost(fitting), kind="stable")]
