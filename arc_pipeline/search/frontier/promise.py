"""How much a value promises to be a part of a right program, by several measures that no single one could replace.

The values of all tasks of a frontier are measured together, in one launch for all that are new.
"""

from __future__ import annotations

import numpy as np

from ...backends.arena import spread, to_host
from ...backends.hashing import hash_numbers, mix64, mix_placed
from ...tasks import Task
from ..kernels.promises import AROUND, WITHIN, promises
from .frontier import Frontier
from .joins import first_of_equal, places
from .nodes import IS_CELLS, IS_LIST, IS_NUMBER, TYPE_LIST, Nodes

MEASURES = ("gain", "agreement", "mean agreement", "support", "colors", "window", "frame", "number")
_GAIN, _AGREEMENT, _MEAN, _SUPPORT, _COLORS, _WINDOW, _FRAME, _NUMBER = range(len(MEASURES))
_FEWEST_CELLS = 4  # of a window: smaller ones occur by chance


class Promise:
    """Measures the values of a frontier, each once, whoever asks for them.

    The MEASURES, all 0 for no promise: gain: the bits that a cell feature saves. agreement: the share of the cells in
    which the input is wrong that are right, less those that became wrong, in the worst demonstration; mean agreement:
    the mean of all. support: how well the marked cells are those that change (F1), in the worst demonstration. colors:
    how much of the output its colours are, as multisets. window: the share of the output that it is a window of, frame:
    the share of it that is the output. number: 1 for a number that can be read off the outputs and differs among them.
    """

    def __init__(self, frontier: Frontier) -> None:
        self.frontier = frontier
        tasks = frontier.samples.tasks
        pairs = [pair for task in tasks for pair in task.train]
        self._counts = np.array([len(task.train) for task in tasks])
        self._first = np.cumsum(self._counts) - self._counts
        self._shapes = np.array([pair.output.shape for pair in pairs])
        self._areas = self._shapes.prod(axis=1)
        begins = np.cumsum(self._areas) - self._areas
        self._outputs = np.column_stack([begins, self._shapes]).astype(np.int32)
        self._target = np.concatenate([pair.output.ravel() for pair in pairs])
        changed = [
            pair.input != pair.output if pair.keeps_shape else np.zeros(pair.output.shape, bool) for pair in pairs
        ]
        self._changed = np.concatenate([part.ravel() for part in changed]).astype(np.uint8)
        self._wrong = np.array([int(part.sum()) for part in changed])
        # Where outputs have other shapes than inputs, half of the cells count as right before anything is made.
        alike = np.repeat([all(pair.keeps_shape for pair in task.train) for task in tasks], self._counts)
        self._before = np.where(alike, self._areas - self._wrong, self._areas / 2)
        self._read_off = np.concatenate([_keys(_read_off(one), np.full(1, k)) for k, one in enumerate(tasks)])
        self._measured = np.zeros((0, len(MEASURES)), np.float32)

    def measured(self) -> np.ndarray:
        """The measures of all nodes there are: float32 (nodes, len(MEASURES))."""
        new = np.arange(len(self._measured), len(self.frontier.nodes))
        self._measured = np.concatenate([self._measured, self._measure(new)])
        return self._measured

    def _measure(self, new: np.ndarray) -> np.ndarray:
        nodes, found = self.frontier.nodes, np.zeros((len(new), len(MEASURES)), np.float32)
        found[:, _GAIN] = nodes.gain.all[new]
        type = nodes.type.all[new]
        of_cells, numbers = np.flatnonzero(IS_CELLS[type]), np.flatnonzero(IS_NUMBER[type] & ~IS_LIST[type])
        if len(of_cells):
            found[of_cells, 1:_NUMBER] = self._of_cells(new[of_cells])
        if len(numbers) and len(self._read_off):
            rows, _, starts, place = self._demonstrations(new[numbers])
            mixed = np.add.reduceat(mix_placed(to_host(nodes.at(nodes.hash, rows)), place), starts, dtype=np.uint64)
            found[numbers, _NUMBER] = np.isin(_with_task(mixed, nodes.task.all[new[numbers]]), self._read_off)
        return found

    def _demonstrations(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """The values of nodes on the demonstrations of their tasks, node after node: the row of each, the output that
        is asked for there, where each node's begin, and the place of each in its task."""
        task = self.frontier.nodes.task.all[chosen]
        of, place, starts = spread(np, self._counts[task])
        return self.frontier.nodes.first_row.all[chosen][of] + place, self._first[task][of] + place, starts, place

    def _of_cells(self, new: np.ndarray) -> np.ndarray:
        """The measures from agreement to frame of values of cells: float64 (n, 6)."""
        arena, nodes = self.frontier.backend.arena, self.frontier.nodes
        rows, output, starts, _ = self._demonstrations(new)
        slots = to_host(nodes.at(nodes.data, rows))
        items = np.column_stack([slots, output]).astype(np.int32)
        given = items, arena.cells, arena.heads, self._outputs, self._target, self._changed
        equal, common, kinds, window, marked, hits = to_host(self.frontier.backend.apply(promises, *given)).T
        shapes = arena.boxes(slots)[:, :2]
        areas, wanted = shapes.prod(axis=1), self._areas[output]

        def in_all(flags: np.ndarray) -> np.ndarray:
            return np.logical_and.reduceat(flags, starts)

        def least(measures: np.ndarray) -> np.ndarray:
            return np.minimum.reduceat(measures, starts)

        def mean(measures: np.ndarray) -> np.ndarray:
            return np.add.reduceat(measures, starts) / self._counts[nodes.task.all[new]]

        same, varied = in_all((shapes == self._shapes[output]).all(axis=1)), in_all(kinds > 1)
        better = (equal - self._before[output]) / np.maximum(wanted - self._before[output], 1)
        support = 2 * hits / np.maximum(marked + self._wrong[output], 1)
        within = varied & in_all((areas >= _FEWEST_CELLS) & (window == WITHIN))
        parts = (
            same * least(better),
            same * mean(better),
            same * least(support),
            varied * least(common / np.maximum(areas, wanted)),
            within * mean(areas / wanted),
            in_all(window == AROUND) * mean(wanted / np.maximum(areas, 1)),
        )
        return np.maximum(np.stack(parts, axis=1), 0.0)


def most_promising(nodes: Nodes, measures: np.ndarray, most: int, but: np.ndarray) -> np.ndarray:
    """Up to `most` nodes of each task, without those of `but`, int64 (m,), chosen by each measure in turn, the cheaper
    of equals: int64 (n,), by task, and those that promise most first. Of values of one task and type that all measures,
    (nodes, measures), say the same of, only the cheapest may be chosen."""
    chosen = np.flatnonzero((measures > 0).any(axis=1))
    cost, type, task = (getattr(nodes, name).all for name in ("cost", "type", "task"))
    chosen = chosen[np.argsort(cost[chosen], kind="stable")]
    alike = np.column_stack([task[chosen], np.round(measures[chosen], 3), type[chosen]]) + 0.0  # no negative zeros
    first = first_of_equal(alike.view(np.uint64))
    chosen = chosen[first[np.lexsort(alike[first].T[::-1])]]
    chosen = chosen[~np.isin(chosen, but)]
    turns = []
    for m in range(len(MEASURES)):
        own = chosen[measures[chosen, m] > 0]
        own = own[np.lexsort((cost[own], -measures[own, m], task[own]))]
        turns.append((own, places(task[own]), np.full(len(own), m)))
    chosen, place, measure = (np.concatenate(part) for part in zip(*turns, strict=True))
    chosen = chosen[np.lexsort((measure, place, task[chosen]))]
    chosen = chosen[np.sort(np.unique(chosen, return_index=True)[1])]
    return chosen[places(task[chosen]) < most]


def leaf_bits(nodes: Nodes, measures: np.ndarray, words: np.ndarray) -> np.ndarray:
    """The bits to say which node of its task and `words`, int64 (nodes,), one is, the fewest that any of these orders
    makes: by its cost among those of its type and word; and by each measure, (nodes, measures), where it promises
    anything, what a measure does not tell from a cheaper one after all others. float64 (nodes,)."""
    cost, type, task = (getattr(nodes, name).all for name in ("cost", "type", "task"))
    every, place = np.arange(len(nodes)), np.full(len(nodes), len(nodes))

    def count(order: np.ndarray, groups: np.ndarray) -> None:
        place[order] = np.minimum(place[order], places(groups[order]))

    groups = (task.astype(np.int64) * len(TYPE_LIST) + type) * (words.max() + 1) + words
    count(np.lexsort((every, cost, groups)), groups)
    for measure in measures.T:
        own = np.flatnonzero(measure > 0)
        own = own[np.lexsort((cost[own], -measure[own], task[own]))]
        rounded = np.round(measure[own], 3)
        again = np.zeros(len(own), dtype=bool)
        again[1:] = (task[own][1:] == task[own][:-1]) & (rounded[1:] == rounded[:-1])
        count(own[np.lexsort((again, task[own]))], task)
    return np.log2(1.0 + place)


def _keys(numbers: np.ndarray, task: np.ndarray) -> np.ndarray:
    """A key for each row of numbers of a task, int64 (n, demonstrations): uint64 (n,)."""
    mixed = mix_placed(hash_numbers(numbers), np.arange(numbers.shape[1])).sum(axis=1, dtype=np.uint64)
    return _with_task(mixed, task)


def _with_task(keys: np.ndarray, task: np.ndarray) -> np.ndarray:
    found: np.ndarray = mix64(keys + task.astype(np.uint64))
    return found


def _read_off(task: Task) -> np.ndarray:
    """Numbers that can be read off the outputs and that differ among them, one of each demonstration: int64
    (n, demonstrations). Sides, how much longer they are than the input's, how many colours, how many cells of each
    colour, the most frequent colour, the number of changed cells."""
    outputs, inputs = ([getattr(pair, name) for pair in task.train] for name in ("output", "input"))
    counts = np.array([np.bincount(output.ravel(), minlength=10)[:10] for output in outputs])
    sides = np.array([output.shape for output in outputs])
    found = [*sides.T, *(sides - [grid.shape for grid in inputs]).T, (counts > 0).sum(axis=1), *counts.T[1:]]
    found.append(counts[:, 1:].argmax(axis=1) + 1)
    if all(pair.keeps_shape for pair in task.train):
        found.append(np.array([(pair.input != pair.output).sum() for pair in task.train]))
    rows = np.unique(np.array(found), axis=0)
    return rows[(rows != rows[:, :1]).any(axis=1)]
