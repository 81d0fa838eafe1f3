"""How much a value promises to be a part of a right program, by several measures that no single one could replace."""

from __future__ import annotations

import numpy as np

from ...backends.arena import to_host
from ...tasks import Task
from ..kernels.promises import AROUND, WITHIN, promises
from .frontier import Frontier
from .nodes import IS_CELLS, IS_LIST, IS_NUMBER

MEASURES = ("gain", "agreement", "mean agreement", "support", "colors", "window", "frame", "number")
_GAIN, _AGREEMENT, _MEAN, _SUPPORT, _COLORS, _WINDOW, _FRAME, _NUMBER = range(len(MEASURES))
_FEWEST_CELLS = 4  # of a window: smaller ones occur by chance


class Promise:
    """Measures the values of one task of a frontier, each once.

    The MEASURES, all 0 for no promise: gain: the bits that a cell feature saves. agreement: the share of the cells in
    which the input is wrong that are right, less those that became wrong, in the worst demonstration; mean agreement:
    the mean of all. support: how well the marked cells are those that change (F1), in the worst demonstration. colors:
    how much of the output its colours are, as multisets. window: the share of the output that it is a window of, frame:
    the share of it that is the output. number: 1 for a number that can be read off the outputs and differs among them.
    """

    def __init__(self, frontier: Frontier, task: int) -> None:
        self._frontier, self._task = frontier, task
        shown: Task = frontier.samples.tasks[task]
        outputs = [pair.output for pair in shown.train]
        self._shapes = np.array([output.shape for output in outputs])
        self._areas = self._shapes.prod(axis=1)
        begins = np.cumsum(self._areas) - self._areas
        self._outputs = np.column_stack([begins, self._shapes]).astype(np.int32)
        self._target = np.concatenate([output.ravel() for output in outputs])
        changed = [
            pair.input != pair.output if pair.keeps_shape else np.zeros(pair.output.shape, bool) for pair in shown.train
        ]
        self._changed = np.concatenate([part.ravel() for part in changed]).astype(np.uint8)
        self._wrong = np.array([int(part.sum()) for part in changed])
        self._keeps_shape = all(pair.keeps_shape for pair in shown.train)
        self._read_off = _read_off(shown)
        self._measured = np.zeros((0, len(MEASURES)), np.float32)
        self._nodes = np.empty(0, np.int64)

    def measured(self) -> tuple[np.ndarray, np.ndarray]:
        """The nodes of the task, int64 (n,), and their measures, float32 (n, len(MEASURES))."""
        nodes = self._frontier.nodes
        own = np.flatnonzero(nodes.task.all[len(self._nodes) and int(self._nodes[-1]) + 1 :] == self._task)
        new = own + (int(self._nodes[-1]) + 1 if len(self._nodes) else 0)
        self._measured = np.concatenate([self._measured, self._measure(new)])
        self._nodes = np.concatenate([self._nodes, new])
        return self._nodes, self._measured

    def _measure(self, new: np.ndarray) -> np.ndarray:
        nodes, found = self._frontier.nodes, np.zeros((len(new), len(MEASURES)), np.float32)
        found[:, _GAIN] = nodes.gain.all[new]
        of_cells = np.flatnonzero(IS_CELLS[nodes.type.all[new]])
        if len(of_cells):
            found[of_cells, 1:_NUMBER] = self._of_cells(new[of_cells])
        numbers = np.flatnonzero(IS_NUMBER[nodes.type.all[new]] & ~IS_LIST[nodes.type.all[new]])
        if len(numbers) and len(self._read_off):
            values = nodes.read(nodes.data, new[numbers], len(self._outputs))
            found[numbers, _NUMBER] = (values[:, None] == self._read_off).all(axis=2).any(axis=1)
        return found

    def _of_cells(self, new: np.ndarray) -> np.ndarray:
        """The measures from agreement to frame of values of cells: float64 (n, 6)."""
        arena, nodes, count = self._frontier.backend.arena, self._frontier.nodes, len(self._outputs)
        slots = nodes.read(nodes.data, new, count)
        items = np.stack([slots, np.broadcast_to(np.arange(count), slots.shape)], axis=2).reshape(-1, 2)
        given = items.astype(np.int32), arena.cells, arena.heads, self._outputs, self._target, self._changed
        made = to_host(self._frontier.backend.apply(promises, *given)).reshape(*slots.shape, 6)
        equal, common, kinds, window, marked, hits = np.moveaxis(made, 2, 0)
        areas = arena.boxes(slots)[..., :2].prod(axis=2)
        same = (arena.boxes(slots)[..., :2] == self._shapes).all(axis=(1, 2))
        before = np.where(self._keeps_shape, self._areas - self._wrong, self._areas / 2)
        better = np.where(same[:, None], (equal - before) / np.maximum(self._areas - before, 1), 0.0)
        support = np.where(same[:, None], 2 * hits / np.maximum(marked + self._wrong, 1), 0.0)
        varied = (kinds > 1).all(axis=1)
        colors = np.where(varied, (common / np.maximum(areas, self._areas)).min(axis=1), 0.0)
        large = (areas >= _FEWEST_CELLS).all(axis=1) & varied
        within = np.where(large & (window == WITHIN).all(axis=1), (areas / self._areas).mean(axis=1), 0.0)
        around = np.where((window == AROUND).all(axis=1), (self._areas / np.maximum(areas, 1)).mean(axis=1), 0.0)
        parts = better.min(axis=1), better.mean(axis=1), support.min(axis=1), colors, within, around
        return np.maximum(np.stack(parts, axis=1), 0.0)


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
