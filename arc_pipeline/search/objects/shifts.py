"""Where objects went: the shifts at which the outputs show them.

An object is shown at a shift if all of its cells that are inside the grid then have their colours in the output, or all
of them one other, and some of them are not yet so where the object was only taken away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...backends.arena import spread, to_host
from ...dsl.values import TRANSPARENT
from ..frontier.joins import first_of_equal
from ..kernels.painted import shown as shown_at
from .table import Rows, Table

_GATHERED = 6_000_000  # cells at shifts that are looked at


@dataclass(frozen=True)
class Shown:
    """Whether the outputs show each object of a source list at each shift: `at` bool (objects, rows, columns), no shift
    in the middle; `example` (objects,): the demonstration of each; `boxes` int64 (objects of all samples, 4)."""

    at: np.ndarray
    example: np.ndarray
    boxes: np.ndarray

    @property
    def middle(self) -> np.ndarray:
        """No shift: int64 (2,)."""
        return np.array(self.at.shape[1:]) // 2

    @property
    def share(self) -> float:
        """The share of objects that are shown anywhere."""
        return float(self.at.any(axis=(1, 2)).mean())

    def often(self, moved: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How many objects of each list lie where the outputs show them, none if so in one demonstration alone: (n,);
        the shifts of all objects, those of the tests too: int64 (n, 2 * objects). `moved` int64 (n, objects, 4): boxes
        of lists with the same source list."""
        objects = len(self.at)
        to = moved[..., 2:] - self.boxes[:, 2:] + self.middle
        there = (moved[..., 0] > 0) & ((to >= 0) & (to < self.at.shape[1:])).all(axis=2)
        there &= (to != self.middle).any(axis=2)
        row, column = np.where(there[..., None], to, 0)[:, :objects].transpose(2, 0, 1)
        hits = there[:, :objects] & self.at[np.arange(objects), row, column]
        starts = np.flatnonzero(np.diff(self.example, prepend=-1))
        often = np.logical_or.reduceat(hits, starts, axis=1).sum(axis=1) >= min(2, len(starts))
        return np.where(often, hits.sum(axis=1), 0), np.where(there[..., None], to, -1).reshape(len(moved), -1)

    def most(self, table: Table, source: int, moved: Rows, least: float, most: int) -> np.ndarray:
        """The lists, no two with the same shifts, of which at least so many objects are shown, these first of which
        most are: int64 (n,), up to `most`."""
        often, shifts = self.often(table.boxes(moved, source))
        best = np.lexsort((moved.cost, -often))
        best = best[often[best] >= least]
        return best[first_of_equal(shifts[best])][:most]


def shifts_shown(table: Table, source: int, erased: np.ndarray, outputs: Sequence[np.ndarray]) -> Shown | None:
    """Where the outputs show the objects of a source list; None where that is so in one demonstration alone or would
    take too long. `erased` uint8 (cells,): the demonstrations without the objects."""
    rows, arena = table.rows.take(np.array([source])), table.backend.arena
    boxes, sample = table.boxes(rows, source)[0], spread(np, rows.count[0, : len(outputs)])[0]
    slots = table.elements(rows, source)[0, : len(sample)]
    heads, cells = table.pieces(slots)
    visible = (cells != TRANSPARENT).sum(axis=1)
    height, width = np.max([output.shape for output in outputs], axis=0).tolist()
    if visible.sum() * 4 * height * width > _GATHERED or not visible.all():
        return None
    if (heads[:, 2:] < 0).any() or (heads[:, 2:] + heads[:, :2] > [height, width]).any():
        return None
    target, places = table.view.target, output_places(outputs)
    items = np.column_stack([slots, sample, heads[:, 2:] - [height - 1, width - 1]]).astype(np.int32)
    size = 2 * height - 1, 2 * width - 1
    changed = (erased != target).astype(np.uint8)
    made = table.backend.apply(shown_at, items, arena.cells, arena.heads, places, target, changed, *size, 0)
    at = to_host(made).astype(bool).reshape(-1, *size)
    often = len(np.unique(sample[at.any(axis=(1, 2))]))
    return Shown(at, sample, boxes) if often >= min(2, len(outputs)) else None


def output_places(outputs: Sequence[np.ndarray]) -> np.ndarray:
    """Where each output begins among the cells of all, its height and its width: int32 (n, 3)."""
    begins = np.cumsum([0, *(output.size for output in outputs)])[:-1]
    return np.column_stack([begins, [output.shape for output in outputs]]).astype(np.int32)
