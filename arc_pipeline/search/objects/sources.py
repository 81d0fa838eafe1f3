"""What the search for objects begins with: of each task the input, lists of objects, and their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...backends.arena import NONE
from ...dsl.types import MASK, OBJECT, TABLE, Type, list_of
from ..frontier.aligned import Calls
from ..frontier.elements import boxes, demonstrated, numbers, on_samples
from ..frontier.frontier import Frontier
from ..frontier.joins import first_of_equal
from ..frontier.nodes import TYPE_LIST, Nodes
from ..frontier.portions import Portion
from ..taskview.nodes import TaskNodes
from ..taskview.view import TaskView

OBJECTS, MASKS = list_of(OBJECT), list_of(MASK)
NUMBERS = tuple(kind for kind in TYPE_LIST if kind.is_list and kind.storage == "number" and kind != TABLE)
_OBJECTS = 200  # of a source list, in all samples, at most


@dataclass(frozen=True)
class Begun:
    """Nodes of several tasks as the leaves of one frontier, so that calls for all of them are launched together.

    `tasks`: these tasks, of one frontier; `frontier`: that of the leaves; `views`: the tasks in it; `sources` int64
    (n,): the source lists there, those of the first task first, each task's cheapest first.
    """

    tasks: Sequence[TaskView]
    frontier: Frontier
    views: Sequence[TaskView]
    sources: np.ndarray

    @property
    def nodes(self) -> Nodes:
        """The nodes of that frontier."""
        return self.frontier.nodes

    def keep(self, calls: Iterable[Calls] | Portion) -> np.ndarray:
        """The nodes of these calls, as in Frontier.nodes_of."""
        return self.frontier.nodes_of(calls)

    @cached_property
    def _inputs(self) -> np.ndarray:
        """The leaf that is the input of each of the frontier's tasks, -1 for others: int64 (tasks,)."""
        found = np.full(len(self.frontier.samples.tasks), -1)
        found[[view.row for view in self.views]] = np.arange(len(self.views))  # the first leaves
        return found

    def input_of(self, nodes: np.ndarray) -> np.ndarray:
        """The input of the task of each of some nodes: int64 (n,)."""
        return np.asarray(self._inputs[self.nodes.task.all[nodes]])

    def view_of(self, node: int) -> TaskView:
        """The task of a node, in the frontier of the leaves."""
        return self.views[int(self.input_of(np.array([node]))[0])]

    def are(self, nodes: np.ndarray, *kinds: Type) -> np.ndarray:
        """Which nodes are of one of these types: bool (n,)."""
        return self.views[0].are(nodes, *kinds)

    def source(self, nodes: np.ndarray) -> np.ndarray:
        """The source lists to which nodes belong, -1 for none: int64 (n,)."""
        return self.views[0].source(nodes)

    def cost(self, nodes: np.ndarray) -> np.ndarray:
        """The costs of nodes: int64 (n,)."""
        return self.views[0].cost(nodes)

    @property
    def of_objects(self) -> np.ndarray:
        """The source lists of objects, which have colours and can be taken away."""
        return self.sources[self.are(self.sources, OBJECTS)]


def begun(tasks: Sequence[TaskView], most: int) -> Begun | None:
    """What the search for the objects of up to `most` source lists of each task begins with, without the tasks that
    have none; None if no task has any. The tasks are of one frontier."""
    found = [(view, source_lists(view, most)) for view in tasks]
    found = [(view, sources) for view, sources in found if len(sources)]
    if not found:
        return None
    views, frontier = [view for view, _ in found], found[0][0].frontier
    sources = np.concatenate([own for _, own in found])
    measured = np.concatenate([_measured(view, own) for view, own in found])
    leaves = np.concatenate([[view.row for view in views], sources, measured])
    grown = frontier.from_leaves(leaves, frontier.nodes.cost.all[leaves].astype(np.int64))
    return Begun(views, grown, [view.on_leaves(grown) for view in views], len(views) + np.arange(len(sources)))


def source_lists(view: TaskNodes, most: int) -> np.ndarray:
    """The cheapest source lists of a task, up to `most`, those cut out of the input first: nodes, int64 (n,). Lists of
    more than _OBJECTS objects are skipped, as are those of at most one object on every sample."""
    nodes = view.frontier.nodes
    own = np.sort(view.of_type(OBJECTS, MASKS))
    own = own[view.source(own) == own]
    cut = np.array([production.op.result in (OBJECTS, MASKS) for production in nodes.grammar])
    own = own[cut[nodes.production_id.all[own]]]
    of_input = nodes.production_id.all[nodes.args.all[own, 0]] < 0
    own = own[np.lexsort((view.cost(own), ~of_input))]
    count = view.lengths(own).astype(np.int64)
    return own[(count.sum(axis=1) <= _OBJECTS) & (count.max(axis=1, initial=0) > 1)][:most]


def _measured(view: TaskView, sources: np.ndarray) -> np.ndarray:
    """The lists of numbers beside source lists, cheapest first, no two with the same numbers."""
    found = view.of_type(*NUMBERS)
    found = found[np.isin(view.source(found), sources)]
    found = found[(view.lengths(found) == view.lengths(view.source(found))).all(axis=1)]
    found = found[known(view.frontier, found)]
    return found[first_of_equal(np.column_stack([view.source(found).astype(np.uint64), view.hashes(found)]))]


def known(frontier: Frontier, lists: np.ndarray) -> np.ndarray:
    """Which lists of numbers have more that are known than void: bool (n,)."""
    there = on_samples(frontier, lists)
    return there.share(numbers(frontier, there.elements[1]) != NONE) > 1 / 2


def placed(frontier: Frontier, lists: np.ndarray) -> np.ndarray:
    """Which lists of cells have an element outside the corner, where all lie that lost their place: bool (n,)."""
    there = on_samples(frontier, lists)
    height, _, row, column = boxes(frontier, there.elements[1]).T
    return there.share((height > 0) & ((row != 0) | (column != 0))) > 0


def present(frontier: Frontier, lists: np.ndarray) -> np.ndarray:
    """The share of the elements of lists of cells on the demonstrations that are not void: float64 (n,)."""
    there = demonstrated(frontier, lists)
    return there.share(boxes(frontier, there.elements[1])[:, 0] > 0)


def as_large(frontier: Frontier, lists: np.ndarray) -> np.ndarray:
    """Which lists of cells have elements of the sizes of their source list's: bool (n,)."""
    there, own = on_samples(frontier, lists), on_samples(frontier, frontier.nodes.source.all[lists])
    here, before = (boxes(frontier, one.elements[1])[:, :2] for one in (there, own))
    return there.all((here == before).all(axis=1))
