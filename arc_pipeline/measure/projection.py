"""What the spans of one run say: time by phase, cold starts, shares, projections and gains. Pure functions.

All take the spans table of `read_record` or `spans_frame`, and seconds throughout. Spans with the count wait=1 are
not busy, and those with cold=1 are warm-ups. A phase is a name or part of a path: "score", "search/score".
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import cast

import numpy as np
import pandas as pd

BUDGET = 8 * 3600.0
"""Seconds that a submission may take."""


def marked(spans: pd.DataFrame, mark: str) -> pd.Series:
    """For each span whether it has the count `mark` ("cold", "wait") other than 0."""
    return spans["counts"].map(lambda counts: bool(counts.get(mark))).astype(bool)


def own_time(spans: pd.DataFrame) -> pd.Series:
    """Seconds of each span outside the spans directly within it: never negative, 0 for a waiting span.

    Summed over the table, it is the busy time of all workers. (A device's time can exceed that of the span around it,
    which returned before the device had finished; the outer span then has no own time.)
    """
    return _outside_inner_spans(spans, spans["duration"])


def own_share(spans: pd.DataFrame) -> pd.Series:
    """The part (0..1) of the run that each span answers for by its own time; all of them together are 1.

    Every moment is divided evenly among the threads (and devices that outlast the span around them) busy then: what
    runs alone while the others wait weighs in full, what four workers do at a time weighs a quarter each.
    """
    if spans.empty:
        return pd.Series(dtype=float)
    starts = (spans["start"] - spans["start"].min()).to_numpy()
    ends = starts + spans["duration"].to_numpy()
    busy = 1.0 - marked(spans, "wait").to_numpy()
    # A span within a busy one keeps its thread as busy as it was; one that outlasts it is busy by itself from then on.
    row_of = pd.Series(np.arange(len(spans)), index=spans["id"])
    around = spans["parent"].map(row_of).fillna(-1).astype(int).to_numpy()  # -1: the last row, which is none
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
    """One row for each path, a tree from the outermost down, the one with most of the run first among neighbours.

    Indexed by path: name, depth, calls, total (seconds over all workers), own (those outside the phases within),
    mean and longest (seconds a call), share (0..1 of the run, with the phases within; see own_share), failed (calls).
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
    """For each span whether it is a cold start: the first of its path on its worker, or counted with cold=1."""
    first = ~spans.sort_values("start", kind="stable").duplicated(["worker", "path"])
    return first.reindex(spans.index) | marked(spans, "cold")


def cold_and_steady(spans: pd.DataFrame) -> pd.DataFrame:
    """Cold starts apart from the steady state, one row for each path, ordered as in time_by_phase.

    Columns: name, depth, cold_calls, cold_mean, steady_calls, steady_mean (seconds a call, NaN without such calls)
    and extra, the seconds by which the cold calls together exceeded as many steady ones (NaN where not known).
    """
    cold = is_cold(spans)
    table = time_by_phase(spans)[["name", "depth"]].copy()
    for state, part in (("cold", spans[cold]), ("steady", spans[~cold])):
        durations = part.groupby("path")["duration"]
        table[f"{state}_calls"] = durations.size().reindex(table.index, fill_value=0)
        table[f"{state}_mean"] = durations.mean().reindex(table.index)
    table["extra"] = table["cold_calls"] * (table["cold_mean"] - table["steady_mean"])
    return table


def phase_share(spans: pd.DataFrame, phase: str, within: str | None = None) -> float:
    """The share (0..1, see own_share) of a phase and all within it in the run, or in the phase `within`.

    ValueError for a phase that was not recorded.
    """
    own, inside = own_share(spans), _lies_in(spans, phase)
    if within is None:
        return float(own[inside].sum())
    around = _lies_in(spans, within)
    whole = float(own[around].sum())
    return float(own[inside & around].sum()) / whole if whole else 0.0


def amdahl(share: float, factor: float) -> float:
    """The speed-up of a whole of which a share (0..1) becomes `factor` times faster; infinite if nothing remains."""
    remaining = 1 - share + share / factor
    return 1 / remaining if remaining > 1e-12 else math.inf


def speed_up(spans: pd.DataFrame, phase: str, factors: Iterable[float] = (2, 5, 10, 100, math.inf)) -> pd.DataFrame:
    """What a phase made `factor` times faster gives overall, if the work stays as evenly spread over the workers.

    Columns: factor, overall (the run's speed-up) and remaining (the part of the run's time, 0..1, that it still takes).
    """
    share = phase_share(spans, phase)
    rows = [(factor, amdahl(share, factor), 1 / amdahl(share, factor)) for factor in factors]
    return pd.DataFrame(rows, columns=["factor", "overall", "remaining"], dtype=float)


