"""Edges: the rows and columns at which pieces of a task begin and end, as programs can compute them.

Few of the frontier's counts are positions, and others equal a place by chance; edges are read off the pieces instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...dsl import OPS
from ...dsl.types import MASK
from ...programs import INPUT, Ref
from ..frontier.joins import first_of_equal
from .nodes import TaskNodes

if TYPE_CHECKING:
    from .view import TaskView

_WORDS = (("uppermost", "lowermost"), ("leftmost", "rightmost"))
_PIECES = 4000  # per task, the cheapest
_MASKS = 1000  # per task, the cheapest
_EDGES = 200  # different edges per axis


@dataclass(frozen=True)
class Edges:
    """The rows or columns at which pieces of a task begin and end along one axis, cheapest first: `values` int64 (n,
    samples).

    `nodes` (n,): the pieces; `in_frame` bool (n,): whether a piece is a mask of the input's shape, whose edges are
    those of its ones; `at_end` bool (n,): whether the edge is the last row or column rather than the first.
    """

    axis: int
    nodes: np.ndarray
    in_frame: np.ndarray
    at_end: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, view: TaskNodes, axis: int) -> Edges:
        """The different edges of the task's cheapest masks and pieces, of pieces only those that do not begin at the
        origin of their frame on every sample."""
        pieces = view.of_cells()[:_PIECES]
        heads = view.heads(pieces)
        cut = heads[..., 2:].any(axis=(1, 2))
        masks, of_masks = _boxes(view, axis)
        begins = np.concatenate([heads[cut][..., 2 + axis], of_masks[..., 0]])
        ends = np.concatenate([(heads[cut][..., 2 + axis] + heads[cut][..., axis] - 1), of_masks[..., 1]])
        nodes, in_frame = np.concatenate([pieces[cut], masks]), np.repeat([False, True], [int(cut.sum()), len(masks)])
        order = np.argsort(view.cost(nodes) + OPS["toobject"].cost * in_frame, kind="stable")
        values = np.stack([begins[order], ends[order]], axis=1).reshape(-1, heads.shape[1])
        first = first_of_equal(values)[:_EDGES]
        return cls(axis, nodes[order][first // 2], in_frame[order][first // 2], first % 2 == 1, values[first])

    def add_to(self, view: TaskView, k: int) -> Ref:
        """Add the call that computes edge `k`."""
        piece = view.add(int(self.nodes[k]))
        if self.in_frame[k]:
            piece = view.call("toobject", piece, INPUT)
        return view.call(_WORDS[self.axis][int(self.at_end[k])], piece)


def _boxes(view: TaskNodes, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """The cheapest masks of the input's shape that have ones on all samples: nodes (n,), and the first and last row or
    column with ones along the axis, int64 (n, samples, 2)."""
    inputs = [*(pair.input for pair in view.task.train), *view.task.test]
    masks = view.of_type(MASK)[:_MASKS]
    heads = view.heads(masks)
    shaped = (heads[..., :2] == [grid.shape for grid in inputs]).all(axis=(1, 2)) & ~heads[..., 2:].any(axis=(1, 2))
    masks = masks[shaped]
    slots, found = view.slots(masks), []
    for row, grid in enumerate(inputs):
        ones = view.cells_in(slots[:, row], grid.size).reshape(-1, *grid.shape) != 0
        lines = ones.any(axis=2 - axis)
        ends = np.stack([lines.argmax(axis=1), lines.shape[1] - 1 - lines[:, ::-1].argmax(axis=1)], axis=1)
        found.append(np.where(lines.any(axis=1)[:, None], ends, -1))
    boxes = np.stack(found, axis=1)
    there = (boxes >= 0).all(axis=(1, 2))
    return masks[there], boxes[there].astype(np.int64)
