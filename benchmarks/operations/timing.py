"""The timing of this benchmark: medians of several runs, after a warm-up."""

from __future__ import annotations

import os
from collections.abc import Callable
from statistics import median

from arc_pipeline.backends import Backend
from arc_pipeline.backends.compiler import processor
from arc_pipeline.measure import now

REPEATS, LEAST_SECONDS = 5, 0.02


def machine() -> str:
    """The name of the processor, and the number of cores."""
    lines = [line.partition(":")[2].strip() for line in processor().splitlines() if line.startswith("model name")]
    return f"{', '.join(lines) or processor()}, {os.cpu_count()} cores"


def seconds(backend: Backend, work: Callable[[], object]) -> float:
    """The median of several times, after a warm-up; memory is released after each run."""
    times: list[float] = []
    again = 1
    while len(times) <= REPEATS:
        mark = backend.arena.mark()
        try:
            started = now()
            for _ in range(again):
                work()
                backend.arena.release(mark)
            times.append((now() - started) / again)
        finally:
            backend.arena.release(mark)
        if len(times) == 1:
            again = max(1, min(1000, int(LEAST_SECONDS / max(times[0], 1e-9))))
    return median(times[1:])
