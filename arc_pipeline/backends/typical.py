"""Work that stands for what a search gives a backend, to time it: typical operations on random grids.

A launch is timed as a search makes it: rows are picked by indices on the host, and hashes are copied back to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..dsl.op import OPS, Op
from ..dsl.types import GRID, Type, accepts
from ..measure import now
from .arena import Column, to_host
from .backend import Backend

_OPERATIONS, _LISTS = 6, 2  # timed operations that make no lists, and that make lists
_MAPPED = "rot90"  # the operation that is mapped over these lists
_COPIED = "rot180"  # the operation that gives each row a slot of its own
_REPEATS = 3
_LONG = 0.2  # seconds of a launch that need no repetition to be told from noise
_DIFFERENT = 256  # grids; a batch repeats them


@dataclass(frozen=True)
class Taken:
    """What a launch took: seconds, and the bytes of an arena's limit that its arguments and results held."""

    seconds: float
    bytes: int


def typical_operations() -> list[Op]:
    """Operations that need only a grid and literals, evenly spaced in alphabetical order; some make lists of cells."""
    fitting = [op for _, op in sorted(OPS.items()) if _takes_a_grid(op)]
    plain = [op for op in fitting if not op.result.is_list]
    lists = [op for op in fitting if op.result.is_list and op.result.storage == "cells"]
    return [
        op for some, most in ((plain, _OPERATIONS), (lists, _LISTS)) for op in some[:: max(1, len(some) // most)][:most]
    ]


def mixed_grids() -> list[np.ndarray]:
    """Random grids with sides from 3 to 21, about half of them black."""
    rng = np.random.default_rng(0)
    made = [rng.integers(0, 10, rng.integers(3, 22, 2)) * (rng.random() < 0.5) for _ in range(_DIFFERENT)]
    return [grid.astype(np.uint8) for grid in made]


def square_grids(side: int) -> list[np.ndarray]:
    """Random grids of one size, about half of them black."""
    rng = np.random.default_rng(0)
    made = [rng.integers(0, 10, (side, side)) * (rng.random() < 0.5) for _ in range(_DIFFERENT)]
    return [grid.astype(np.uint8) for grid in made]


def batch(backend: Backend, grids: list[np.ndarray], count: int) -> Column:
    """`count` grids, each in a slot of its own, that repeat `grids` in their order. Raises ArenaFull."""
    with backend.device:
        column = backend.upload_cells(GRID, grids[:count])
        if count <= len(grids):
            return column
        rows = backend.xp.asarray(np.arange(count) % len(grids))
        return backend.run(OPS[_COPIED], [column.take(rows)], count)


def launch(backend: Backend, op: Op, column: Column, rows: np.ndarray) -> None:
    """Run an operation on these rows of a column, and wait for the hashes. Of an operation that makes lists of cells,
    a second one is mapped over the lists."""
    with backend.device:
        picked = column.take(backend.xp.asarray(rows))
        arguments: list[Any] = [p.encode(p.literals[0]) if p.required else None for p in op.parameters[1:]]
        made = backend.run(op, [picked, *arguments], len(rows))
        if made.count is not None:
            made = backend.run(OPS[_MAPPED], [made], len(rows))
        to_host(made.hash)
        backend.synchronize()


def taken(backend: Backend, op: Op, grids: list[np.ndarray], count: int) -> Taken:
    """What an operation takes on a batch, as it runs fastest of several times, without the first, which may compile or
    allocate memory; if that took long, only once more. The arena is left as it was. Raises ArenaFull and OutOfTime."""
    outer = backend.arena.mark()
    try:
        column, rows = batch(backend, grids, count), np.arange(count)
        seconds: list[float] = []
        while len(seconds) <= (_REPEATS if not seconds or seconds[0] < _LONG else 1):
            inner = backend.arena.mark()
            backend.synchronize()
            started = now()
            launch(backend, op, column, rows)
            seconds.append(now() - started)
            held = backend.arena.held_since(outer)
            backend.arena.release(inner)
        return Taken(min(seconds[1:]), held)
    finally:
        backend.arena.release(outer)


def _takes_a_grid(op: Op) -> bool:
    first, *others = op.parameters
    needs_more = any(p.required and not p.literals for p in others)
    return first.required and isinstance(first.type, Type) and accepts(first.type, GRID) and not needs_more
