"""What lists would paint on the demonstrations, cell by cell, and where the outputs have the same.

An element fits as it is if the output has its colour wherever it paints inside its grid; it fits in one colour if the
output has that colour at all cells that it covers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ...dsl.values import TRANSPARENT
from ..frontier.elements import demonstrated
from ..kernels.painted import COVERS_NOTHING, SEVERAL_COLORS
from ..kernels.painted import painted as painted_by
from ..taskview.pieces import output_places, told_of_pieces
from .sources import MASKS, Begun


@dataclass(frozen=True)
class Painted:
    """What the elements of lists with the same source list cover on the demonstrations.

    `fits` bool (lists, objects): whether the element fits as it is, which a mask never does; `color` uint8
    (lists, objects): the one colour in which it fits, COVERS_NOTHING or SEVERAL_COLORS; `bits` uint32
    (lists, objects, words): the cells of its demonstration's output that it covers.
    """

    fits: np.ndarray
    color: np.ndarray
    bits: np.ndarray

    @property
    def right(self) -> np.ndarray:
        """Whether each element covers anything and fits, as it is or in one colour: bool (lists, objects)."""
        return (self.fits | (self.color != SEVERAL_COLORS)) & (self.color != COVERS_NOTHING)

    def reached(self, example: np.ndarray, demonstrations: int) -> np.ndarray:
        """The cells that elements that fit cover, as bits: uint32 (demonstrations, words). `example` (objects,): the
        demonstration of each object, ascending; a demonstration may have none."""
        objects, lists = np.nonzero(self.right.T)
        found = np.zeros((demonstrations, self.bits.shape[2]), np.uint32)
        there, first = np.unique(example[objects], return_index=True)
        if len(there):
            found[there] = np.bitwise_or.reduceat(self.bits[lists, objects], first)
        return found

    def explained(self, cells: np.ndarray, example: np.ndarray) -> np.ndarray:
        """How many of some cells, bits uint32 (demonstrations, words), the elements of each list cover that fit, 0 if
        only one of several demonstrations has any: int64 (lists,). `example`: as in `reached`."""
        lists, objects = np.nonzero(self.right)
        covered = np.zeros(self.right.shape, np.int64)
        there = self.bits[lists, objects] & cells[example[objects]]
        covered[lists, objects] = np.bitwise_count(there).sum(axis=1, dtype=np.int64)
        on = np.stack([covered[:, example == d].any(axis=1) for d in range(len(cells))])
        return np.where(on.sum(axis=0) >= min(2, len(on)), covered.sum(axis=1), 0)

    def take(self, lists: np.ndarray | slice) -> Painted:
        """The lists at these indices."""
        return Painted(*(part[lists] for part in vars(self).values()))

    def shaped(self, lists: int, words: int) -> Painted:
        """The same of elements that stand one after the other as those of lists, with as many words of bits."""
        fits, color, bits = (part.reshape(lists, -1, *part.shape[1:]) for part in vars(self).values())
        return Painted(fits, color, bits[:, :, :words])

    def with_lists(self, others: Painted) -> Painted:
        """The same with other lists of the same source list, which come last."""
        pairs = zip(vars(self).values(), vars(others).values(), strict=True)
        return Painted(*(np.concatenate(pair) for pair in pairs))


def paint_all(begun: Begun, lists: np.ndarray) -> Iterator[Painted]:
    """What lists, nodes int64 (n,) sorted by source list, paint on the outputs: of one source list after the other."""
    there = demonstrated(begun.frontier, lists)
    rows, slots = there.elements
    of, is_masks = there.lists[rows], begun.are(lists, MASKS)
    target, places = _outputs(begun)
    items = np.column_stack([slots, places[there.samples[rows]], np.where(is_masks, 0, TRANSPARENT)[of]])
    words = -(-int(places[:, 1:].prod(axis=1).max()) // 32)
    made = told_of_pieces(begun.views[0], painted_by, items, target, words)
    said, masks = made[:, 0], is_masks[of]
    whole = Painted((said >> 24 != 0) & ~masks, (said >> 16).astype(np.uint8), made[:, 1:])
    source, ends = begun.source(lists), np.append(0, there.lengths.cumsum())
    bounds = [*np.flatnonzero(np.diff(source, prepend=-1)).tolist(), len(lists)]
    for begin, end in pairwise(bounds):
        own = whole.take(slice(int(ends[begin]), int(ends[end])))
        outputs = begun.view_of(int(lists[begin])).outputs
        yield own.shaped(end - begin, -(-max(output.size for output in outputs) // 32))


def _outputs(begun: Begun) -> tuple[np.ndarray, np.ndarray]:
    """The cells of the outputs of all tasks, uint8 (cells,); and by row of Samples where an output begins there, its
    height and its width, 0 where there is none: int32 (rows, 3)."""
    samples, places = begun.frontier.samples, output_places([one for view in begun.views for one in view.outputs])
    rows = [samples.first_row[view.row] + np.arange(len(view.outputs)) for view in begun.views]
    found = np.zeros((len(samples.target_shape), 3), np.int32)
    found[np.concatenate(rows)] = places
    return np.concatenate([view.target for view in begun.views]), found
