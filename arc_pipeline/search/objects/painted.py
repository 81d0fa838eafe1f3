"""What pieces would paint on the demonstrations, cell by cell, and where that is what the outputs have there.

A piece fits as it is if wherever it paints inside its grid the output has that colour; in one colour, if all the cells
that it covers have one colour in the output.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...backends.arena import spread, to_host
from ...dsl.values import TRANSPARENT
from ..frontier.nodes import TYPE_CODE
from ..kernels.painted import COVERS_NOTHING, SEVERAL_COLORS
from ..kernels.painted import painted as painted_by
from .shifts import output_places
from .sources import MASKS
from .table import Table

_COLORINGS = 200  # lists with a colour list that are tried


@dataclass(frozen=True)
class Painted:
    """What the elements of lists beside one root cover on the demonstrations.

    `fits` bool (lists, objects): the element paints right as it is, never so for a mask; `color` uint8 (lists,
    objects): the one colour in which it would, COVERS_NOTHING or SEVERAL_COLORS; `covers` int64 (lists, objects): how
    many cells; `bits` uint32 (lists, objects, words): which cells of its demonstration's output.
    """

    fits: np.ndarray
    color: np.ndarray
    covers: np.ndarray
    bits: np.ndarray

    @property
    def right(self) -> np.ndarray:
        """Whether each element paints right as it is or in one colour, if it covers anything: bool (lists, objects)."""
        return (self.fits | (self.color != SEVERAL_COLORS)) & (self.covers > 0)

    def take(self, lists: np.ndarray) -> Painted:
        """The same of some of the lists."""
        return Painted(*(part[lists] for part in vars(self).values()))

    def with_lists(self, others: Painted) -> Painted:
        """The same with more lists beside the same root, which come last."""
        pairs = zip(vars(self).values(), vars(others).values(), strict=True)
        return Painted(*(np.concatenate(pair) for pair in pairs))


@dataclass(frozen=True)
class Explained:
    """Of the cells that some base has wrong those that elements reach which are right.

    `list`, `thing`, `place` int64 (m,): of each element its list, ascending, its object, and the demonstration; `bits`
    uint64 (m, words): which of the cells `of_place` in this, a bit each, the lowest first; `of_place`: for each
    demonstration the places of its cells among those of all, int64 (k,).
    """

    list: np.ndarray
    thing: np.ndarray
    place: np.ndarray
    bits: np.ndarray
    of_place: Sequence[np.ndarray]

    def packed(self, wrong: np.ndarray) -> np.ndarray:
        """Which of the cells are wrong, bool (n, cells), in the same words: uint64 (n, demonstrations, words)."""
        return np.stack([_packed(wrong[:, cells], self.bits.shape[1]) for cells in self.of_place], axis=1)


def paint_all(table: Table, source: int, lists: np.ndarray, outputs: Sequence[np.ndarray]) -> Painted:
    """What lists that have this source list, rows int64 (n,), paint on outputs."""
    rows, sample = table.rows.take(lists), spread(np, table.rows.count[source, : len(outputs)])[0]
    shape, is_masks = (len(lists), len(sample)), rows.type == TYPE_CODE[MASKS]
    items = np.empty((*shape, 5), np.int32)
    items[:, :, 0] = table.elements(rows, source)[:, : len(sample)]
    items[:, :, 1:4] = np.column_stack(output_places(outputs))[sample]
    items[:, :, 4] = np.where(is_masks, 0, TRANSPARENT)[:, None]
    words = -(-max(output.size for output in outputs) // 32)
    arena, target = table.backend.arena, table.view.target
    made = table.backend.apply(painted_by, items.reshape(-1, 5), arena.cells, arena.heads, target, words)
    made = to_host(made).reshape(*shape, 1 + words)
    said = made[:, :, 0]
    fits = (said >> 24 != 0) & ~is_masks[:, None]
    return Painted(fits, (said >> 16).astype(np.uint8), (said & 0xFFFF).astype(np.int64), made[:, :, 1:])


def reached_cells(painted: Painted, counts: np.ndarray, outputs: Sequence[np.ndarray]) -> np.ndarray:
    """The cells of all outputs that some right element covers: bool (cells,); `counts` as of paint_all."""
    right, ends = painted.right, np.cumsum(counts)
    found = []
    for end, count, output in zip(ends.tolist(), counts.tolist(), outputs, strict=True):
        own = slice(end - count, end)
        bits = np.bitwise_or.reduce(painted.bits[:, own][right[:, own]], axis=0)
        found.append(_unpacked(bits[None])[0, : output.size])
    return np.concatenate(found)


def explained_by(
    painted: Painted, counts: np.ndarray, wrong: np.ndarray, outputs: Sequence[np.ndarray]
) -> tuple[np.ndarray, Explained]:
    """The lists that have right elements on cells `wrong` bool (cells,), int64 (n,), and what these explain, the lists
    numbered anew."""
    place = np.repeat(np.arange(len(outputs)), counts)
    parts = np.split(wrong, np.cumsum([output.size for output in outputs])[:-1])
    width = 32 * painted.bits.shape[2]
    asked = np.stack([np.pad(part, (0, width - len(part))) for part in parts])
    lists, thing = np.nonzero(painted.right)
    bits = painted.bits[lists, thing] & np.packbits(asked, axis=1, bitorder="little").view(np.uint32)[place[thing]]
    there = bits.any(axis=1)
    lists, thing, bits = lists[there], thing[there], bits[there]
    cells = [np.flatnonzero(part) for part in parts]
    words = -(-max(map(len, cells)) // 64)
    compact = np.zeros((len(lists), words), np.uint64)
    for d, own in enumerate(cells):
        of = place[thing] == d
        compact[of] = _packed(_unpacked(bits[of])[:, own], words)
    begins = np.cumsum([0, *map(len, parts)])
    helpful, number = np.unique(lists, return_inverse=True)
    of_place = [begin + own for begin, own in zip(begins.tolist(), cells, strict=False)]
    return helpful, Explained(number, thing, place[thing], compact, of_place)


def _packed(flags: np.ndarray, words: int) -> np.ndarray:
    """bool (n, k) -> uint64 (n, words)."""
    padded = np.zeros((len(flags), 64 * words), dtype=bool)
    padded[:, : flags.shape[1]] = flags
    return np.packbits(padded, axis=1, bitorder="little").view(np.uint64)


def _unpacked(bits: np.ndarray) -> np.ndarray:
    """uint32 (n, words) -> bool (n, 32 * words)."""
    return np.unpackbits(np.ascontiguousarray(bits).view(np.uint8), axis=1, bitorder="little").astype(bool)


def colorings_of(
    painted: Painted, explained: Explained, colorings: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The lists and colour lists that agree on most cells, int64 (n,) each, and on which objects, bool (n, objects)."""
    objects = painted.fits.shape[1]
    if not len(colorings):
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, objects), dtype=bool)
    right = painted.color[:, None, :] == colorings[None]
    cells = np.zeros(painted.fits.shape, np.int64)
    cells[explained.list, explained.thing] = np.bitwise_count(explained.bits).sum(axis=1)
    count = np.where(right.sum(axis=2) > 1, np.einsum("lco,lo->lc", right, cells), 0).ravel()
    chosen = np.argsort(-count, kind="stable")[:_COLORINGS]
    chosen = np.sort(chosen[count[chosen] > 0])
    which, coloring = chosen // len(colorings), chosen % len(colorings)
    return which, coloring, right[which, coloring] | (painted.color[which] == COVERS_NOTHING)
