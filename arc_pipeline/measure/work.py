"""Summarises one run: which operations ran on which backend, which fallbacks were taken, what failed. Pure functions.

All but `failures` and `faults` take the counters table of `read_record`. Its lines name a backend and either an
`operation`, with launches, items, bytes and seconds, or a `fallback`, with its `times`; other lines are ignored.
"""

import pandas as pd

FIGURES = {"launches": "int64", "items": "int64", "bytes": "int64", "seconds": "float64"}


def operations(counters: pd.DataFrame) -> pd.DataFrame:
    """One row for each operation on each backend, summed over the workers, the slowest first.

    Columns: operation, backend, launches, items (values made), bytes (of cells written), seconds, and share, its part
    (0..1) of the seconds of all operations.
    """
    rows = _lines(counters, ["operation", "backend", *FIGURES]).astype(FIGURES)
    table = rows.groupby(["operation", "backend"], as_index=False).sum()
    table["share"] = table["seconds"] / (table["seconds"].sum() or 1.0)
    return table.sort_values("seconds", ascending=False, kind="stable", ignore_index=True)


def backends(counters: pd.DataFrame) -> pd.DataFrame:
    """One row for each backend: how many operations ran on it, and the sums of the figures of `operations`."""
    table = operations(counters)
    sums = table.groupby("backend")[[*FIGURES, "share"]].sum()
    sums.insert(0, "operations", table.groupby("backend").size())
    return sums.sort_values("seconds", ascending=False).reset_index()


def fallbacks(counters: pd.DataFrame) -> pd.DataFrame:
    """One row for each fallback on each backend, the most frequent first. Columns: fallback, backend, times."""
    rows = _lines(counters, ["fallback", "backend", "times"]).astype({"times": "int64"})
    table = rows.groupby(["fallback", "backend"], as_index=False).sum()
    return table.sort_values("times", ascending=False, kind="stable", ignore_index=True)


def failures(table: pd.DataFrame) -> pd.DataFrame:
    """One row for each kind of failure, which is a stage and an error; the most frequent first.

    `table`: the failures of `read_record`. Columns: stage, error, times, tasks (how many), first (the id of the first
    task), traceback (of the first failure).
    """
    grouped = table.groupby(["stage", "error"], as_index=False, sort=False)
    kinds = grouped.agg(
        times=("task_id", "size"),
        tasks=("task_id", "nunique"),
        first=("task_id", "first"),
        traceback=("traceback", "first"),
    )
    return kinds.sort_values("times", ascending=False, kind="stable", ignore_index=True)


def faults(table: pd.DataFrame) -> pd.DataFrame:
    """One row for each kind of fault of workers and what was done about it, the most frequent first.

    `table`: the faults of `read_record`. Columns: what, then, times, tasks (the first's ids), error (of the first).
    """
    grouped = table.groupby(["what", "then"], as_index=False, sort=False)
    kinds = grouped.agg(times=("error", "size"), tasks=("tasks", "first"), error=("error", "first"))
    return kinds.sort_values("times", ascending=False, kind="stable", ignore_index=True)


def _lines(counters: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The lines with a value in the first of the columns, which the table may lack."""
    return counters.reindex(columns=columns).dropna(subset=columns[:1])
