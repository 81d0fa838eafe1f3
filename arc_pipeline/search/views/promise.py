"""The promise of a view that begins with a grid: the bits that the grid leaves unsaid of the outputs.

A grid of another shape than the outputs says something only if the outputs are a part of it.
"""

from __future__ import annotations

import numpy as np

from ..frontier.gain import Outputs
from ..kernels.promises import AROUND, promises
from ..taskview.nodes import TaskNodes
from ..taskview.pieces import output_places, told_of_pieces

_HELD = 0.5  # share of the outputs' bits that a grid leaves unsaid which holds them as a part
_ASKED = 500  # grids of other shapes than the outputs in which these are looked for


def left_unsaid(seen: TaskNodes, grids: np.ndarray) -> tuple[np.ndarray, float]:
    """The bits of the outputs' cells that each grid leaves unsaid, float64 (n,), infinite where it says nothing; and
    the bits of these cells when nothing is known (the null code length)."""
    outputs, slots = seen.outputs, seen.slots(grids, len(seen.outputs))
    shapes, wanted = seen.heads(grids)[:, : len(outputs), :2], [output.shape for output in outputs]
    alike = (shapes == wanted).all(axis=(1, 2))
    areas = [output.size for output in outputs]
    said = Outputs.of(seen.backend, seen.target, np.zeros_like(seen.target), areas, entry_bits=0)
    left = np.full(len(grids), np.inf)
    left[alike] = said.plain - seen.gains(said, slots[alike])
    if not alike[0]:
        others = np.flatnonzero(~alike)[:_ASKED]
        left[others[hold_outputs(seen, grids[others])]] = _HELD * said.plain
    return left, said.plain


def hold_outputs(seen: TaskNodes, grids: np.ndarray) -> np.ndarray:
    """Which grids, nodes int64 (n,), have every demonstration's output as a part, or are equal to it: bool (n,)."""
    slots = seen.slots(grids, len(seen.outputs))
    items = np.stack([slots, np.broadcast_to(np.arange(len(seen.outputs)), slots.shape)], axis=2).reshape(-1, 2)
    given = output_places(seen.outputs), seen.target, np.zeros_like(seen.target)
    equal, _, _, part, _, _ = told_of_pieces(seen, promises, items, *given).T.reshape(-1, *slots.shape)
    return ((part == AROUND) | (equal == [output.size for output in seen.outputs])).all(axis=1)
