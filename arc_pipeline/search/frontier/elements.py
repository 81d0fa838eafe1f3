"""The elements of lists, for many tasks at once: where they lie, their boxes, and the outputs that they equal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...backends.arena import spread, to_host
from .frontier import Frontier


@dataclass(frozen=True)
class Runs:
    """The elements of some lists on samples of their tasks: a row for each sample, list after list, on the host.
    `lists` (rows,): the index of the row's list; `starts` (lists,): the first row of each list; `samples` (rows,): the
    row's sample, as a row of Samples; `first`, `count` (rows,): the slot or place in the pool of numbers where the
    elements begin, and how many there are."""

    lists: np.ndarray
    starts: np.ndarray
    samples: np.ndarray
    first: np.ndarray
    count: np.ndarray

    @property
    def lengths(self) -> np.ndarray:
        """How many elements each list has in all: int64 (lists,)."""
        return np.bincount(self.lists, self.count, len(self.starts)).astype(np.int64)

    @cached_property
    def elements(self) -> tuple[np.ndarray, np.ndarray]:
        """The row of each element, ascending, and its slot or place in the pool of numbers: int64 (elements,) both."""
        rows, places, _ = spread(np, self.count)
        return rows, self.first[rows] + places

    def on_all(self, right: np.ndarray) -> np.ndarray:
        """Which lists have no row but right ones: bool (rows,) -> bool (lists,)."""
        return np.bincount(self.lists[~right], minlength=len(self.starts)) == 0

    def all(self, right: np.ndarray) -> np.ndarray:
        """Which lists have no element but right ones: bool (elements,) -> bool (lists,)."""
        return np.bincount(self.lists[self.elements[0]][~right], minlength=len(self.starts)) == 0

    def share(self, right: np.ndarray) -> np.ndarray:
        """The share of the elements of each list that are right, 0 of a list without any: bool (elements,) ->
        float64 (lists,)."""
        found = np.bincount(self.lists[self.elements[0]][right], minlength=len(self.starts))
        return np.asarray(found / np.maximum(self.lengths, 1))


def demonstrated(frontier: Frontier, lists: np.ndarray) -> Runs:
    """The elements of lists, int64 (n,) nodes, on the demonstrations of their tasks."""
    return _runs(frontier, lists, frontier.samples.demonstrations)


def on_samples(frontier: Frontier, lists: np.ndarray) -> Runs:
    """The elements of lists, int64 (n,) nodes, on all samples of their tasks."""
    return _runs(frontier, lists, frontier.samples.rows)


def _runs(frontier: Frontier, lists: np.ndarray, number: np.ndarray) -> Runs:
    """The elements of lists on the first samples of their tasks: `number` int64 (tasks,) of each task."""
    nodes, samples, xp = frontier.nodes, frontier.samples, frontier.backend.xp
    tasks = nodes.task.all[lists]
    rows, places, starts = spread(np, number[tasks])
    where = xp.asarray(nodes.first_row.all[lists][rows] + places)
    first, count = (to_host(part.all[where]) for part in (nodes.data, nodes.count))
    return Runs(rows, starts, samples.first_row[tasks][rows] + places, first, count)


def boxes(frontier: Frontier, slots: np.ndarray) -> np.ndarray:
    """Height, width, row and column in the frame of the cells in slots (n,): int64 (n, 4)."""
    return frontier.backend.arena.boxes(slots)


def numbers(frontier: Frontier, places: np.ndarray) -> np.ndarray:
    """The numbers at places in the pool, (n,): int64 (n,)."""
    arena = frontier.backend.arena
    return to_host(arena.numbers[arena.xp.asarray(places)]).astype(np.int64)


def with_element(
    frontier: Frontier, lists: np.ndarray, right: Callable[[np.ndarray, np.ndarray], np.ndarray]
) -> np.ndarray:
    """Those of some lists, int64 (n,) nodes, that have a right element on every demonstration of their task: int64 (m,)
    nodes. `right`: says which cells in slots (k,) are right where the outputs of these rows (k,) of Samples are asked
    for, bool (k,)."""
    there = demonstrated(frontier, lists)
    rows, slots = there.elements
    held = np.zeros(len(there.count), dtype=bool)  # where a list is empty nothing is
    held[rows[right(slots, there.samples[rows])]] = True
    return lists[there.on_all(held)]


def equal_outputs(frontier: Frontier, slots: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Whether the cells in slots (n,) equal the outputs of these rows (n,) of Samples, wherever in the frame they lie:
    bool (n,)."""
    arena, samples = frontier.backend.arena, frontier.samples
    equal = (arena.shapes(slots) == samples.target_shape[rows]).all(axis=1)
    for row in np.unique(rows[equal]).tolist():
        output = samples.output(row).ravel()
        of_row = np.flatnonzero(equal & (rows == row))
        cells = to_host(arena.cells[arena.xp.asarray(slots[of_row]), : output.size])
        equal[of_row] = (cells == output).all(axis=1)
    return equal
