"""Pieces in slots: their boxes and cells, and what kernels tell of them and the outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...backends import ArrayKernel
from ...backends.arena import to_host
from ...dsl.values import TRANSPARENT
from .nodes import TaskNodes


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
