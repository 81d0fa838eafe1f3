"""Lists of colours sorted by every list of counts aligned with them, such as colours of objects by their sizes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...dsl.types import COLOR, COUNT, list_of
from ...measure import Deadline
from ..frontier.batch import Batch, batch_on
from ..frontier.frontier import Frontier
from ..frontier.grammar import with_role
from ..frontier.joins import few_of_each, joined
from ..frontier.nodes import TYPE_CODE

_ORDERS = 192  # sorted lists per task
_CHEAP = 3  # the most that a list of colours or of counts may cost
_TYPES = (list_of(COLOR), list_of(COUNT))


def grow(frontier: Frontier, deadline: Deadline) -> bool:
    """Add the cheapest sorted lists of colours to each task. Returns False if time or memory ran out."""
    return frontier.keep(list(_batches(frontier)), "all", deadline)


def _batches(frontier: Frontier) -> Iterator[Batch]:
    args = _aligned(frontier)
    for production_id, _ in with_role(frontier.grammar, "sorting"):
        yield batch_on(frontier.nodes, frontier.grammar, production_id, args)


def _aligned(frontier: Frontier) -> np.ndarray:
    """Pairs of a list of colours and a list of counts that are aligned with the same list, the _ORDERS cheapest pairs
    of each task: int64 (n, 2)."""
    nodes = frontier.nodes
    cheap = nodes.cost.all <= _CHEAP
    colors, counts = (np.flatnonzero(cheap & (nodes.type.all == TYPE_CODE[kind])) for kind in _TYPES)
    args = joined(colors, counts, nodes.source.all)
    return args[few_of_each(nodes.task.all[args[:, 0]], nodes.cost.all[args].sum(axis=1), _ORDERS)]
