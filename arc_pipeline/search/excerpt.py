"""A few samples of a task with very many, on which it is searched; what is found is then run on all of them.

Every value of a search is computed on all samples: their number is what its time and memory are counted in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from ..tasks import Task

MOST = 16  # demonstrations, and test inputs; no task of a public set by hand has as many
_T = TypeVar("_T")


def excerpt(task: Task) -> Task:
    """The task with at most MOST of its demonstrations and of its test inputs, evenly chosen; itself if it has no
    more."""
    if max(len(task.train), len(task.test)) <= MOST:
        return task
    return Task(task.id, _evenly(task.train), _evenly(task.test))


def _evenly(samples: Sequence[_T]) -> tuple[_T, ...]:
    places = np.linspace(0, len(samples) - 1, min(MOST, len(samples))).round().astype(int)
    return tuple(samples[place] for place in places.tolist())
