"""Lists of colours sorted by every list of counts aligned with them, such as colours of objects by their sizes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...dsl.types import COLOR, COUNT, list_of
from ...measure import Deadline
from ..frontier.batch import Batch
from ..frontier.frontier import Frontier
from ..frontier.grammar import with_role
from ..frontier.joins import pairs, place_among_equals
from ..frontier.nodes import TYPE_CODE

_ORDERS = 192  # sorted lists per task
_CHEAP = 3  # the most that a list of colours or of counts may cost
_TYPES = (list_of(COLOR), list_of(COUNT))


def grow(frontier: Frontier, deadline: Deadline) -> bool:
    """Add the cheapest sorted lists of colours to each task. Returns False if time or memory ran out."""
    return frontier.keep(list(_batches(frontier)), "all", deadline)


def _batches(frontier: Frontier) -> Iterator[Batch]:
    nodes = frontier.nodes
    args = _aligned(frontier)
    for production_id, production in with_role(frontier.grammar, "sorting"):
        cost = nodes.cost.all[args].sum(axis=1, dtype=np.int64) + production.cost
        task = nodes.task.all[args[:, 0]].astype(np.int64)
        yield Batch(production_id, np.zeros(len(args), np.int64), args, task, cost)


def _aligned(frontier: Frontier) -> np.ndarray:
    """Pairs of a list of colours and a list of counts that are aligned with the same list, the _ORDERS cheapest pairs
    of each task: int64 (n, 2)."""
    nodes = frontier.nodes
    cheap = nodes.cost.all <= _CHEAP
    colors, counts = (np.flatnonzero(cheap & (nodes.type.all == TYPE_CODE[kind])) for kind in _TYPES)
    counts = counts[np.argsort(nodes.source.all[counts], kind="stable")]
    found = [np.empty((0, 2), np.int64)]
    for left, right in pairs(nodes.source.all[colors], nodes.source.all[counts], frontier.backend.launch_rows):
        found.append(np.stack([colors[left], counts[right]], axis=1))
    args = np.concatenate(found)
    tasks = nodes.task.all[args[:, 0]]
    args = args[np.lexsort((nodes.cost.all[args].sum(axis=1), tasks))]
    return args[place_among_equals(np.sort(tasks)) < _ORDERS]
