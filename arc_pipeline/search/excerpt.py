"""The excerpt of a task with very many samples: a few of them, on which it is searched before running on all of them.

Every value of a search is computed on all samples, so time and memory are proportional to their number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from ..tasks import Task

MOST = 16  # demonstrations, and as many test inputs; no public task made by hand has as many
_T = TypeVar("_T")


def excerpt(task: Task) -> Task:
    """The task with at most MOST demonstrations and at most MOST test inputs, evenly spaced; the same object if it has
    no more."""
    if max(len(task.train), len(task.test)) <= MOST:
        return task
    return Task(task.id, _evenly(task.train), _evenly(task.test))


def _evenly(samples: Sequence[_T]) -> tuple[_T, ...]:
    places = np.linspace(0, len(samples) - 1, min(MOST, len(samples))).round().astype(int)
    return tuple(samples[place] for place in places.tolist())
