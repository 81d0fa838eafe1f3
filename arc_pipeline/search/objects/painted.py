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
from ..frontier.frontier import Frontier

ANY, NONE = 254, 255  # of the colours that a piece may have: it covers no cell, it covers cells of several colours
_CELLS = 6_000_000  # of boxes that are looked at in one go
_COLORINGS = 200  # lists with a colour list that are tried


@dataclass(frozen=True)
class Painted:
    """The cells that the elements of lists beside one root cover on the demonstrations.

    `piece` int64 (n,): list * objects + object; `cell` int64 (n,): where in the demonstrations' cells, one output after
    the other. `fits` bool (lists, objects): the element paints right as it is, never so for a mask; `color` uint8
    (lists, objects): the one colour in which it would, ANY, or NONE. `covers` int64 (lists, objects): cells in all.
    """

    piece: np.ndarray
    cell: np.ndarray
    fits: np.ndarray
    color: np.ndarray
    covers: np.ndarray

    @property
    def right(self) -> np.ndarray:
        """Whether each element paints right as it is or in one colour, if it covers anything: bool (lists, objects)."""
        return (self.fits | (self.color != NONE)) & (self.covers > 0)

    def of(self, lists: np.ndarray, cells: np.ndarray | None = None) -> Painted:
        """The same of some of the lists, ascending int64, which get new numbers; if `cells`, bool (cells,), are given,
        only there are `piece` and `cell`, and only of elements that are right."""
        objects = self.fits.shape[1]
        number = np.full(len(self.fits), -1)
        number[lists] = np.arange(len(lists))
        there = number[self.piece // objects] >= 0
        if cells is not None:
            there &= cells[self.cell] & self.right.ravel()[self.piece]
        piece = number[self.piece[there] // objects] * objects + self.piece[there] % objects
        return Painted(piece, self.cell[there], self.fits[lists], self.color[lists], self.covers[lists])

    def with_lists(self, others: Painted) -> Painted:
        """The same with more lists beside the same root, which come last."""
        piece = np.concatenate([self.piece, others.piece + self.fits.size])
        cell = np.concatenate([self.cell, others.cell])
        pairs = zip((self.fits, self.color, self.covers), (others.fits, others.color, others.covers), strict=True)
        return Painted(piece, cell, *(np.concatenate(pair) for pair in pairs))


def paint_all(
    frontier: Frontier,
    data: np.ndarray,
    counts: np.ndarray,
    is_masks: np.ndarray,
    outputs: Sequence[np.ndarray],
) -> Painted:
    """What lists paint on outputs. `data` int64 (lists, demonstrations): their first slots, `counts` (demonstrations,):
    the objects of each; `is_masks` bool (lists,)."""
    arena, xp = frontier.backend.arena, frontier.backend.xp
    sample, place, _ = spread(np, counts)
    objects = len(sample)
    slots = (data[:, sample] + place).ravel()
    heads = arena.boxes(slots)
    areas = heads[:, 0] * heads[:, 1]
    most = int(np.searchsorted(np.cumsum(areas), _CELLS))
    areas[most:] = 0
    piece, offset, _ = spread(np, areas)
    value = to_host(arena.cells.reshape(-1)[xp.asarray(slots.astype(np.int64)[piece] * arena.cells.shape[1] + offset)])
    heights, widths = np.array([output.shape for output in outputs]).T
    of_sample = sample[piece % objects]
    row = heads[piece, 2] + offset // heads[piece, 1]
    column = heads[piece, 3] + offset % heads[piece, 1]
    there = (row >= 0) & (row < heights[of_sample]) & (column >= 0) & (column < widths[of_sample])
    there &= value != np.where(is_masks, 0, TRANSPARENT)[piece // objects]
    piece, value, of_sample = piece[there], value[there], of_sample[there]
    begins = np.cumsum([0, *(output.size for output in outputs)])
    cell = begins[of_sample] + row[there] * widths[of_sample] + column[there]
    target = np.concatenate([output.ravel() for output in outputs])[cell]
    fits, color, covers = _judged(piece, value, target, len(slots))
    shape = len(data), objects
    fits = fits.reshape(shape) & ~is_masks[:, None]
    fits.reshape(-1)[most:] = False
    color[most:] = NONE
    return Painted(piece, cell, fits, color.reshape(shape), covers.reshape(shape))


def _judged(
    piece: np.ndarray, value: np.ndarray, target: np.ndarray, pieces: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each piece whether all its values are the target's, the one colour of the target under it, its cells."""
    fits, color = np.ones(pieces, dtype=bool), np.full(pieces, ANY, dtype=np.uint8)
    covers = np.bincount(piece, minlength=pieces)
    if len(piece):
        starts = np.flatnonzero(np.diff(piece, prepend=-1))
        there = piece[starts]
        fits[there] = np.logical_and.reduceat(value == target, starts)
        lowest, highest = np.minimum.reduceat(target, starts), np.maximum.reduceat(target, starts)
        color[there] = np.where(lowest == highest, lowest, NONE)
    return fits, color, covers


def colorings_of(painted: Painted, colorings: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The lists and colour lists that agree on most cells, int64 (n,) each, and on which objects, bool (n, objects)."""
    objects = painted.fits.shape[1]
    if not len(colorings):
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, objects), dtype=bool)
    right = painted.color[:, None, :] == colorings[None]
    cells = np.bincount(painted.piece, minlength=painted.fits.size).reshape(painted.fits.shape)
    count = np.where(right.sum(axis=2) > 1, np.einsum("lco,lo->lc", right, cells), 0).ravel()
    chosen = np.argsort(-count, kind="stable")[:_COLORINGS]
    chosen = np.sort(chosen[count[chosen] > 0])
    which, coloring = chosen // len(colorings), chosen % len(colorings)
    return which, coloring, right[which, coloring] | (painted.color[which] == ANY)
