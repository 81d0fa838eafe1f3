"""What lists would paint on the demonstrations, cell by cell, and where the outputs have the same.

An element fits as it is if the output has its colour wherever it paints inside its grid; it fits in one colour if the
output has that colour at all cells that it covers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...dsl.values import TRANSPARENT
from ..bits import unpacked
from ..kernels.painted import COVERS_NOTHING, SEVERAL_COLORS
from ..kernels.painted import painted as painted_by
from ..taskview.elements import Elements, told_of_pieces
from ..taskview.view import TaskView
from .shifts import output_places
from .sources import MASKS


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

    def reached(self, example: np.ndarray) -> np.ndarray:
        """The cells that elements that fit cover: bool (demonstrations, 32 * words). `example` (objects,): the
        demonstration of each object, ascending."""
        found = [
            np.bitwise_or.reduce(self.bits[:, example == d][self.right[:, example == d]])
            for d in range(example[-1] + 1)
        ]
        return unpacked(np.stack(found))

    def explained(self, cells: np.ndarray, elements: Elements) -> np.ndarray:
        """How many of some cells the elements of each list cover that fit, 0 if only one of several demonstrations has
        any: int64 (lists,). `cells` bool (demonstrations, 32 * words)."""
        asked = np.packbits(cells, axis=1, bitorder="little").view(np.uint32)
        covered = np.bitwise_count(self.bits & asked[elements.example]).sum(axis=2, dtype=np.int64)
        return elements.often(covered * self.right)

    def take(self, lists: np.ndarray) -> Painted:
        """The lists at these indices."""
        return Painted(*(part[lists] for part in vars(self).values()))

    def with_lists(self, others: Painted) -> Painted:
        """The same with other lists of the same source list, which come last."""
        pairs = zip(vars(self).values(), vars(others).values(), strict=True)
        return Painted(*(np.concatenate(pair) for pair in pairs))


def paint_all(view: TaskView, source: int, lists: np.ndarray) -> Painted:
    """What the lists with this source list, nodes int64 (n,), paint on the outputs."""
    outputs, elements = view.outputs, view.elements(source)
    shape, is_masks = (len(lists), elements.demonstrated), view.are(lists, MASKS)
    items = np.empty((*shape, 5), np.int32)
    items[:, :, 0] = elements.slots(lists)[:, : elements.demonstrated]
    items[:, :, 1:4] = output_places(outputs)[elements.example]
    items[:, :, 4] = np.where(is_masks, 0, TRANSPARENT)[:, None]
    words = -(-max(output.size for output in outputs) // 32)
    made = told_of_pieces(view, painted_by, items.reshape(-1, 5), view.target, words).reshape(*shape, 1 + words)
    said = made[:, :, 0]
    return Painted((said >> 24 != 0) & ~is_masks[:, None], (said >> 16).astype(np.uint8), made[:, :, 1:])
