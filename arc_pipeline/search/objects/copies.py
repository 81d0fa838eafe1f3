"""Copies of one template beside, over or on each object of a root, where the outputs show them.

Where a copy would lie follows from the two boxes, so that all templates and ways to lay them are judged before any copy
is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends import Column
from ...backends.arena import spread, to_host
from ...dsl import OPS, Choice
from ...dsl.types import COUNT, OBJECT, list_of
from ...dsl.values import TRANSPARENT
from ...programs import Builder
from ..frontier.frontier import Frontier
from .measures import Numbers
from .pieces import Pieces
from .templates import MARGIN, Templates, places_shown, templates_of, visible_cells

_START, _END, _MIDDLE, _BEFORE, _BEHIND = range(5)  # of a box's rows or columns
_WAYS = {
    ("align", "corner"): (_START, _START),
    ("align", "center"): (_MIDDLE, _MIDDLE),
    ("put", "upper right"): (_START, _END),
    ("put", "lower left"): (_END, _START),
    ("put", "lower right"): (_END, _END),
    ("put", "above"): (_BEFORE, _MIDDLE),
    ("put", "below"): (_BEHIND, _MIDDLE),
    ("put", "before"): (_MIDDLE, _BEFORE),
    ("put", "behind"): (_MIDDLE, _BEHIND),
}
_CALLS = (*_WAYS, ("put", "color"))
_KEPT = 24  # of a root


@dataclass(frozen=True)
class Copies:
    """Lists that are copies of a template at the objects of a root. `template`, `way` (n,): indices; `data` (n,
    samples): first slots; `cost` (n,)."""

    templates: Templates
    template: np.ndarray
    way: np.ndarray
    data: np.ndarray
    cost: np.ndarray

    def __len__(self) -> int:
        return len(self.template)

    def add_to(self, builder: Builder, frontier: Frontier, pieces: Pieces, root: int, numbers: Numbers, k: int) -> Any:
        """Add the calls that lay the copies to a builder."""
        operation, word = _CALLS[int(self.way[k])]
        template = self.templates.add_to(builder, frontier, pieces, int(self.template[k]))
        return builder.call(operation, [template, frontier.nodes.add_to(builder, root), word])


class Copying:
    """The templates of one task and where its outputs show them; copies are asked for root by root."""

    def __init__(self, frontier: Frontier, task: int, pieces: Pieces) -> None:
        self.frontier, self.pieces = frontier, pieces
        pairs = frontier.samples.tasks[task].train
        outputs = [pair.output for pair in pairs]
        same = all(pair.keeps_shape for pair in pairs)
        templates = templates_of(frontier, task, pieces)
        visible = visible_cells(frontier, templates, len(outputs))
        before: Sequence[np.ndarray] | None = [pair.input for pair in pairs] if same else None
        shown = places_shown(frontier, templates, before, outputs)
        often = np.sum([some.any(axis=(1, 2)) for some in shown], axis=0)
        chosen = np.flatnonzero(often >= min(2, len(outputs)))
        self.templates, self.shown = templates.take(chosen), [some[chosen] for some in shown]
        self.shapes = visible.shape[chosen]
        self.size = np.bincount(visible.template, minlength=len(templates))[chosen]
        self.first = np.full((len(templates), len(outputs), TRANSPARENT + 1, 2), -1)
        from_end = slice(None, None, -1)  # of several cells of a colour the first is written last
        at = visible.template[from_end], visible.place[from_end], visible.value[from_end]
        self.first[at] = np.stack([visible.row, visible.column], axis=1)[from_end]
        self.first = self.first[chosen]

    def copies(self, root: int) -> Copies | None:
        """The copies at the objects of a root that most demonstrations show; None where there are none, and for
        masks."""
        if self.pieces.kind[root] or not len(self.templates):
            return None
        counts = self.pieces.roots.count[root]
        place, offset, _ = spread(np, counts[: len(self.shown)])
        slots = self.pieces.roots.data[root][place] + offset
        rows, columns = self._corners(place, slots)
        hits = np.zeros(rows.shape, dtype=bool)
        for d, shown in enumerate(self.shown):
            of = np.flatnonzero(place == d)
            i, j = rows[:, :, of] + MARGIN, columns[:, :, of] + MARGIN
            inside = (i >= 0) & (i < shown.shape[1]) & (j >= 0) & (j < shown.shape[2])
            which = np.broadcast_to(np.arange(len(shown))[:, None], inside.shape[1:])
            i, j = np.where(inside, i, 0), np.where(inside, j, 0)
            hits[:, :, of] = inside & np.stack([shown[which, a, b] for a, b in zip(i, j, strict=True)])
        starts = np.flatnonzero(np.diff(place, prepend=-1))
        often = np.logical_or.reduceat(hits, starts, axis=2).sum(axis=2)
        count = np.where(often >= min(2, len(self.shown)), hits.sum(axis=2) * self.size, 0).ravel()
        cost = np.tile(self.templates.cost, len(_CALLS))
        best = np.lexsort((cost, -count))
        best = best[count[best] > 0][: 4 * _KEPT]
        laid = np.stack([rows, columns], axis=-1).reshape(len(count), -1)[best]
        laid = np.concatenate([best[:, None] % len(self.templates), laid], axis=1)
        best = best[np.sort(np.unique(laid, axis=0, return_index=True)[1])][:_KEPT]
        if not len(best):
            return None
        return self._made(root, best % len(self.templates), best // len(self.templates))

    def _corners(self, place: np.ndarray, slots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The rows and columns at which copies would begin: int64 (ways, templates, objects) each; far outside where
        there is none."""
        arena, xp = self.frontier.backend.arena, self.frontier.backend.xp
        heads = arena.boxes(slots)
        cells = to_host(arena.cells[xp.asarray(slots)])
        shapes = self.shapes[:, place]
        lines = []
        for axis in (0, 1):
            at, length, own = heads[:, 2 + axis], heads[:, axis], shapes[:, :, axis]
            room = length - own
            lines.append([np.broadcast_to(at, own.shape), at + room, at + (room >> 1), at - own, at + length + 0 * own])
        inside = np.arange(cells.shape[1]) < (heads[:, 0] * heads[:, 1])[:, None]
        mark = (inside & (cells != TRANSPARENT)).argmax(axis=1)
        color = cells[np.arange(len(slots)), mark]
        own = self.first[:, place, color]
        mark_row, mark_column = heads[:, 2] + mark // heads[:, 1], heads[:, 3] + mark % heads[:, 1]
        far = -4 * MARGIN
        row = np.where(own[:, :, 0] < 0, far, mark_row - own[:, :, 0])
        column = np.where(own[:, :, 1] < 0, far, mark_column - own[:, :, 1])
        rows = np.stack([*(lines[0][down] for down, _ in _WAYS.values()), row])
        columns = np.stack([*(lines[1][right] for _, right in _WAYS.values()), column])
        return rows, columns

    def _made(self, root: int, template: np.ndarray, way: np.ndarray) -> Copies:
        """The copies laid, on all samples."""
        frontier, counts = self.frontier, self.pieces.roots.count[root]
        samples, xp = len(counts), frontier.backend.xp
        data = np.empty((len(way), samples), dtype=np.int64)
        cost = np.empty(len(way), dtype=np.int64)
        for operation in dict.fromkeys(name for name, _ in _CALLS):
            op = OPS[operation]
            own = np.flatnonzero([_CALLS[k][0] == operation for k in way.tolist()])
            if not len(own):
                continue
            words = op.parameters[-1].type
            assert isinstance(words, Choice)
            literals = np.array([words.encode(_CALLS[k][1]) for k in way[own].tolist()], dtype=np.int32)
            arguments = [
                self.templates.column(frontier, template[own]),
                self.pieces.column(frontier, np.full(len(own), root)),
                Column(COUNT, xp.asarray(np.repeat(literals, samples)), None, None),
            ]
            column = frontier.backend.run(op, arguments, len(own) * samples)
            assert column.type == list_of(OBJECT)
            data[own] = to_host(column.data).reshape(-1, samples)
            cost[own] = op.cost + self.templates.cost[template[own]] + int(self.pieces.cost[root])
        return Copies(self.templates, template, way, data, cost)
