"""What programs that are the same for every task get right, all of them run together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...backends.arena import to_host
from ...scoring.plan import Plan
from ...scoring.run import hash_programs
from ..taskview.view import TaskView


def demonstrations_right(views: Sequence[TaskView], plan: Plan) -> list[np.ndarray]:
    """For each task which demonstrations each program of the plan gets right: bool (programs, demonstrations). The
    views are of one frontier; its arena is left as it was."""
    backend, samples = views[0].backend, views[0].frontier.samples
    begins = samples.first_row[[view.row for view in views]].tolist()
    rows = np.concatenate([begin + np.arange(len(view.outputs)) for begin, view in zip(begins, views, strict=True)])
    with backend.device:
        hashes = to_host(hash_programs(backend, plan, samples.inputs.take(backend.xp.asarray(rows))))
    right = hashes == samples.target_hash[rows]
    return np.split(right, np.cumsum([len(view.outputs) for view in views])[:-1], axis=1)
