"""Single pieces of one task that may be copied, and where the outputs show copies of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...dsl.values import TRANSPARENT
from ..kernels.painted import shown as shown_at
from ..taskview.elements import pieces_in, told_of_pieces
from ..taskview.view import TaskView
from .sources import Begun

MARGIN = 30  # rows and columns outside an output at which a copy may begin
_TEMPLATES = 64
_CELLS = 80  # visible ones of a template, at most


@dataclass(frozen=True)
class Templates:
    """Pieces that the outputs show somewhere. `node` int64 (n,); on the demonstrations: `shape` int64
    (n, demonstrations, 2), `size` (n,): the number of visible cells on all of them, `first` int64
    (n, demonstrations, colours, 2): where in the piece the first cell of each colour is, -1 for none. `shown`, for each
    demonstration: whether its output shows the piece with its corner at each place, bool (n, h + MARGIN, w + MARGIN),
    the first MARGIN rows and columns being outside."""

    node: np.ndarray
    shape: np.ndarray
    size: np.ndarray
    first: np.ndarray
    shown: list[np.ndarray]

    def __len__(self) -> int:
        return len(self.node)


def templates_of(begun: Begun, targets: np.ndarray) -> Templates:
    """The targets, then the pieces among the leaves, all different, of few cells, and shown by at least two outputs, or
    by the only one. Copies are shown where objects would be shown at a shift (see shifts.py), but a copy in one other
    colour may lie partly outside."""
    view, samples = begun.view, len(begun.view.outputs)
    found = np.concatenate([targets[np.argsort(view.cost(targets), kind="stable")], begun.pieces])
    first, heads, cells = _different(view, found)
    shown = _places_shown(view, view.slots(found[first]))
    often = np.sum([some.any(axis=(1, 2)) for some in shown], axis=0)
    whole = np.flatnonzero(often >= min(2, samples))
    shape, cells = heads[whole, :samples, :2], cells[whole, :samples]
    size = (cells != TRANSPARENT).sum(axis=(1, 2))
    return Templates(found[first[whole]], shape, size, _first_cells(cells, shape), [some[whole] for some in shown])


def _different(view: TaskView, found: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The first of equal pieces, wherever they lie, that have few visible cells: indices, int64 (n,), ascending; their
    boxes, int64 (n, samples, 4), and their cells, TRANSPARENT after the last: uint8 (n, samples, bytes)."""
    heads, cells = pieces_in(view, view.slots(found))
    said = np.concatenate([cells, heads[..., :2].astype(np.uint8)], axis=2)
    same: dict[bytes, int] = {}
    first = np.array([k for k, row in enumerate(said) if same.setdefault(row.tobytes(), k) == k], dtype=np.int64)
    visible = (cells[first] != TRANSPARENT).sum(axis=2)
    first = first[((visible > 0) & (visible <= _CELLS)).all(axis=1) & (visible > 1).any(axis=1)][:_TEMPLATES]
    return first, heads[first], cells[first]


def _places_shown(view: TaskView, slots: np.ndarray) -> list[np.ndarray]:
    """Where outputs show the pieces in slots (n, samples), as `shown` in Templates."""
    places, n = [], len(slots)
    for d, (pair, output) in enumerate(zip(view.task.train, view.outputs, strict=True)):
        size = output.shape[0] + MARGIN, output.shape[1] + MARGIN
        items = np.stack([slots[:, d], np.zeros(n), *np.full((2, n), -MARGIN)], axis=1)
        changed = pair.input != output if view.keeps_shape else np.ones(output.shape, dtype=bool)
        shape = np.array([[0, *output.shape]], np.int32)
        flat = output.ravel(), changed.ravel().astype(np.uint8)
        places.append(told_of_pieces(view, shown_at, items, shape, *flat, *size, 1).astype(bool).reshape(n, *size))
    return places


def _first_cells(cells: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """Where in each piece the first cell of each colour is, -1 for none: cells uint8 (n, demonstrations, bytes) and
    shapes int64 (n, demonstrations, 2) -> int64 (n, demonstrations, colours, 2)."""
    has = (cells[:, :, None] == np.arange(TRANSPARENT + 1)[:, None]) & (cells != TRANSPARENT)[:, :, None]
    row, column = np.divmod(has.argmax(axis=3), shape[:, :, 1:])
    return np.where(has.any(axis=3)[..., None], np.stack([row, column], axis=-1), -1)
