"""Analyses the spans of a run: time by phase, cold starts, shares and Amdahl's law. Pure functions.

All take the spans table of `read_record` or `spans_frame`; all times are in seconds. Spans with the count wait=1 are
not busy, those with cold=1 are warm-ups.
"""

import math
from itertools import accumulate

import numpy as np
import pandas as pd

BUDGET = 8 * 3600.0
"""Seconds that a submission may take."""


def marked(spans: pd.DataFrame, mark: str) -> pd.Series:
    """For each span whether its count `mark` ("cold" or "wait") is other than 0: bool Series."""
    return spans["counts"].map(lambda counts: bool(counts.get(mark))).astype(bool)


def own_time(spans: pd.DataFrame) -> pd.Series:
    """Seconds of each span outside the spans directly within it: never negative, 0 for a waiting span.

    Its sum over the table is the busy time of all workers. (Work on a device may last longer than the span around it,
    which returns before the device is done; the outer span then has no own time.)
    """
    return _outside_inner_spans(spans, spans["duration"])


def own_share(spans: pd.DataFrame) -> pd.Series:
    """The share (0..1) of the run that each span accounts for by its own time; the shares add up to 1.

    Every moment is divided evenly among the threads that are busy then (and devices that outlast the span around them):
    a thread that runs while all others wait counts in full, four workers that run at the same time count a quarter
    each.
    """
    if spans.empty:
        return pd.Series(dtype=float)
    starts = (spans["start"] - spans["start"].min()).to_numpy()
    ends = starts + spans["duration"].to_numpy()
    busy = 1.0 - marked(spans, "wait").to_numpy()
    # A span within a busy one adds nothing to its thread's load; if it outlasts that one, it is busy by itself after.
    row_of = pd.Series(np.arange(len(spans)), index=spans["id"])
    around = spans["parent"].map(row_of).fillna(-1).astype(int).to_numpy()  # -1: the row appended for none
    busy_around, end_around = np.append(busy, 0.0)[around], np.append(ends, np.inf)[around]
    moments = np.concatenate((starts, np.minimum(ends, end_around), np.minimum(ends, end_around), ends))
    changes = np.concatenate((busy - busy_around, busy_around - busy, busy, -busy))
    order = np.argsort(moments, kind="stable")
    threads = np.cumsum(changes[order])[:-1]
    shared = np.divide(np.diff(moments[order]), threads, out=np.zeros_like(threads), where=threads > 0)
    clock = np.concatenate(([0.0], np.cumsum(shared)))
    seconds = np.interp(ends, moments[order], clock) - np.interp(starts, moments[order], clock)
    own = _outside_inner_spans(spans, pd.Series(seconds, index=spans.index))
    return own / own.sum() if own.any() else own


def time_by_phase(spans: pd.DataFrame) -> pd.DataFrame:
    """One row for each path, a tree from the outermost phase down; siblings are sorted by share, largest first.

    Indexed by path: name, depth, calls, total (seconds over all workers), own (seconds outside the phases within), mean
    and longest (seconds per call), share (0..1 of the run, including the phases within; see own_share), failed (calls).
    """
    grouped = spans.assign(own=own_time(spans), share=own_share(spans)).groupby("path", sort=False)
    phases = grouped.agg(
        name=("name", "first"),
        depth=("depth", "first"),
        calls=("duration", "size"),
        total=("duration", "sum"),
        own=("own", "sum"),
        mean=("duration", "mean"),
        longest=("duration", "max"),
        share=("share", "sum"),
        failed=("failed", "sum"),
    )
    shares: dict[str, float] = {}
    for path, share in phases["share"].items():
        for around in _paths_down_to(str(path)):
            shares[around] = shares.get(around, 0.0) + share
    phases["share"] = [shares[str(path)] for path in phases.index]
    order = sorted(phases.index, key=lambda path: [(-shares[around], around) for around in _paths_down_to(path)])
    return phases.loc[order]


def is_cold(spans: pd.DataFrame) -> pd.Series:
    """For each span whether it is a cold start: the first of its path on its worker, or one with the count cold=1."""
    first = ~spans.sort_values("start", kind="stable").duplicated(["worker", "path"])
    return first.reindex(spans.index) | marked(spans, "cold")


def cold_and_steady(spans: pd.DataFrame) -> pd.DataFrame:
    """Cold starts and steady calls compared, one row for each path, in the order of time_by_phase.

    Columns: name, depth, cold_calls, cold_mean, steady_calls, steady_mean (seconds per call, NaN without such calls)
    and extra, the seconds by which the cold calls together exceeded as many steady ones: of a warm-up, which has none,
    all of its seconds (NaN if unknown).
    """
    cold = is_cold(spans)
    table = time_by_phase(spans)[["name", "depth"]].copy()
    for state, part in (("cold", spans[cold]), ("steady", spans[~cold])):
        durations = part.groupby("path")["duration"]
        table[f"{state}_calls"] = durations.size().reindex(table.index, fill_value=0)
        table[f"{state}_mean"] = durations.mean().reindex(table.index)
    warm_up = marked(spans, "cold").groupby(spans["path"]).all().reindex(table.index)
    table["extra"] = table["cold_calls"] * (table["cold_mean"] - table["steady_mean"].mask(warm_up, 0.0))
    return table


def amdahl(share: float, factor: float) -> float:
    """Amdahl's law: the speed-up of a whole of which a share (0..1) becomes `factor` times faster; may be infinite."""
    remaining = 1 - share + share / factor
    return 1 / remaining if remaining > 1e-12 else math.inf


def slowest_tasks(tasks: pd.DataFrame, limit: int = 20) -> pd.DataFrame:
    """The slowest tasks, slowest first, with their share (0..1) of the time of all tasks and, if it is known how many
    samples they have, their seconds for_each_sample."""
    everything = tasks["seconds"].sum()
    slowest = tasks.nlargest(limit, "seconds")
    slowest = slowest.assign(share=slowest["seconds"] / everything if everything else 0.0)
    if "samples" in slowest:
        slowest["for_each_sample"] = slowest["seconds"] / slowest["samples"]
    return slowest


def peak_memory(spans: pd.DataFrame) -> pd.Series:
    """The peak memory of each worker's process in bytes, by worker: the largest of its counts `peak_memory`."""
    counted = spans["counts"].map(lambda counts: counts.get("peak_memory", np.nan)).astype(float)
    return counted.groupby(spans["worker"]).max().dropna().astype("int64")


def _outside_inner_spans(spans: pd.DataFrame, seconds: pd.Series) -> pd.Series:
    within = spans["id"].map(seconds.groupby(spans["parent"]).sum()).fillna(0.0)
    return (seconds - within).clip(lower=0.0).where(~marked(spans, "wait"), 0.0)


def _paths_down_to(path: str) -> list[str]:
    return list(accumulate(path.split("/"), "{}/{}".format))
