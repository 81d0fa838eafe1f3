"""The output as one element of a list: lists that hold the output are joined with every measure aligned with them.

Measures are cheap, and few lists hold the output in every demonstration, so these joins reach costs at which the
frontier as a whole could not be grown.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from ...dsl.types import GRID, list_of
from ...measure import Deadline
from ..frontier.batch import Batch, batch_on
from ..frontier.elements import equal_outputs, with_element
from ..frontier.frontier import Frontier
from ..frontier.grammar import by_numbers
from ..frontier.joins import joined
from ..frontier.nodes import TYPE_CODE

AFTER = ("layouts", "together")  # so that the lists which other expansions add are searched as well
GRIDS = list_of(GRID)


def grow(frontier: Frontier, deadline: Deadline) -> bool:
    """Add the nodes that choose the output from a list by aligned numbers. Returns False if time or memory ran out."""
    return frontier.keep(list(picks_from(frontier, lists_with_outputs(frontier))), "fits", deadline)


def lists_with_outputs(frontier: Frontier) -> np.ndarray:
    """The lists of grids that hold the output in every demonstration of their task: int64 (n,) nodes."""
    lists = np.flatnonzero(frontier.nodes.type.all == TYPE_CODE[GRIDS])
    return with_element(frontier, lists, partial(equal_outputs, frontier))


def picks_from(frontier: Frontier, lists: np.ndarray, most: int | None = None) -> Iterator[Batch]:
    """Candidates: each way to choose an element, applied to each list and each list of numbers aligned with it.

    `most`: the highest cost of a list and its numbers together, None for no limit.
    """
    nodes = frontier.nodes
    for production_id, kind in by_numbers(frontier.grammar, GRIDS, GRID):
        args = joined(lists, np.flatnonzero(nodes.type.all == TYPE_CODE[kind]), nodes.source.all)
        if most is not None:
            args = args[nodes.cost.all[args].sum(axis=1) <= most]
        yield batch_on(nodes, frontier.grammar, production_id, args)
