"""Single pieces of one task that may be copied, and where the outputs show copies of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...backends.arena import to_host
from ...dsl.types import GRID, OBJECT
from ...dsl.values import TRANSPARENT
from ..kernels.painted import shown as shown_at
from .table import Rows, Table

MARGIN = 30  # rows and columns outside an output at which a copy may begin
_COST = 3  # of a node that is a template, at most
_NODES = 120
_TEMPLATES = 64
_CELLS = 80  # visible ones of a template, at most


@dataclass(frozen=True)
class Templates:
    """Pieces that the outputs show somewhere. `row` (n,): their rows; on the demonstrations: `shape` int64
    (n, demonstrations, 2), `size` (n,): the number of visible cells on all of them, `first` int64
    (n, demonstrations, colours, 2): where in the piece the first cell of each colour is, -1 for none. `shown`, for each
    demonstration: whether its output shows the piece with its corner at each place, bool (n, h + MARGIN, w + MARGIN),
    the first MARGIN rows and columns being outside."""

    row: np.ndarray
    shape: np.ndarray
    size: np.ndarray
    first: np.ndarray
    shown: list[np.ndarray]

    def __len__(self) -> int:
        return len(self.row)


def templates_of(table: Table, targets: np.ndarray) -> Templates:
    """The targets, then the cheapest pieces of less than half of the input, all different, of few cells, and shown by
    at least two outputs, or by the only one. Copies are shown where objects would be shown at a shift (see shifts.py),
    but a copy in one other colour may lie partly outside."""
    view, samples = table.view, len(table.view.outputs)
    nodes = view.of_type(OBJECT, GRID)
    nodes = nodes[(view.cost(nodes) <= _COST) & (nodes != view.row)]
    areas, grids = view.heads(nodes)[..., :2].prod(axis=2), view.heads(np.array([view.row]))[0, :, :2].prod(axis=1)
    nodes = nodes[(2 * areas < grids).all(axis=1) & (areas > 1).all(axis=1)][:_NODES]
    chosen = targets[np.argsort(table.rows.cost[targets], kind="stable")]
    found = Rows.joined([table.rows.take(chosen), table.nodes(nodes, np.full(len(nodes), -1))])
    first, cells = _different(table, found)
    found, cells = found.take(first), cells[:, :samples]
    shown = _places_shown(table, found)
    often = np.sum([some.any(axis=(1, 2)) for some in shown], axis=0)
    whole = np.flatnonzero(often >= min(2, samples))
    row = np.concatenate([chosen[first[first < len(chosen)]], np.full(int((first >= len(chosen)).sum()), -1)])[whole]
    row[row < 0] = table.keep(found.take(whole[row < 0]))
    shape = table.backend.arena.boxes(found.data[whole, :samples])[..., :2]
    there = (cells[whole] != TRANSPARENT).sum(axis=(1, 2))
    return Templates(row, shape, there, _first_cells(cells[whole], shape), [some[whole] for some in shown])


def _different(table: Table, found: Rows) -> tuple[np.ndarray, np.ndarray]:
    """The first of equal pieces, wherever they lie, that have few visible cells: indices, int64 (n,), ascending; and
    their cells, TRANSPARENT after the last: uint8 (n, samples, bytes)."""
    heads, cells = table.pieces(found.data)
    said = np.concatenate([cells, heads[..., :2].astype(np.uint8)], axis=2)
    same: dict[bytes, int] = {}
    first = np.array([k for k, row in enumerate(said) if same.setdefault(row.tobytes(), k) == k], dtype=np.int64)
    visible = (cells[first] != TRANSPARENT).sum(axis=2)
    few = ((visible > 0) & (visible <= _CELLS)).all(axis=1) & (visible > 1).any(axis=1)
    return first[few][:_TEMPLATES], cells[first[few][:_TEMPLATES]]


def _places_shown(table: Table, found: Rows) -> list[np.ndarray]:
    """Where outputs show these pieces, as `shown` in Templates."""
    pairs, arena, n = table.view.task.train, table.backend.arena, len(found)
    places = []
    for d, (pair, output) in enumerate(zip(pairs, table.view.outputs, strict=True)):
        size = output.shape[0] + MARGIN, output.shape[1] + MARGIN
        items = np.stack([found.data[:, d], np.zeros(n), *np.full((2, n), -MARGIN)], axis=1).astype(np.int32)
        changed = pair.input != output if table.view.keeps_shape else np.ones(output.shape, dtype=bool)
        shape = np.array([[0, *output.shape]], np.int32)
        flat = output.ravel(), changed.ravel().astype(np.uint8)
        made = table.backend.apply(shown_at, items, arena.cells, arena.heads, shape, *flat, *size, 1)
        places.append(to_host(made).astype(bool).reshape(n, *size))
    return places


def _first_cells(cells: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """Where in each piece the first cell of each colour is, -1 for none: cells uint8 (n, demonstrations, bytes) and
    shapes int64 (n, demonstrations, 2) -> int64 (n, demonstrations, colours, 2)."""
    has = (cells[:, :, None] == np.arange(TRANSPARENT + 1)[:, None]) & (cells != TRANSPARENT)[:, :, None]
    row, column = np.divmod(has.argmax(axis=3), shape[:, :, 1:])
    return np.where(has.any(axis=3)[..., None], np.stack([row, column], axis=-1), -1)
