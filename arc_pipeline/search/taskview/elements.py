"""The elements of all lists that belong to one source list, on all samples of a task: numbers and slots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...backends import ArrayKernel
from ...backends.arena import spread, to_host
from ...dsl.values import TRANSPARENT
from .nodes import TaskNodes


class Elements:
    """The elements beside the objects of a source list, which all its lists have in the same number: `sample` int64
    (objects,): the sample of each, ascending; the first `demonstrated` are those of the demonstrations."""

    def __init__(self, view: TaskNodes, source: int) -> None:
        self._view, self.source = view, source
        lengths = view.lengths(np.array([source]))[0]
        self.sample, self._place, _ = spread(np, lengths)
        self.demonstrated = int(lengths[: len(view.outputs)].sum())

    def __len__(self) -> int:
        return len(self.sample)

    @property
    def example(self) -> np.ndarray:
        """The demonstration of each object on a demonstration: int64 (demonstrated,)."""
        return self.sample[: self.demonstrated]

    def slots(self, lists: np.ndarray) -> np.ndarray:
        """The slots of the elements of lists of cells, int64 (n,) nodes, or the places in the pool of those of lists of
        numbers: int64 (n, objects)."""
        return np.asarray(self._view.slots(lists)[:, self.sample] + self._place)

    def numbers(self, lists: np.ndarray) -> np.ndarray:
        """The elements of lists of numbers: int64 (n, objects)."""
        arena = self._view.backend.arena
        return to_host(arena.numbers[arena.xp.asarray(self.slots(lists))]).astype(np.int64)

    def often(self, hits: np.ndarray) -> np.ndarray:
        """The sum of the objects' hits, 0 if only one of several demonstrations has any: bool or int (n, demonstrated)
        -> int64 (n,)."""
        on = np.stack([hits[:, self.example == d].any(axis=1) for d in range(len(self._view.outputs))])
        return np.where(on.sum(axis=0) >= min(2, len(on)), hits.sum(axis=1), 0)


def pieces_in(view: TaskNodes, slots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The boxes of the pieces in slots, an array of any shape: int64 (..., 4); and their cells, TRANSPARENT after the
    last: uint8 (..., bytes)."""
    arena = view.backend.arena
    boxes, cells = arena.boxes(slots), to_host(arena.cells[arena.xp.asarray(slots)])
    there = np.arange(cells.shape[-1]) < boxes[..., :2].prod(axis=-1, keepdims=True)
    return boxes, np.where(there, cells, TRANSPARENT)


def told_of_pieces(view: TaskNodes, kernel: ArrayKernel, items: np.ndarray, *given: Any) -> np.ndarray:
    """What a kernel tells of pieces, copied to the host: it takes `items`, whose first column are slots, then the cells
    and heads of all slots, then what is given."""
    arena = view.backend.arena
    return to_host(view.backend.apply(kernel, items.astype(np.int32), arena.cells, arena.heads, *given))


def output_places(outputs: Sequence[np.ndarray]) -> np.ndarray:
    """Where each output begins among the cells of all outputs, its height and its width: int32 (n, 3)."""
    begins = np.cumsum([0, *(output.size for output in outputs)])[:-1]
    return np.column_stack([begins, [output.shape for output in outputs]]).astype(np.int32)
