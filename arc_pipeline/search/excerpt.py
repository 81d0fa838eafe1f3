"""A few samples of a task with very many, on which it is searched; what is found is then run on all of them.

Every value of a search is computed on all samples: their number is what its time and memory are counted in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from ..backends import Backend
from ..backends.arena import to_host
from ..programs import merge
from ..scoring.run import run_programs
from ..scoring.samples import Samples
from ..tasks import Task
from .candidates import Candidate

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


def on_all_samples(backend: Backend, candidate: Candidate, task: Task) -> Candidate | None:
    """A candidate that was found for the excerpt of a task, with its outputs for all of its tests; if it fits there,
    its fit is that of all demonstrations. None where it is void on a test."""
    if excerpt(task) is task:
        return candidate
    arena = backend.arena
    mark = arena.mark()
    try:
        samples = Samples.upload(backend, [task])
        (made,) = run_programs(backend, merge([candidate.program]), samples.inputs)
        tests = arena.values(made.take(slice(len(task.train), None)))
        right = to_host(made.hash)[: len(task.train)] == samples.target_hash[: len(task.train)]
        fit = candidate.fit
        if candidate.fits and not right.all():
            fit = _share_right(task, arena.values(made.take(slice(0, len(task.train)))))
    finally:
        arena.release(mark)
    if any(output is None for output in tests):
        return None
    return replace(candidate, outputs=tuple(np.array(output, dtype=np.uint8) for output in tests), fit=fit)


def _share_right(task: Task, made: Sequence[np.ndarray | None]) -> float:
    """The share of the cells of the demonstrations' outputs that come out right; none do in another shape."""
    alike = [
        int((output == pair.output).sum()) if output is not None and output.shape == pair.output.shape else 0
        for output, pair in zip(made, task.train, strict=True)
    ]
    return sum(alike) / sum(pair.output.size for pair in task.train)
