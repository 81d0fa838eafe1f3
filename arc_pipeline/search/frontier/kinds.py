"""Kinds of task, told from the demonstrations alone. They are few, so that each has been met often."""

from __future__ import annotations

import numpy as np

from ...tasks import Task

FEW_CHANGES, MANY_CHANGES, SMALLER, OTHER = "few changes", "many changes", "smaller", "other"
KINDS = (FEW_CHANGES, MANY_CHANGES, SMALLER, OTHER)
_FEW = 0.15  # share of the cells: about half of the tasks that keep their inputs' shapes change no more


def kind_of(task: Task) -> str:
    """One of KINDS: all outputs have their inputs' shapes, with few or many cells changed; all are smaller; or
    neither."""
    if all(pair.keeps_shape for pair in task.train):
        changed = np.mean([np.mean(pair.input != pair.output) for pair in task.train])
        return FEW_CHANGES if changed <= _FEW else MANY_CHANGES
    return SMALLER if all(pair.output.size < pair.input.size for pair in task.train) else OTHER
