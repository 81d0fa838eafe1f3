"""The promise of a view that begins with a grid: the bits that the grid leaves unsaid of the outputs.

A grid of another shape than the outputs says something only if the outputs are a part of it.
"""

from __future__ import annotations

import numpy as np

from ..frontier.gain import Outputs
from ..places.lying import where_lie
from ..taskview.nodes import TaskNodes

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
        larger = others[(shapes[others] >= wanted).all(axis=(1, 2))]
        left[np.isin(grids, [one.node for one in where_lie(seen, grids[larger])])] = _HELD * said.plain
    return left, said.plain
