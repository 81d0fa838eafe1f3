"""Copies of one template beside, over or on each object of a source list, where the outputs show them.

The place of a copy follows from the two boxes, so that all templates and ways to lay them are judged before any copy is
made.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...dsl import OPS
from ...dsl.values import TRANSPARENT
from ..frontier.aligned import Calls, Literals, calls
from ..frontier.joins import first_of_equal
from ..taskview.elements import Elements, pieces_in
from ..taskview.view import TaskView
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


def copies(view: TaskView, source: int, templates: Templates) -> Iterator[Calls]:
    """The calls that lay copies at the objects of a source list, those whose shown copies have the most cells; none
    that only one of several demonstrations shows."""
    if not len(templates):
        return
    elements = view.elements(source)
    rows, columns = _corners(view, templates, elements)
    hits = np.zeros(rows.shape, dtype=bool)
    for d, shown in enumerate(templates.shown):
        of = np.flatnonzero(elements.example == d)
        i, j = rows[:, :, of] + MARGIN, columns[:, :, of] + MARGIN
        inside = (i >= 0) & (i < shown.shape[1]) & (j >= 0) & (j < shown.shape[2])
        which = np.arange(len(shown))[:, None]
        hits[:, :, of] = inside & shown[which, np.where(inside, i, 0), np.where(inside, j, 0)]
    n = len(templates)
    count = elements.often(hits.reshape(len(_CALLS) * n, -1)) * np.tile(templates.size, len(_CALLS))
    best = np.lexsort((np.tile(view.cost(templates.node), len(_CALLS)), -count))
    best = best[count[best] > 0][: 4 * _KEPT]
    laid = np.stack([rows, columns], axis=-1).reshape(len(count), -1)[best]
    best = best[first_of_equal(np.concatenate([best[:, None] % n, laid], axis=1))][:_KEPT]
    for name in dict.fromkeys(name for name, _ in _CALLS):
        own = np.array([k for k in best.tolist() if _CALLS[k // n][0] == name], dtype=np.int64)
        words = [OPS[name].parameters[-1].encode(_CALLS[k // n][1]) for k in own.tolist()]
        template, word = templates.node[own % n], Literals(np.array(words, dtype=np.int64))
        yield calls(view.frontier.nodes, name, template, source, word)


def _corners(view: TaskView, templates: Templates, elements: Elements) -> tuple[np.ndarray, np.ndarray]:
    """The rows and columns at which copies would begin on the demonstrations: int64 (ways, templates, objects) each,
    far outside the grid where there is no copy."""
    slots = elements.slots(np.array([elements.source]))[0, : elements.demonstrated]
    (heads, cells), shapes = pieces_in(view, slots), templates.shape[:, elements.example]
    lines = []
    for axis in (0, 1):
        at, length, own = heads[:, 2 + axis], heads[:, axis], shapes[:, :, axis]
        room = length - own
        lines.append([np.broadcast_to(at, own.shape), at + room, at + (room >> 1), at - own, at + length + 0 * own])
    mark = (cells != TRANSPARENT).argmax(axis=1)
    own = templates.first[:, elements.example, cells[np.arange(len(slots)), mark]]
    marked = heads[:, 2:] + np.stack(np.divmod(mark, np.maximum(heads[:, 1], 1)), axis=1)
    by_color = np.where(own < 0, -4 * MARGIN, marked - own)
    rows = np.stack([*(lines[0][down] for down, _ in _WAYS.values()), by_color[..., 0]])
    columns = np.stack([*(lines[1][right] for _, right in _WAYS.values()), by_color[..., 1]])
    return rows, columns
