"""The promise of a view that begins with a grid: the bits that the grid leaves unsaid of the outputs.

A grid of another shape than the outputs says something only if the outputs are a part of it.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..frontier.gain import Outputs
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
        left[larger[hold_outputs(seen, grids[larger])]] = _HELD * said.plain
    return left, said.plain


def hold_outputs(seen: TaskNodes, grids: np.ndarray) -> np.ndarray:
    """Which grids, nodes int64 (n,) at least as large as the outputs, have every demonstration's output as a part: bool
    (n,)."""
    slots, shapes = seen.slots(grids, len(seen.outputs)), seen.heads(grids)[..., :2]
    left = np.arange(len(grids))
    for d, output in enumerate(seen.outputs):
        held = np.zeros(len(left), dtype=bool)
        for h, w in np.unique(shapes[left, d], axis=0).tolist():
            alike = (shapes[left, d] == (h, w)).all(axis=1)
            cells = seen.cells_in(slots[left[alike], d], h * w).reshape(-1, h, w)
            held[alike] = windows_equal(cells, output).any(axis=(1, 2))
        left = left[held]
    return np.isin(np.arange(len(grids)), left)


def windows_equal(wholes: np.ndarray, part: np.ndarray) -> np.ndarray:
    """The places at which a part lies in wholes: uint8 (n, H, W) and (h, w) -> bool (n, H - h + 1, W - w + 1)."""
    windows = sliding_window_view(wholes, part.shape, axis=(1, 2))
    first, *others = sorted(range(len(part)), key=lambda i: -len(set(part[i].tolist())))  # the most telling row
    found = np.ones(windows.shape[:3], dtype=bool)
    for j, color in enumerate(part[first].tolist()):
        found &= windows[..., first, j] == color
    for i in others:
        left = np.nonzero(found)
        found[left] = (windows[(*left, i)] == part[i]).all(axis=1)
    return found
