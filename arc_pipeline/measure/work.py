"""Summarises one run: which operations ran on which backend, which fallbacks were taken, what failed. Pure functions.

All but `failures` and `faults` take the counters table of `read_record`. Its lines name a backend and either an
`operation`, with launches, items, bytes and seconds, or a `fallback`, with its `times` and `why`; others are ignored.
"""

import math
from typing import Literal

import pandas as pd

from arc_pipeline.measure.projection import amdahl

FIGURES = {"launches": "int64", "items": "int64", "bytes": "int64", "seconds": "float64"}
JUDGED = {"values": "int64", "voids": "int64"}  # which records of older runs lack
GPU = "cuda"  # the backend of the lines that a GPU counted
ENOUGH = 0.95  # the share of all values from which on a GPU that was asked for is said to work
_INSTEAD = "the CPU is used"  # ends the name of each fallback from a GPU


def operations(counters: pd.DataFrame) -> pd.DataFrame:
    """One row for each operation or array kernel on each backend, summed over the workers, the slowest first.

    Columns: operation, backend, launches, items (values made), bytes (of cells written), seconds, share, its part
    (0..1) of the seconds of all operations, and void, the share (0..1) of the results of its calls on all samples of a
    task that are void on a sample (NaN where no search judged any).
    """
    rows = _lines(counters, ["operation", "backend", *FIGURES, *JUDGED])
    rows = rows.fillna(dict.fromkeys(JUDGED, 0)).astype(FIGURES | JUDGED)
    table = rows.groupby(["operation", "backend"], as_index=False).sum()
    table["share"] = table["seconds"] / (table["seconds"].sum() or 1.0)
    table["void"] = table["voids"] / table["values"].where(table["values"] > 0)
    table = table.drop(columns=[*JUDGED])
    return table.sort_values("seconds", ascending=False, kind="stable", ignore_index=True)


def backends(counters: pd.DataFrame) -> pd.DataFrame:
    """One row for each backend: how many operations ran on it, and the sums of the figures of `operations`."""
    table = operations(counters)
    sums = table.groupby("backend")[[*FIGURES, "share"]].sum()
    sums.insert(0, "operations", table.groupby("backend").size())
    return sums.sort_values("seconds", ascending=False).reset_index()


def fallbacks(counters: pd.DataFrame) -> pd.DataFrame:
    """One row for each fallback on each backend, the most frequent first.

    Columns: fallback, backend, times, why (of the first; "" where the record does not say, as older ones).
    """
    rows = _lines(counters, ["fallback", "backend", "times", "why"]).astype({"times": "int64"})
    rows["why"] = rows["why"].fillna("")
    table = rows.groupby(["fallback", "backend"], as_index=False).agg(times=("times", "sum"), why=("why", "first"))
    return table.sort_values("times", ascending=False, kind="stable", ignore_index=True)


def gpu_verdict(counters: pd.DataFrame, gpu: Literal["none", "beside", "alone"]) -> str:
    """One sentence or two for people: whether a GPU did the work, what share of it, and if it was less than ENOUGH of
    what was asked for, what did the rest and why.

    `gpu`: how the run's backend uses one, as `backends.gpu_of` says. Beside the CPU it is asked for if there is one.
    """
    table, instead = backends(counters), fallbacks(counters)
    instead = instead[instead["fallback"].astype(str).str.contains(_INSTEAD, regex=False)]
    made = table.set_index("backend")["items"]
    if not made.sum():
        return "No operation ran, so nothing can be said of a GPU."
    shares = made / made.sum()
    others = ", ".join(f"{share:.1%} by {name}" for name, share in shares.drop(GPU, errors="ignore").items())
    if gpu == "none" or (gpu == "beside" and GPU not in made.index and instead.empty):
        why = "None was asked for" if gpu == "none" else "There is none"
        return f"No GPU did any of the work. {why}: {made.sum():,} values were made, {others}."
    share = shares.get(GPU, 0.0)
    if share >= ENOUGH:
        return f"The GPU works: it made {share:.1%} of {made.sum():,} values."
    reasons = zip(instead["fallback"], instead["why"], strict=True)
    said = [f"{name} ({why})" if why else str(name) for name, why in reasons]
    if not said and gpu == "beside":
        said = ["a hybrid leaves rounds with small launches to the CPU, which is faster there"]
    because = "; ".join(said) or "no fallback was counted"
    return f"THE GPU WAS ASKED FOR AND MADE ONLY {share:.1%} of {made.sum():,} values; {others}. Why: {because}."


def kernels_and_host(counters: pd.DataFrame, busy: float) -> pd.DataFrame:
    """Where the seconds went in which workers searched, and the speed-up if each part took none (Amdahl's law).

    `busy`: these seconds, the sum of `projection.own_time` of the spans around the kernels. One row for each part:
    "kernels on a backend", the slowest first, and "host", which is Python and all else. Columns: seconds, share (0..1)
    of all, and overall, the most that the search could gain, as a factor: for the CPU's kernels, the most that a GPU
    could. A GPU works on while the host prepares its next launch, so the host may have taken up to that much more.
    """
    kernels = backends(counters).set_index("backend")["seconds"]
    seconds = {f"kernels on {name}": float(taken) for name, taken in kernels.items()}
    seconds["host"] = max(0.0, busy - sum(seconds.values()))
    table = pd.DataFrame({"seconds": pd.Series(seconds, dtype="float64")})
    table["share"] = table["seconds"] / (table["seconds"].sum() or 1.0)
    table["overall"] = [amdahl(share, math.inf) for share in table["share"]]
    return table.rename_axis("part")


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
