"""Copies of one template beside, over or on each object of a source list, where the outputs show them.

The place of a copy follows from the two boxes, so that all templates and ways to lay them are judged before any copy is
made.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...backends.arena import spread
from ...dsl import OPS
from ...dsl.values import TRANSPARENT
from ..frontier.joins import first_of_equal
from .table import Batch, Literals, Table
from .templates import MARGIN, Templates

_START, _END, _MIDDLE, _BEFORE, _BEHIND = range(5)  # where a copy lies along a box's rows or columns
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
_KEPT = 24  # calls of a source list


def copies(table: Table, source: int, templates: Templates) -> Iterator[Batch]:
    """The calls that lay copies at the objects of a source list, those whose shown copies have the most cells; none
    that only one of several demonstrations shows."""
    if not len(templates):
        return
    elements = table.elements(table.rows.take(np.array([source])), source)[0]
    place = spread(np, table.rows.count[source, : len(templates.shown)])[0]
    rows, columns = _corners(table, templates, place, elements[: len(place)])
    hits = np.zeros(rows.shape, dtype=bool)
    for d, shown in enumerate(templates.shown):
        of = np.flatnonzero(place == d)
        i, j = rows[:, :, of] + MARGIN, columns[:, :, of] + MARGIN
        inside = (i >= 0) & (i < shown.shape[1]) & (j >= 0) & (j < shown.shape[2])
        which = np.arange(len(shown))[:, None]
        hits[:, :, of] = inside & shown[which, np.where(inside, i, 0), np.where(inside, j, 0)]
    starts = np.flatnonzero(np.diff(place, prepend=-1))
    often = np.logical_or.reduceat(hits, starts, axis=2).sum(axis=2)
    count = np.where(often >= min(2, len(templates.shown)), hits.sum(axis=2) * templates.size, 0).ravel()
    best = np.lexsort((np.tile(table.rows.cost[templates.row], len(_CALLS)), -count))
    best = best[count[best] > 0][: 4 * _KEPT]
    laid = np.stack([rows, columns], axis=-1).reshape(len(count), -1)[best]
    best = best[first_of_equal(np.concatenate([best[:, None] % len(templates), laid], axis=1))][:_KEPT]
    for name in dict.fromkeys(name for name, _ in _CALLS):
        own = [k for k in best.tolist() if _CALLS[k // len(templates)][0] == name]
        words = [OPS[name].parameters[-1].encode(_CALLS[k // len(templates)][1]) for k in own]
        of, template = np.full(len(own), source), templates.row[np.array(own, dtype=np.int64) % len(templates)]
        yield Batch.of(name, of, template, of, Literals(np.array(words, dtype=np.int64)))


def _corners(table: Table, templates: Templates, place: np.ndarray, slots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows and columns at which copies would begin: int64 (ways, templates, objects) each, far outside the grid
    where there is no copy. `place` and `slots` (objects,): the demonstration and the slot of each object."""
    (heads, cells), shapes = table.pieces(slots), templates.shape[:, place]
    lines = []
    for axis in (0, 1):
        at, length, own = heads[:, 2 + axis], heads[:, axis], shapes[:, :, axis]
        room = length - own
        lines.append([np.broadcast_to(at, own.shape), at + room, at + (room >> 1), at - own, at + length + 0 * own])
    mark = (cells != TRANSPARENT).argmax(axis=1)
    own = templates.first[:, place, cells[np.arange(len(slots)), mark]]
    marked = heads[:, 2:] + np.stack(np.divmod(mark, np.maximum(heads[:, 1], 1)), axis=1)
    by_color = np.where(own < 0, -4 * MARGIN, marked - own)
    rows = np.stack([*(lines[0][down] for down, _ in _WAYS.values()), by_color[..., 0]])
    columns = np.stack([*(lines[1][right] for _, right in _WAYS.values()), by_color[..., 1]])
    return rows, columns
