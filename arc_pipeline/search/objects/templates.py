"""Single pieces of one task that may be copied, and where the outputs show copies of them.

A copy is shown at a place if all of its cells that are inside the output have their colours there, or all of them one
other, and some of them are not yet so before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends import Column
from ...backends.arena import spread, to_host
from ...dsl.types import GRID, OBJECT
from ...dsl.values import TRANSPARENT
from ...programs import Builder
from ..frontier.frontier import Frontier
from ..frontier.nodes import TYPE_CODE
from ..kernels.painted import shown
from .pieces import Pieces

MARGIN = 30  # rows and columns outside an output at which a copy may begin
_COST = 3  # of a node that is a template
_NODES = 120
_TEMPLATES = 64
_CELLS = 80  # of a template


@dataclass(frozen=True)
class Templates:
    """`target` (n,): which of the roots' targets, -1 for a `node` (n,); `data` (n, samples): slots; `cost` (n,)."""

    target: np.ndarray
    node: np.ndarray
    data: np.ndarray
    cost: np.ndarray

    def __len__(self) -> int:
        return len(self.cost)

    def take(self, chosen: np.ndarray) -> Templates:
        """Some of the templates."""
        return Templates(*(part[chosen] for part in vars(self).values()))

    def column(self, frontier: Frontier, chosen: np.ndarray) -> Column:
        """Templates as a column, one row a template and sample."""
        return Column(OBJECT, frontier.backend.xp.asarray(self.data[chosen].ravel().astype(np.int32)), None, None)

    def add_to(self, builder: Builder, frontier: Frontier, pieces: Pieces, k: int) -> Any:
        """Add the calls that make a template to a builder."""
        if self.target[k] >= 0:
            return pieces.targets.add_to(builder, frontier, pieces.roots, int(self.target[k]))
        return frontier.nodes.add_to(builder, int(self.node[k]))


@dataclass(frozen=True)
class Visible:
    """The cells of templates that are not transparent on the demonstrations, templates and demonstrations in order.

    `template`, `place` (which demonstration), `row`, `column` (in the template), `value` (n,); `shape` (templates,
    demonstrations, 2).
    """

    template: np.ndarray
    place: np.ndarray
    row: np.ndarray
    column: np.ndarray
    value: np.ndarray
    shape: np.ndarray


def templates_of(frontier: Frontier, task: int, pieces: Pieces) -> Templates:
    """The roots' targets, then the cheapest pieces of less than half of the input, all different and of a few cells."""
    nodes, samples = frontier.nodes, frontier.samples
    kinds = np.isin(nodes.type.all, [TYPE_CODE[OBJECT], TYPE_CODE[GRID]])
    own = np.flatnonzero((nodes.task.all == task) & kinds & (nodes.cost.all <= _COST) & (nodes.group.all >= 0))
    rows, xp = int(samples.rows[task]), frontier.backend.xp
    where = xp.asarray(nodes.first_row.all[own][:, None] + np.arange(rows))
    data = to_host(nodes.data.all[where]).astype(np.int64)
    areas = frontier.backend.arena.boxes(data)[..., :2].prod(axis=2)
    of_input = [grid.size for grid in (*(pair.input for pair in samples.tasks[task].train), *samples.tasks[task].test)]
    small = (2 * areas < of_input).all(axis=1) & (areas > 1).all(axis=1)
    own, data = own[small], data[small]
    order = np.argsort(nodes.cost.all[own], kind="stable")[:_NODES]
    targets, none = pieces.targets, np.full(len(order), -1)
    first = np.argsort(targets.cost, kind="stable")
    found = Templates(
        np.concatenate([first, none]),
        np.concatenate([np.full(len(first), -1), own[order]]),
        np.concatenate([targets.data[first], data[order]]),
        np.concatenate([targets.cost[first], nodes.cost.all[own[order]]]).astype(np.int64),
    )
    return found.take(_different(frontier, found))


def _different(frontier: Frontier, templates: Templates) -> np.ndarray:
    """The first templates of equal ones, wherever they lie, that have a few cells: int64 (n,), ascending."""
    arena, xp = frontier.backend.arena, frontier.backend.xp
    heads = arena.boxes(templates.data)
    cells = to_host(arena.cells[xp.asarray(templates.data)])
    areas = heads[..., 0] * heads[..., 1]
    inside = np.arange(cells.shape[2]) < areas[..., None]
    said = np.concatenate([np.where(inside, cells, 0), heads[..., :2].astype(np.uint8)], axis=2)
    same: dict[bytes, int] = {}
    first = np.array([k for k, row in enumerate(said) if same.setdefault(row.tobytes(), k) == k], dtype=np.int64)
    visible = (inside & (cells != TRANSPARENT)).sum(axis=2)
    few = ((visible > 0) & (visible <= _CELLS)).all(axis=1) & (visible > 1).any(axis=1)
    return np.asarray(first[few[first]][:_TEMPLATES])


def visible_cells(frontier: Frontier, templates: Templates, demonstrations: int) -> Visible:
    """The cells of templates on the demonstrations."""
    arena, xp = frontier.backend.arena, frontier.backend.xp
    slots = templates.data[:, :demonstrations]
    heads = arena.boxes(slots).reshape(-1, 4)
    piece, offset, _ = spread(np, heads[:, 0] * heads[:, 1])
    value = to_host(arena.cells.reshape(-1)[xp.asarray(slots.ravel()[piece] * arena.cells.shape[1] + offset)])
    there = value != TRANSPARENT
    piece, offset, value = piece[there], offset[there], value[there]
    shape = heads[:, :2].reshape(len(templates), demonstrations, 2)
    width = heads[piece, 1]
    return Visible(piece // demonstrations, piece % demonstrations, offset // width, offset % width, value, shape)


def places_shown(
    frontier: Frontier, templates: Templates, before: Sequence[np.ndarray] | None, outputs: Sequence[np.ndarray]
) -> list[np.ndarray]:
    """Whether each output shows each template with its corner at each place: bool (templates, h + MARGIN, w + MARGIN),
    the first place being MARGIN rows and columns outside. `before`: the demonstrations as they were, if all have the
    shapes of the outputs."""
    found = []
    for d, output in enumerate(outputs):
        n, size = len(templates), (output.shape[0] + MARGIN, output.shape[1] + MARGIN)
        items = np.stack([templates.data[:, d], np.zeros(n), *np.full((2, n), -MARGIN)], axis=1).astype(np.int32)
        changed = np.ones(output.shape, bool) if before is None else before[d] != output
        arena, shape = frontier.backend.arena, np.array([[0, *output.shape]], np.int32)
        made = frontier.backend.apply(
            shown, items, arena.cells, arena.heads, shape, output.ravel(), changed.ravel().astype(np.uint8), *size, 1
        )
        found.append(to_host(made).astype(bool).reshape(n, *size))
    return found
