"""Measures from how many rows on one backend, such as a GPU, is faster than another, and keeps the result on disk.

A launch is timed as a search makes it: rows are picked by indices on the host, and hashes are copied back to it. The
key on disk holds the machine's name and the kernels' source, so a change of either measures anew.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..dsl.op import OPS, Op
from ..dsl.types import GRID, Type, accepts
from ..measure import now
from .arena import ArenaFull, to_host
from .backend import Backend
from .cache import kept
from .source import digest, family_names, family_source

SIZES = tuple(4**k for k in range(2, 9))  # grids: 16 to 65,536
ENOUGH = 2.0  # seconds for one size, after which no larger one is measured
_OPERATIONS, _LISTS = 6, 2  # timed operations that make no lists, and that make lists
_MAPPED = "rot90"  # the operation that is mapped over these lists
_REPEATS = 3


@dataclass(frozen=True)
class Timing:
    """Seconds of one operation on `grids` grids, on the backend for small launches and on the one for large ones.

    For an operation that makes lists of cells, they include a second operation mapped over the lists.
    """

    operation: str
    grids: int
    small: float
    large: float


def kept_threshold(small: Backend, large: Backend, machine: str) -> int | None:
    """The `threshold` of two backends on the machine of this name, measured if it is not on disk."""
    key = digest("\0".join([machine, *map(family_source, family_names())]))
    made = kept(f"crossover-{key}.json", lambda: json.dumps(threshold(calibrate(small, large))).encode())
    found: int | None = json.loads(made)
    return found


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
    grids = _sample(max(sizes))
    timings: list[Timing] = []
    for size in sizes:
        made = []
        for op in typical_operations():
            try:
                made.append(Timing(op.name, size, *(_seconds(backend, op, grids[:size]) for backend in (small, large))))
            except ArenaFull:
                return timings
        timings += made
        if sum(timing.small + timing.large for timing in made) > ENOUGH:
            break
    return timings


def typical_operations() -> list[Op]:
    """Operations that need only a grid and literals, evenly spaced in alphabetical order; some make lists of cells."""
    fitting = [op for _, op in sorted(OPS.items()) if _takes_a_grid(op)]
    plain = [op for op in fitting if not op.result.is_list]
    lists = [op for op in fitting if op.result.is_list and op.result.storage == "cells"]
    return [
        op for some, most in ((plain, _OPERATIONS), (lists, _LISTS)) for op in some[:: max(1, len(some) // most)][:most]
    ]


def _takes_a_grid(op: Op) -> bool:
    first, *others = op.parameters
    needs_more = any(p.required and not p.literals for p in others)
    return first.required and isinstance(first.type, Type) and accepts(first.type, GRID) and not needs_more


def _seconds(backend: Backend, op: Op, grids: list[np.ndarray]) -> float:
    """The fastest of several runs, without the first, which may compile or allocate memory."""
    arguments = [p.encode(p.literals[0]) if p.required else None for p in op.parameters[1:]]
    outer = backend.arena.mark()
    try:
        column = backend.upload_cells(GRID, grids)
        taken, rows = [], np.arange(len(grids))
        for _ in range(_REPEATS + 1):
            inner = backend.arena.mark()
            backend.synchronize()
            started = now()
            picked = column.take(backend.xp.asarray(rows))
            made = backend.run(op, [picked, *arguments], len(grids))
            if made.count is not None:
                made = backend.run(OPS[_MAPPED], [made], len(grids))
            to_host(made.hash)
            backend.synchronize()
            taken.append(now() - started)
            backend.arena.release(inner)
        return min(taken[1:])
    finally:
        backend.arena.release(outer)


def _sample(count: int) -> list[np.ndarray]:
    """Random grids with shapes from 3 to 21, about half of them black."""
    rng = np.random.default_rng(0)
    made = [rng.integers(0, 10, rng.integers(3, 22, 2)) * (rng.random() < 0.5) for _ in range(256)]
    return [made[k % len(made)].astype(np.uint8) for k in range(count)]
