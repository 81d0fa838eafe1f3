"""Where objects went: the shifts at which the outputs show them.

An object is shown at a shift if the output has its colours at all its cells inside the grid, and some of these differ
from the grid without the objects; or if all its cells are inside, have one colour in the output, and all differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...dsl.values import TRANSPARENT
from ..frontier.elements import demonstrated
from ..kernels.painted import shown as shown_at
from ..taskview.pieces import output_places, pieces_in, told_of_pieces
from ..taskview.view import TaskView

_GATHERED = 6_000_000  # pairs of a cell and a shift that are looked at


@dataclass(frozen=True)
class Shown:
    """Where the outputs show the objects of a source list. `at` bool (objects, rows, columns): whether each object of
    the demonstrations is shown at each shift, with no shift in the middle."""

    at: np.ndarray

    @property
    def middle(self) -> np.ndarray:
        """The place of no shift in `at`: int64 (2,)."""
        return np.array(self.at.shape[1:]) // 2

    @property
    def share(self) -> float:
        """The share of objects that are shown anywhere."""
        return float(self.at.any(axis=(1, 2)).mean())


def shifts_shown(view: TaskView, source: int, erased: np.ndarray) -> Shown | None:
    """Where the outputs show the objects of a source list; None if only one of several demonstrations shows any, if
    that would take too long, or if an object lies partly outside or has no visible cell. `erased` uint8 (cells,): the
    demonstrations without the objects."""
    outputs, (example, slots) = view.outputs, demonstrated(view.frontier, np.array([source])).elements
    heads, cells = pieces_in(view, slots)
    visible = (cells != TRANSPARENT).sum(axis=1)
    height, width = np.max([output.shape for output in outputs], axis=0).tolist()
    if visible.sum() * 4 * height * width > _GATHERED or not visible.all():
        return None
    if (heads[:, 2:] < 0).any() or (heads[:, 2:] + heads[:, :2] > [height, width]).any():
        return None
    items = np.column_stack([slots, example, heads[:, 2:] - [height - 1, width - 1]])
    size, changed = (2 * height - 1, 2 * width - 1), (erased != view.target).astype(np.uint8)
    made = told_of_pieces(view, shown_at, items, output_places(outputs), view.target, changed, *size, 0)
    at = made.astype(bool).reshape(-1, *size)
    return Shown(at) if len(np.unique(example[at.any(axis=(1, 2))])) >= min(2, len(outputs)) else None
