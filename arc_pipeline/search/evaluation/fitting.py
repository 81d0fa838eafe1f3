"""Which of some programs fit which tasks, all of them run together: for programs that are the same for every task."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...programs import Merged
from ...scoring.run import Graph, run_programs
from ..taskview.view import TaskView
from .proposals import hashes_of


def fitting(views: Sequence[TaskView], merged: Merged) -> list[np.ndarray]:
    """For each task whether each program makes the outputs of all its demonstrations: bool (programs,). The views are
    of one backend, whose arena is left as it was."""
    backend = views[0].backend
    mark = backend.arena.mark()
    try:
        values = run_programs(backend, [Graph(merged, view.inputs) for view in views])
        hashes = hashes_of(views, values)
    finally:
        backend.arena.release(mark)
    return [
        (of_task[:, : len(view.outputs)] == view.target_hashes).all(axis=1)
        for view, of_task in zip(views, hashes, strict=True)
    ]