@dataclass(frozen=True)
class Cost:
    """What a run took on the wall clock with its workers: `fixed` seconds, and `per_unit` for each of its `units`.

    `workers` is how many were busy in the phase at a time, on average. fixed + per_unit * units is `wall`, the
    seconds measured, unless cold starts were faster than the rest.
    """

    units: float
    wall: float
    fixed: float
    per_unit: float
    workers: float

    def seconds(self, units: float) -> float:
        """Seconds for so many units on the same machine."""
        return self.fixed + self.per_unit * units

    def units_within(self, budget: float = BUDGET) -> int:
        """How many units can be finished in `budget` seconds."""
        return _whole((budget - self.fixed) / self.per_unit)


def cost(spans: pd.DataFrame, phase: str, per: str | None = None) -> Cost:
    """The cost of a unit of work of `phase`: of one call, or of one of the count `per` ("tasks") of its calls.

    per_unit is that of the steady calls (of all, where all are cold); what remains of the run is fixed.
    ValueError for a phase that was not recorded, or that has no such count or no duration.
    """
    calls = spans[_is_outermost(spans, phase)]
    units = pd.Series(1.0, index=calls.index) if per is None else calls["counts"].map(lambda counts: counts.get(per, 0))
    steady = ~is_cold(spans)[calls.index] & (units > 0)
    judged = steady if steady.any() else units > 0
    if not units.sum() > 0 or not calls["duration"][judged].sum() > 0:
        raise ValueError(f"phase {phase!r} has no time, or counts no {per or 'call'}, to project from")
    workers = calls["duration"].sum() / _covered(calls)
    per_unit = calls["duration"][judged].sum() / units[judged].sum() / workers
    wall = (spans["start"] + spans["duration"]).max() - spans["start"].min()
    fixed = max(0.0, wall - per_unit * units.sum())
    return Cost(*(float(value) for value in (units.sum(), wall, fixed, per_unit, workers)))


def project(cost: Cost, units: Iterable[float], budget: float = BUDGET) -> pd.DataFrame:
    """The time for other numbers of units (tasks), a row for each.

    Columns: units, seconds, budget_share (1 is all of `budget` seconds), fits, and rounds: how many times all of the
    units can be gone through within the budget, the fixed part being paid once.
    """
    table = pd.DataFrame({"units": np.array(list(units), dtype=float)})
    table["seconds"] = cost.fixed + cost.per_unit * table["units"]
    table["budget_share"] = table["seconds"] / budget
    table["fits"] = table["seconds"] <= budget
    table["rounds"] = [_whole((budget - cost.fixed) / (cost.per_unit * number)) for number in table["units"]]
    return table


def slowest_tasks(tasks: pd.DataFrame, limit: int = 20) -> pd.DataFrame:
    """The tasks that took longest, slowest first, with their share (0..1) in the time of all tasks."""
    everything = tasks["seconds"].sum()
    slowest = tasks.nlargest(limit, "seconds")
    return slowest.assign(share=slowest["seconds"] / everything if everything else 0.0)


def peak_memory(spans: pd.DataFrame) -> pd.Series:
    """Bytes that each worker's process has held at most, by worker: the largest of the counts `peak_memory`."""
    counted = spans["counts"].map(lambda counts: counts.get("peak_memory", np.nan)).astype(float)
    return counted.groupby(spans["worker"]).max().dropna().astype("int64")


def _outside_inner_spans(spans: pd.DataFrame, seconds: pd.Series) -> pd.Series:
    within = spans["id"].map(seconds.groupby(spans["parent"]).sum()).fillna(0.0)
    return (seconds - within).clip(lower=0.0).where(~marked(spans, "wait"), 0.0)


def _paths_down_to(path: str) -> list[str]:
    return list(accumulate(path.split("/"), "{}/{}".format))


def _lies_in(spans: pd.DataFrame, phase: str) -> pd.Series:
    inside = ("/" + spans["path"] + "/").str.contains(f"/{phase}/", regex=False).astype(bool)
    if not inside.any():
        raise ValueError(f"no phase {phase!r} was recorded, only {', '.join(sorted(set(spans['path']))) or 'nothing'}")
    return cast("pd.Series", inside)


def _is_outermost(spans: pd.DataFrame, phase: str) -> pd.Series:
    """Where the phase itself is, but not within itself."""
    _lies_in(spans, phase)
    end = f"/{phase}/"
    return spans["path"].map(lambda path: f"/{path}/".partition(end)[1:] == (end, "")).astype(bool)


def _covered(spans: pd.DataFrame) -> float:
    """Seconds in which at least one of the spans was running."""
    ordered = spans.sort_values("start")
    starts = ordered["start"].to_numpy()
    ends = np.maximum.accumulate((ordered["start"] + ordered["duration"]).to_numpy())
    reached = np.concatenate(([starts[0]], ends[:-1]))
    return float(np.maximum(0.0, ends - np.maximum(starts, reached)).sum())


def _whole(number: float) -> int:
    # 28800 / 0.1 must not lose a unit to rounding.
    return max(0, math.floor(number * (1 + 1e-12)))
