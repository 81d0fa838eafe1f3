"""How many grids a second several workers make together, on the cores, on several GPUs, and on one that they share.

Each worker is a process, as in a search, with one thread; all begin when the last of them is ready.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING

import numpy as np

from ..backends import Backend, BackendError, Column, cores, gpu_count, open_backend
from ..backends.typical import batch, launch, mixed_grids, typical_operations
from ..measure import Deadline
from ..workers import LocalPool, worker_count
from ..workers.sharing import memory_share

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 2.0  # seconds for one number of workers to work in, however much time there is
_LEAST = 0.1  # the same, at least
_STARTING = 4.0  # how much of the time is left for processes to start in, for each part in which they work
_MOST_GRIDS = 1 << 16  # a batch
_LIMIT = 1 << 28  # bytes of values, at most

_ready: list[tuple[Backend, Column]] = []  # in a worker: what it will run on


def measure_scaling(
    deadline: Deadline,
    counts: Sequence[tuple[str, int, int]] | None = None,
    pool: Callable[[int], Executor] = LocalPool,
) -> pd.DataFrame:
    """Measure the throughput of 1, 2, 4, ... workers, while there is time.

    counts: (backend, GPUs, workers); by default the CPU with up to twice as many workers as cores and, where there are
        GPUs, one worker on each of 1, 2, ... of them, and more and more workers on one and on all.
    pool: makes an executor with so many workers, each of which runs one of so many calls.

    Columns: backend, devices (GPUs that were used; 0 for the CPU), workers, grids_a_second (in all; NaN if a backend
    could not be used), gain (over the first row with this backend and one worker), problem (what a backend said, or
    ""). Numbers that there was no time for have no row.
    """
    import pandas as pd

    rows = []
    chosen = _usual() if counts is None else counts
    for left, (name, devices, workers) in zip(range(len(chosen), 0, -1), chosen, strict=True):
        share = deadline.share(1 / left).left() / (1 + _STARTING)
        if share < _LEAST:
            break
        rows.append((name, devices, workers, *_together(name, devices, workers, min(ENOUGH, share), pool)))
    found = pd.DataFrame(rows, columns=["backend", "devices", "workers", "grids_a_second", "problem"])
    alone = found[found["workers"] == 1].groupby("backend")["grids_a_second"].first()
    found.insert(4, "gain", found["grids_a_second"] / found["backend"].map(alone))
    return found


def _usual() -> list[tuple[str, int, int]]:
    gpus = gpu_count()
    powers = [2**k for k in range(20)]
    chosen = [("cpu", 0, number) for number in sorted({*powers, cores()}) if number <= 2 * cores()]
    if gpus:
        most = worker_count("cuda")
        chosen += [("cuda", number, number) for number in range(1, gpus + 1)]
        chosen += [("cuda", 1, number) for number in powers if 1 < number <= most]
        chosen += [("cuda", gpus, gpus * number) for number in powers if 1 < number <= most // gpus and gpus > 1]
    return chosen


def _together(
    name: str, devices: int, workers: int, seconds: float, pool: Callable[[int], Executor]
) -> tuple[float, str]:
    """Grids a second in all, and "" or what went wrong."""
    limit = min(_LIMIT, memory_share(name, workers))
    with pool(workers) as executor:
        try:
            opening = [executor.submit(_open, name, k % max(1, devices), limit) for k in range(workers)]
            for call in opening:
                call.result()
            running = [executor.submit(_grids_a_second, seconds) for _ in range(workers)]
            return sum(call.result() for call in running), ""
        except (BackendError, MemoryError) as error:
            return float("nan"), f"{type(error).__name__}: {error}"


def _open(name: str, device: int, limit: int) -> None:
    """Get ready: open a backend, upload a batch of half of what it holds, or of what a launch has there, and run every
    operation once, as the first run may compile."""
    backend = open_backend(name, limit, 1, device)
    column = batch(backend, mixed_grids(), min(_MOST_GRIDS, backend.launch_rows, backend.arena.free_slots // 4))
    _ready.append((backend, column))
    _run_each(backend, column)


def _grids_a_second(seconds: float) -> float:
    """Run operations for so long."""
    backend, column = _ready.pop()
    deadline, made = Deadline(seconds), 0
    while not deadline.expired or not made:
        made += _run_each(backend, column)
    taken = deadline.elapsed()
    backend.close()
    return made / taken


def _run_each(backend: Backend, column: Column) -> int:
    """Run every typical operation that makes no lists, as a list of pieces has no set size; the grids made."""
    plain = [op for op in typical_operations() if not op.result.is_list]
    for op in plain:
        mark = backend.arena.mark()
        launch(backend, op, column, np.arange(len(column)))
        backend.arena.release(mark)
    return len(plain) * len(column)
