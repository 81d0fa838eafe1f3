"""Where pieces of a task begin and end: rows and columns that programs can tell.

Few of the frontier's counts are positions, and those of others equal a place by chance; edges are read off the pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends.arena import to_host
from ...dsl import OPS
from ...dsl.types import MASK
from ...programs import INPUT, Builder
from ..frontier.frontier import Frontier
from ..frontier.nodes import IS_CELLS, Nodes

_WORDS = (("uppermost", "lowermost"), ("leftmost", "rightmost"))
_PIECES = 4000  # a task, the cheapest
_MASKS = 1000  # likewise
_EDGES = 200  # that are different


@dataclass(frozen=True)
class Edges:
    """Where pieces of a task begin and end along one axis, cheapest first: `values` int64 (n, samples).

    `nodes` (n,); `in_frame` bool (n,): which are masks of the input's shape, whose ones are meant; `at_end` bool (n,).
    """

    axis: int
    nodes: np.ndarray
    in_frame: np.ndarray
    at_end: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, frontier: Frontier, task: int, axis: int) -> Edges:
        """The different edges of the task's cheapest pieces that were cut out of their frame, and of masks."""
        cells = (frontier.nodes.task.all == task) & IS_CELLS[frontier.nodes.type.all]
        pieces = _cheapest(frontier, np.flatnonzero(cells), _PIECES)
        heads = heads_of(frontier, task, pieces)
        cut = heads[..., 2:].any(axis=(1, 2))
        masks, of_masks = _boxes(frontier, task, axis)
        begins = np.concatenate([heads[cut][..., 2 + axis], of_masks[..., 0]])
        ends = np.concatenate([(heads[cut][..., 2 + axis] + heads[cut][..., axis] - 1), of_masks[..., 1]])
        nodes, in_frame = np.concatenate([pieces[cut], masks]), np.repeat([False, True], [int(cut.sum()), len(masks)])
        order = np.argsort(frontier.nodes.cost.all[nodes] + OPS["toobject"].cost * in_frame, kind="stable")
        values = np.stack([begins[order], ends[order]], axis=1).reshape(-1, heads.shape[1])
        first = np.sort(np.unique(values, axis=0, return_index=True)[1])[:_EDGES]
        return cls(axis, nodes[order][first // 2], in_frame[order][first // 2], first % 2 == 1, values[first])

    def add_to(self, builder: Builder, k: int, nodes: Nodes) -> Any:
        """The call that tells edge `k`."""
        piece = nodes.add_to(builder, int(self.nodes[k]))
        if self.in_frame[k]:
            piece = builder.call("toobject", [piece, INPUT])
        return builder.call(_WORDS[self.axis][int(self.at_end[k])], [piece])


def _boxes(frontier: Frontier, task: int, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """The cheapest masks of the input's shape that have ones on all samples: nodes (n,), and where these begin and end
    along an axis, int64 (n, samples, 2)."""
    puzzle = frontier.samples.tasks[task]
    inputs = [*(pair.input for pair in puzzle.train), *puzzle.test]
    masks = frontier.nodes.of_type(task, MASK)[:_MASKS]
    heads = heads_of(frontier, task, masks)
    shaped = (heads[..., :2] == [grid.shape for grid in inputs]).all(axis=(1, 2)) & ~heads[..., 2:].any(axis=(1, 2))
    masks = masks[shaped]
    slots, arena = frontier.nodes.read(frontier.nodes.data, masks, len(inputs)), frontier.backend.arena
    found = []
    for row, grid in enumerate(inputs):
        places = frontier.backend.xp.asarray(slots[:, row])
        ones = to_host(arena.cells[places, : grid.size]).reshape(-1, *grid.shape) != 0
        lines = ones.any(axis=2 - axis)
        ends = np.stack([lines.argmax(axis=1), lines.shape[1] - 1 - lines[:, ::-1].argmax(axis=1)], axis=1)
        found.append(np.where(lines.any(axis=1)[:, None], ends, -1))
    boxes = np.stack(found, axis=1)
    there = (boxes >= 0).all(axis=(1, 2))
    return masks[there], boxes[there].astype(np.int64)


def _cheapest(frontier: Frontier, nodes: np.ndarray, most: int) -> np.ndarray:
    return nodes[np.argsort(frontier.nodes.cost.all[nodes], kind="stable")][:most]


def heads_of(frontier: Frontier, task: int, nodes: np.ndarray) -> np.ndarray:
    """Height, width, row and column in their frame of nodes of a task that are cells: int64 (n, samples, 4)."""
    slots = frontier.nodes.read(frontier.nodes.data, nodes, int(frontier.samples.rows[task]))
    return frontier.backend.arena.boxes(slots)
