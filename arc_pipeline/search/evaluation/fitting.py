"""Which of some programs fit which tasks, all of them run together: for programs that are the same for every task."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...backends.arena import to_host
from ...programs import Merged
from ...scoring.run import hash_programs
from ..taskview.view import TaskView


def fitting(views: Sequence[TaskView], merged: Merged) -> list[np.ndarray]:
    """For each task whether each program makes the outputs of all its demonstrations: bool (programs,). The views are
    of one frontier; its arena is left as it was."""
    backend, samples = views[0].backend, views[0].frontier.samples
    begins = samples.first_row[[view.row for view in views]].tolist()
    rows = np.concatenate([np.arange(begin, begin + view.samples) for begin, view in zip(begins, views, strict=True)])
    with backend.device:
        hashes = to_host(hash_programs(backend, merged, samples.inputs.take(backend.xp.asarray(rows))))
    right = np.split(hashes == samples.target_hash[rows], np.cumsum([view.samples for view in views])[:-1], axis=1)
    return [np.all(of_task[:, : len(view.outputs)], axis=1) for of_task, view in zip(right, views, strict=True)]
