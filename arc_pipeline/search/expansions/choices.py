"""Grids that a number chooses from a list, for tasks whose outputs have other shapes than their inputs.

Growth makes few of them, as a list, a measure of its elements and the choice together cost too much. Only lists count
that have, in every demonstration, an element whose sides divide the output's. Chosen pieces are cell features and tell
the outputs' shape; turned, enlarged, repeated or joined in pairs they are cell features as well.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...dsl.types import GRID
from ...measure import Deadline
from ..frontier.batch import Batch, batch_on
from ..frontier.elements import boxes, with_element
from ..frontier.frontier import Frontier
from ..frontier.grammar import with_role
from ..frontier.joins import few_of_each
from ..frontier.nodes import TYPE_CODE
from ..frontier.portions import Portion
from ..taskview.nodes import TaskNodes
from .picks import GRIDS, picks_from

AFTER = ("canvases",)  # which predicts shapes: chosen pieces tell them too, but less surely than what growth made
_CHOSEN = 1500  # candidates per task, the cheapest
_CHEAP = 6  # the most that a list and the numbers aligned with it may cost together
_POOL = 48  # pieces per task that are transformed or joined
_OTHERS = 24  # of the pool, pieces that were not chosen from a list
_SMALLEST = 2  # the fewest cells of a piece


def grow(frontier: Frontier, deadline: Deadline) -> bool:
    """Add the chosen grids and the features made of one or two of them. False if time or memory ran out."""
    before = len(frontier.nodes)
    picks = Portion.of(list(picks_from(frontier, _useful_lists(frontier), _CHEAP)))
    cheapest = np.sort(few_of_each(picks.task, picks.cost, _CHOSEN))  # of equally cheap ones the first come first
    done = frontier.keep(picks.take(cheapest), "all", deadline)
    chosen = np.arange(before, len(frontier.nodes))
    return done and frontier.keep(_made(frontier, chosen), "features", deadline)


def reshaped(frontier: Frontier) -> np.ndarray:
    """Which tasks have a demonstration whose output has another shape than its input: bool (tasks,)."""
    tasks = frontier.samples.tasks
    return np.array([not all(pair.keeps_shape for pair in task.train) for task in tasks], dtype=bool)


def _useful_lists(frontier: Frontier) -> np.ndarray:
    """The lists of grids of the reshaped tasks that have, in every demonstration, an element whose sides divide those
    of the output: int64 (n,) nodes."""
    nodes = frontier.nodes
    lists = np.flatnonzero((nodes.type.all == TYPE_CODE[GRIDS]) & reshaped(frontier)[nodes.task.all])
    outputs = frontier.samples.target_shape
    return with_element(frontier, lists, lambda slots, rows: _go_into(boxes(frontier, slots)[:, :2], outputs[rows]))


def _go_into(shapes: np.ndarray, outputs: np.ndarray) -> np.ndarray:
    """Whether large enough pieces have sides that divide those of outputs: int (..., 2), (..., 2) -> bool (...)."""
    return (outputs % np.maximum(shapes, 1) == 0).all(axis=-1) & (shapes.prod(axis=-1) >= _SMALLEST)


def _made(frontier: Frontier, chosen: np.ndarray) -> Iterator[Batch]:
    """Calls that transform one chosen piece or join two, which are chosen ones or the cheapest others."""
    nodes = frontier.nodes
    ones, twos = [np.empty((0, 1), np.int64)], [np.empty((0, 2), np.int64)]
    for task in np.flatnonzero(reshaped(frontier)).tolist():
        own = _going_into(frontier, task, chosen[nodes.task.all[chosen] == task])[: _POOL - _OTHERS]
        others = _going_into(frontier, task, np.setdiff1d(nodes.of_type(task, GRID), chosen))[:_OTHERS]
        pool = np.concatenate([own, others])
        ones.append(own[:, None])
        twos.append(np.stack([np.repeat(pool, len(pool)), np.tile(pool, len(pool))], axis=1))
    for production_id, production in with_role(frontier.grammar, "transformation"):
        grids = (GRID,) * len(production.holes)
        if any(types == grids for types, _ in production.types):
            yield batch_on(nodes, frontier.grammar, production_id, np.concatenate((ones, twos)[len(grids) - 1]))


def _going_into(frontier: Frontier, task: int, chosen: np.ndarray) -> np.ndarray:
    """Those of a task's grids whose sides divide those of its outputs, cheapest first: int64 (n,) nodes."""
    view = TaskNodes(frontier, task)
    chosen = chosen[view.are(chosen, GRID)]
    shapes, outputs = view.heads(chosen)[:, : len(view.outputs), :2], [output.shape for output in view.outputs]
    fitting = chosen[_go_into(shapes, np.array(outputs)).all(axis=1)]
    return fitting[np.argsort(view.cost(fitting), kind="stable")]
