"""What to search next of a task: its other views, and stages, grids it could go on from as if they were its inputs.

Either is worth what it leaves unsaid of the outputs, given its cells, and what it takes to say. A stage of another
shape than the outputs says something only if it holds them as a part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ...dsl.types import GRID
from ...programs import description_length
from ..candidates import program_name
from ..frontier.gain import Outputs
from ..taskview.nodes import TaskNodes
from .view import View

_COST_BITS = 8.0  # about what one more operation takes to say
_HELD = 0.5  # of the bits of the outputs are left if they are a part of the stage, somewhere
_CONSIDERED = 4000  # grids a task, the cheapest
_ASKED = 500  # of these that are not of the outputs' shapes
_MOST = 16


def views_after(seen: TaskNodes, view: View, others: Iterable[View]) -> list[View]:
    """A task's view with one more stage each, no two of which leave the same bits unsaid, those that promise most, and
    other views of the task: the best first."""
    grids = seen.of_type(GRID)[:_CONSIDERED]  # the first of them is the input
    left, unsaid = _left(seen, grids)
    promise = left + _COST_BITS * seen.cost(grids)
    fresh = np.unique(left, return_index=True)[1]
    fresh = fresh[(fresh > 0) & (left[fresh] > 0) & np.isfinite(left[fresh])]
    chosen = fresh[np.argsort(promise[fresh], kind="stable")][:_MOST]
    name, found = program_name(seen.task), []
    for k in chosen.tolist():
        step = seen.program(int(grids[k]), name)
        found.append(view.after(step, description_length(step), float(promise[k])))
    plain = min(float(left[0]), unsaid)
    found += [replace(other, promise=plain + other.bits) for other in others]
    return sorted(found, key=lambda one: one.promise)


def _left(seen: TaskNodes, grids: np.ndarray) -> tuple[np.ndarray, float]:
    """The bits that each grid leaves unsaid of the outputs' cells, float64 (n,), infinite where it says nothing; and
    the bits of these cells when nothing is known."""
    outputs, slots = seen.outputs, seen.slots(grids, len(seen.outputs))
    alike = (seen.heads(grids)[:, : len(outputs), :2] == [output.shape for output in outputs]).all(axis=(1, 2))
    areas = [output.size for output in outputs]
    said = Outputs(seen.backend, seen.target, np.zeros_like(seen.target), areas, entry_bits=0)
    left = np.full(len(grids), np.inf)
    left[alike] = said.plain - seen.gains(said, slots[alike])
    if not alike[0]:
        others = np.flatnonzero(~alike)[:_ASKED]
        left[others[_hold(seen, slots[others])]] = _HELD * said.plain
    return left, said.plain


def _hold(seen: TaskNodes, slots: np.ndarray) -> np.ndarray:
    """Which stages in slots (n, demonstrations) hold every demonstration's output somewhere: bool (n,)."""
    held = np.ones(len(slots), dtype=bool)
    for d, output in enumerate(seen.outputs):
        chosen = np.flatnonzero(held)
        for k, grid in zip(chosen.tolist(), seen.grids_in(slots[chosen, d]), strict=True):
            held[k] = _is_part(output, grid)
    return held


def _is_part(part: np.ndarray, whole: np.ndarray) -> bool:
    if part.shape[0] > whole.shape[0] or part.shape[1] > whole.shape[1]:
        return False
    return bool((sliding_window_view(whole, part.shape) == part).all(axis=(2, 3)).any())
