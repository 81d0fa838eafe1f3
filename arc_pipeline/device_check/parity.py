"""Compares all backends on every operation, on seeded random arguments: the reference defines what is right."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import numpy as np

from ..backends import Backend, Column, OutOfTime
from ..backends.arena import to_host
from ..dsl import OPS, Op, Type, same
from ..measure import Deadline
from .pools import Pools, Rows

if TYPE_CHECKING:
    import pandas as pd


def compare(
    backends: Mapping[str, Backend],
    pools: Pools,
    rows: int,
    reference_rows: int,
    deadline: Deadline | None = None,
    ops: Mapping[str, Op] = OPS,
) -> pd.DataFrame:
    """Compare values and hashes of every backend with those of the first, which is the reference, on `reference_rows`
    rows, and hashes on `rows` rows with those of the second.

    One row for each operation and each backend but the first, in the order of their names. Columns: operation, backend,
    rows (compared with the first), more (rows compared with the second; 0 for the second itself), different (whether
    any differs). Operations that were not reached by the deadline have no rows.
    """
    import pandas as pd

    names = list(backends)
    found: list[tuple[str, str, int, int, bool]] = []
    with ExitStack() as stack:
        uploaded = {}
        for name, backend in backends.items():
            stack.callback(backend.arena.release, backend.arena.mark())
            uploaded[name] = pools.upload(backend)
            stack.enter_context(backend.until(deadline))
        try:
            for _, op in sorted(ops.items()):
                few, many = pools.rows(op, reference_rows), pools.rows(op, rows)
                right = _results(backends[names[0]], few, uploaded[names[0]])
                second: Any = None
                for name in names[1:]:
                    made = _results(backends[name], few, uploaded[name])
                    hashes = _hashes(backends[name], many, uploaded[name])
                    different = not (same(right[0], made[0]) and np.array_equal(right[1], made[1]))
                    different |= second is not None and not np.array_equal(second, hashes)
                    found.append((op.name, name, reference_rows, 0 if second is None else rows, different))
                    second = hashes if second is None else second
        except OutOfTime:
            found = [row for row in found if row[0] != op.name]
    return pd.DataFrame(found, columns=["operation", "backend", "rows", "more", "different"])


def parity_in_words(table: pd.DataFrame, of: int = len(OPS)) -> str:
    """One sentence for people of a table of `compare`: what agrees, what differs, and what was not reached of `of`
    operations."""
    compared = table["operation"].nunique()
    wrong = table[table["different"].astype(bool)]
    missing = f" {of - compared} of {of} operations were not reached in the time given." if compared < of else ""
    if not compared:
        return f"Nothing was compared.{missing}"
    if len(wrong):
        by_backend = wrong.groupby("backend", sort=False)["operation"]
        said = "; ".join(f"{name}: {', '.join(operations)}" for name, operations in by_backend)
        return f"WRONG RESULTS. These operations differ from the reference: {said}.{missing}"
    names = ", ".join(table["backend"].unique())
    return f"All {compared} operations that were compared agree with the reference on: {names}.{missing}"


def _results(backend: Backend, rows: Rows, columns: dict[Type, Column]) -> tuple[list[Any], np.ndarray]:
    """The values and the hashes of all rows."""
    mark = backend.arena.mark()
    try:
        with backend.device:
            made = backend.run(rows.op, rows.arguments(columns, backend), rows.count)
            return backend.arena.values(made), to_host(made.hash)
    finally:
        backend.arena.release(mark)


def _hashes(backend: Backend, rows: Rows, columns: dict[Type, Column]) -> np.ndarray:
    """The hashes of all rows."""
    mark = backend.arena.mark()
    try:
        with backend.device:
            return to_host(backend.run(rows.op, rows.arguments(columns, backend), rows.count).hash)
    finally:
        backend.arena.release(mark)
