"""Measures from how many rows on one backend, such as a GPU, is faster than another, and keeps the result on disk.

The key on disk holds the machine's name and the kernels' source, so a change of either measures anew.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .arena import ArenaFull
from .backend import Backend
from .cache import keep, kept
from .source import digest, family_names, family_source
from .typical import mixed_grids, taken, typical_operations

SIZES = tuple(4**k for k in range(2, 9))  # grids: 16 to 65,536
ENOUGH = 2.0  # seconds for one size, after which no larger one is measured


@dataclass(frozen=True)
class Timing:
    """Seconds of one operation on `grids` grids, on the backend for small launches and on the one for large ones.

    For an operation that makes lists of cells, they include a second operation mapped over the lists.
    """

    operation: str
    grids: int
    small: float
    large: float


def machine_of(cpu: Backend, gpu: str) -> str:
    """The name of a machine, or of what one worker has of it: the GPU of this name and some threads of a processor."""
    from .compiler import processor

    return f"{gpu}, {getattr(cpu, 'threads', 1)} threads of {processor()}, {cpu.name}"


def kept_threshold(small: Backend, large: Backend, machine: str) -> int | None:
    """The `threshold` of two backends on the machine of this name, measured if it is not on disk."""
    made = kept(_file_of(machine), lambda: json.dumps(threshold(calibrate(small, large))).encode())
    found: int | None = json.loads(made)
    return found


def keep_threshold(machine: str, least: int | None) -> Path:
    """Keep a threshold that was measured otherwise, where `kept_threshold` finds it from then on; the file.

    Raises OSError if an earlier one cannot be removed, and NoFolderError if no folder can hold it.
    """
    return keep(_file_of(machine), json.dumps(least).encode())


def _file_of(machine: str) -> str:
    return f"crossover-{digest(chr(0).join([machine, *map(family_source, family_names())]))}.json"


def threshold(timings: Iterable[Timing]) -> int | None:
    """The smallest measured number of grids from which on `large` is faster in total; None if it never is."""
    gained: dict[int, float] = defaultdict(float)
    for timing in timings:
        gained[timing.grids] += timing.small - timing.large
    least = None
    for grids in sorted(gained, reverse=True):
        if gained[grids] <= 0:
            break
        least = grids
    return least


def calibrate(small: Backend, large: Backend, sizes: Sequence[int] = SIZES) -> list[Timing]:
    """Time operations on grids for increasing sizes, until an arena is full or a size takes over ENOUGH seconds."""
    grids = mixed_grids()
    timings: list[Timing] = []
    for size in sizes:
        made = []
        for op in typical_operations():
            try:
                seconds = (taken(backend, op, grids, size).seconds for backend in (small, large))
                made.append(Timing(op.name, size, *seconds))
            except ArenaFull:
                return timings
        timings += made
        if sum(timing.small + timing.large for timing in made) > ENOUGH:
            break
    return timings
