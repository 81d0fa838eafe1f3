"""How cost and memory grow with the number of grids."""

from __future__ import annotations

import resource
import sys
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from arc_pipeline.backends import ArenaFull, Backend, Column
from arc_pipeline.dsl import Op

from ..inputs import RealArguments
from .goals import GOALS
from .timing import seconds

# One of each kind: cells moved, cells replaced, more cells, neighbourhoods, numbers, labels, lists made, lists read.
GROWING = ("rot90", "replace", "upscale", "outline", "mostcolor", "object_size", "gravity_objects", "objects", "argmax")
SIZES = (1_000, 10_000, 100_000, 1_000_000)


def growth(real: RealArguments, ops: Sequence[Op], largest: int) -> dict[str, dict[str, Any]]:
    """Print the cost per grid by the number of grids, in chunks if the arena cannot hold the results of all."""
    sizes = [size for size in SIZES if size <= largest]
    if not ops or not sizes:
        return {}
    limit = GOALS["growth"]
    print(
        f"\ncost by the number of grids: microseconds a grid (chunks); linear where the next number of grids costs at "
        f"most {limit} times as much a grid\n"
        f"(the slots of 1,000 grids fit into a core's cache, those of 100,000 do not; "
        f"what merely moves cells shows that)"
    )
    print(f"{'operation':16} {' '.join(f'{size:14,}' for size in sizes)}  largest step")
    found: dict[str, dict[str, Any]] = {}
    for op in ops:
        found[op.name] = {str(size): in_chunks(real, op, size) for size in sizes}
        each = [f["seconds"] / int(size) * 1e6 for size, f in found[op.name].items()]
        step = largest_step(each)
        chunks = [f["chunks"] for f in found[op.name].values()]
        cost = " ".join(f"{us:8.3f} ({n:3})" for us, n in zip(each, chunks, strict=True))
        print(f"{op.name:16} {cost}  {step:.2f} {'linear' if step <= limit else '  <-- not linear'}", flush=True)
    return found


def largest_step(costs: Sequence[float]) -> float:
    """The largest ratio of a cost to the one before it; 1 for fewer than two costs."""
    return max((after / before for before, after in pairwise(costs)), default=1.0)


def memory(backend: Backend) -> dict[str, int]:
    """Print the most memory that the arena held, its limit, and the peak of the process; all in bytes."""
    arena = backend.arena
    bytes_a_slot = arena.cells.shape[1] + arena.heads.itemsize * arena.heads.shape[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    found = {
        "setting": arena.cells.nbytes + arena.heads.nbytes + arena.numbers.nbytes,
        "arena": arena.peak_slots * bytes_a_slot,
        "process": peak,
    }
    print(
        f"memory: the arena held at most {found['arena'] >> 20} MiB of {found['setting'] >> 20} MiB"
        f"{'  <-- over its setting' if found['arena'] > found['setting'] else ''}; the process {peak >> 20} MiB"
    )
    return found


def in_chunks(real: RealArguments, op: Op, size: int) -> dict[str, Any]:
    """Seconds of an operation on `size` grids, and the number of chunks; a chunk that does not fit is halved."""
    cpu = real.backend
    chunk = min(size, cpu.arena.free_slots)
    rows = np.arange(size) % real.count
    while True:
        parts = [rows[start : start + chunk] for start in range(0, size, chunk)]
        calls = [[c.take(part) if isinstance(c, Column) else c for c in real.launches(op)[0]] for part in parts]
        try:
            return {
                "seconds": seconds(cpu, partial(_run_all, cpu, op, calls, parts)),
                "chunks": len(parts),
            }
        except ArenaFull:
            chunk = -(-chunk // 2)


def _run_all(cpu: Backend, op: Op, calls: Sequence[Any], parts: Sequence[np.ndarray]) -> None:
    for given, part in zip(calls, parts, strict=True):
        mark = cpu.arena.mark()
        cpu.run(op, given, len(part))
        cpu.arena.release(mark)
