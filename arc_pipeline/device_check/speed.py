"""Times typical operations on every backend by the size of a batch and of its grids, and what they hold in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..backends import ArenaFull, Backend, OutOfTime
from ..backends.typical import mixed_grids, square_grids, taken, typical_operations
from ..measure import Deadline
from .found import REFERENCE

if TYPE_CHECKING:
    import pandas as pd

SIZES = (*(100 * 2**k for k in range(14)), 1_000_000)  # grids a batch: 100, 200, 400, ... 819,200, a million
FEW_SIZES = SIZES[::2]
SIDES = (3, 6, 10, 15, 20, 30)
_NEXT = 2.0  # how much longer the next size is expected to take, beside how much larger it is
_COLUMNS = {"backend": "object", "operation": "object", "cells": "float64", "grids": "int64", "seconds": "float64",
            "bytes": "int64"}  # fmt: skip


def speeds(backends: Mapping[str, Backend], deadline: Deadline, sizes: Sequence[int] = SIZES) -> pd.DataFrame:
    """Time typical operations on random grids of 3 to 21 cells a side, for growing batches, until the next one would
    not be done by the backend's share of the time, or no operation has room. The first size is measured in any case.

    One row for each backend, operation and size. Columns: backend, operation, cells (a grid, on average), grids (a
    batch), seconds (of the fastest of three launches, rows picked and hashes copied back as a search does it), bytes
    (of its arguments and results). An operation that has no room has no row, and neither has a size that was not done.
    """
    return _table(_timed(backends, mixed_grids(), deadline, sizes))


def by_cells(
    backends: Mapping[str, Backend], deadline: Deadline, sides: Sequence[int] = SIDES, sizes: Sequence[int] = FEW_SIZES
) -> pd.DataFrame:
    """The same for square grids of each of these sides, without the reference, which is never faster."""
    kernels = {name: backend for name, backend in backends.items() if name != REFERENCE}
    rows: list[tuple[str, str, float, int, float, int]] = []
    for left, side in zip(range(len(sides), 0, -1), sides, strict=True):
        rows += _timed(kernels, square_grids(side), deadline.share(1 / left), sizes)
    return _table(rows)


def throughput(table: pd.DataFrame) -> pd.DataFrame:
    """Grids a second of each backend by the size of the batch, from a table of `speeds`.

    Columns: backend, grids (a batch), seconds (of all operations that were measured at every size of every backend, so
    that sizes can be compared) and grids_a_second, of one operation on average; backends in the order of the table.
    """
    sizes = table.groupby("operation")[["backend", "grids"]].apply(lambda part: len(part.drop_duplicates()))
    everywhere = sizes[sizes == sizes.max()].index
    part = table[table["operation"].isin(everywhere)]
    found = part.groupby(["backend", "grids"], sort=False)["seconds"].sum().reset_index()
    found["grids_a_second"] = found["grids"] * len(everywhere) / found["seconds"]
    return found


def memory(table: pd.DataFrame) -> pd.DataFrame:
    """The bytes that a launch holds by the size of the batch, from a table of `speeds`; they are the same on every
    backend.

    Columns: grids (a batch), median_bytes and most_bytes (of the operations), operation (the one that takes most),
    operations (how many had room).
    """
    each = table.groupby(["grids", "operation"])["bytes"].max().reset_index()
    by_size = each.groupby("grids")["bytes"]
    found = by_size.agg(median_bytes="median", most_bytes="max", operations="size").reset_index()
    found["operation"] = each.loc[by_size.idxmax(), "operation"].to_numpy()
    return found[["grids", "median_bytes", "most_bytes", "operation", "operations"]]


def _timed(
    backends: Mapping[str, Backend], grids: list[np.ndarray], deadline: Deadline, sizes: Sequence[int]
) -> list[tuple[str, str, float, int, float, int]]:
    cells = float(np.mean([grid.size for grid in grids]))
    return [
        (name, operation, cells, size, seconds, held)
        for left, (name, backend) in zip(range(len(backends), 0, -1), backends.items(), strict=True)
        for operation, size, seconds, held in _of(backend, grids, deadline.share(1 / left), sizes)
    ]


def _of(
    backend: Backend, grids: list[np.ndarray], deadline: Deadline, sizes: Sequence[int]
) -> Iterator[tuple[str, int, float, int]]:
    """(operation, size, seconds, bytes), whole sizes only."""
    for size, following in zip(sizes, [*sizes[1:], 0], strict=True):
        whole, made = deadline.sub(None), []
        try:
            with backend.until(deadline if size > sizes[0] else None):
                for op in typical_operations():
                    try:
                        found = taken(backend, op, grids, size)
                    except ArenaFull:
                        continue
                    made.append((op.name, size, found.seconds, found.bytes))
        except OutOfTime:
            return
        yield from made
        if not made or whole.elapsed() * _NEXT * following / size > deadline.left():
            return


def _table(rows: Sequence[tuple[str, str, float, int, float, int]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
