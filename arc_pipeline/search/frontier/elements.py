"""Where the elements of lists lie, demonstration by demonstration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...backends.arena import spread, to_host
from .frontier import Frontier


@dataclass(frozen=True)
class Runs:
    """The elements of some lists in the demonstrations of their tasks, int64 on the host; a row a demonstration, list
    after list. `lists` (rows,): which list a row is of; `starts` (lists,): each one's first row; `samples` (rows,): the
    row of the samples; `first`, `count` (rows,): where the elements begin, and how many there are."""

    lists: np.ndarray
    starts: np.ndarray
    samples: np.ndarray
    first: np.ndarray
    count: np.ndarray


def demonstrated(frontier: Frontier, lists: np.ndarray) -> Runs:
    """The elements of lists, int64 (n,) nodes."""
    nodes, samples, xp = frontier.nodes, frontier.samples, frontier.backend.xp
    tasks = nodes.task.all[lists]
    rows, places, starts = spread(np, samples.demonstrations[tasks])
    where = xp.asarray(nodes.first_row.all[lists][rows] + places)
    first, count = (to_host(part.all[where]) for part in (nodes.data, nodes.count))
    return Runs(rows, starts, samples.first_row[tasks][rows] + places, first, count)
