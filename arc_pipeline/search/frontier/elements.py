"""The elements of lists, for steps that look at many tasks at once: where they lie, their shapes, what they equal."""

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


def lengths(frontier: Frontier, lists: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many elements lists, int64 (n,) nodes, have in each sample of their task, one list after the other, and where
    each one's samples begin: int64 (samples of all,), (n,)."""
    nodes = frontier.nodes
    rows, places, starts = spread(np, frontier.samples.rows[nodes.task.all[lists]])
    where = frontier.backend.xp.asarray(nodes.first_row.all[lists][rows] + places)
    return to_host(nodes.count.all[where]), starts


def boxes(frontier: Frontier, slots: np.ndarray) -> np.ndarray:
    """Height, width, row and column in their frame of the cells in slots: int64 (n, 4)."""
    return frontier.backend.arena.boxes(slots)


def equal_outputs(frontier: Frontier, slots: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Whether the cells in slots are these rows' outputs, wherever they were cut: bool (n,)."""
    arena, samples = frontier.backend.arena, frontier.samples
    equal = (arena.shapes(slots) == samples.target_shape[rows]).all(axis=1)
    for row in np.unique(rows[equal]).tolist():
        output = samples.output(row).ravel()
        of_row = np.flatnonzero(equal & (rows == row))
        cells = to_host(arena.cells[arena.xp.asarray(slots[of_row]), : output.size])
        equal[of_row] = (cells == output).all(axis=1)
    return equal
