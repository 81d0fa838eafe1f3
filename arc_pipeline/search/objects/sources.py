"""What the search for one task's objects begins with: the input, lists of objects, and their numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...backends.arena import NONE
from ...dsl.types import MASK, OBJECT, TABLE, list_of
from ..frontier.joins import first_of_equal
from ..frontier.nodes import TYPE_LIST
from ..taskview.nodes import TaskNodes
from ..taskview.view import TaskView

OBJECTS, MASKS = list_of(OBJECT), list_of(MASK)
NUMBERS = tuple(kind for kind in TYPE_LIST if kind.is_list and kind.storage == "number" and kind != TABLE)
THE_INPUT = 0  # the first leaf
_OBJECTS = 200  # of a source list, in all samples, at most


@dataclass(frozen=True)
class Begun:
    """A view of some nodes of the view `task` as leaves: the input, `sources`, int64 (n,), and their numbers."""

    task: TaskView
    view: TaskView
    sources: np.ndarray

    @property
    def of_objects(self) -> np.ndarray:
        """The source lists of objects, which have colours and can be taken away."""
        return self.sources[self.view.are(self.sources, OBJECTS)]


def begun(view: TaskView, most: int) -> Begun | None:
    """What the search for the objects of up to `most` source lists begins with; None if there is no such list."""
    sources = source_lists(view, most)
    if not len(sources):
        return None
    leaves = np.concatenate([[view.row], sources, _measured(view, sources)])
    return Begun(view, view.from_leaves(leaves), 1 + np.arange(len(sources)))


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
    found = found[known(view, found)]
    return found[first_of_equal(np.column_stack([view.source(found).astype(np.uint64), view.hashes(found)]))]


def known(view: TaskView, lists: np.ndarray) -> np.ndarray:
    """Which lists of numbers have more that are known than void: bool (n,)."""
    most = np.zeros(len(lists), dtype=bool)
    for elements, of in view.by_source(lists):
        most[of] = (elements.numbers(lists[of]) != NONE).mean(axis=1) > 1 / 2
    return most
