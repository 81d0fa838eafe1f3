"""Charts of a run, each a matplotlib Figure drawn from the tables of `read_record` (or `spans_frame`).

They are drawn without pyplot, so none is shown or stays open by itself: `display(figure)` shows one in a notebook with
`%matplotlib inline`, `figure.savefig` writes it. A chart without rows says that nothing was recorded.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from arc_pipeline.measure import planned, projection, work
from arc_pipeline.measure.chart_style import (
    BLUE,
    GREEN,
    GREY,
    LIGHT_BLUE,
    LIGHT_GREY,
    ORANGE,
    PALETTE,
    beside,
    canvas,
    counted,
    finish,
    gain_scale,
    in_words,
    legend,
    nothing,
    rows_of_bars,
    time_scale,
)

VERDICTS: dict[str, dict[str, Any]] = {
    "right": {"color": GREEN},
    "wrong": {"facecolor": ORANGE, "hatch": "///", "edgecolor": "white", "linewidth": 0},
    "not known": {"color": GREY},
}


def time_by_phase(spans: pd.DataFrame, limit: int = 30) -> Figure:
    """Seconds of each phase as nested bars: dark is the phase's own time, light the time of the phases within it."""
    if spans.empty:
        return nothing("Time by phase")
    phases = projection.time_by_phase(spans)
    shown = phases[phases["total"].rank(ascending=False, method="first") <= limit]
    names = ["  " * depth + name for depth, name in zip(shown["depth"], shown["name"], strict=True)]
    # Padded and monospaced, as matplotlib aligns names to the right, which would lose the tree's indentation.
    figure, axes = rows_of_bars([name.ljust(max(map(len, names)) + 1) for name in names], family="monospace")
    waits = set(spans["path"][projection.marked(spans, "wait")])
    outer = [LIGHT_GREY if path in waits else LIGHT_BLUE for path in shown.index]
    axes.barh(range(len(shown)), shown["total"], color=outer, height=0.72)
    axes.barh(range(len(shown)), shown["own"], color=BLUE, height=0.72)
    for row, (total, share, calls) in enumerate(zip(shown["total"], shown["share"], shown["calls"], strict=True)):
        beside(axes, total, row, f"{in_words(total)}  {share:.1%}" + (f"  {calls:,} calls" if calls > 1 else ""))
    axes.set_xlim(0, shown["total"].max() * 1.35)
    processes = spans["worker"].nunique()  # the workers, and the one that deals out their jobs
    of_all = f"; the longest {limit} of {len(phases)} phases" if len(phases) > limit else ""
    longest = str(phases["own"].idxmax())
    share = projection.own_share(spans)[spans["path"] == longest].sum()
    finish(
        axes,
        f"{phases['name'][longest]} itself takes {share:.0%} of the run, more than any other phase",
        "seconds" + (f", summed over {processes} processes" if processes > 1 else "") + of_all,
    )
    looks = {"the phase itself": BLUE, "phases within it": LIGHT_BLUE} | ({"waiting": LIGHT_GREY} if waits else {})
    legend(figure, [Patch(color=colour, label=label) for label, colour in looks.items()])
    return figure


def slowest_tasks(tasks: pd.DataFrame, limit: int = 20) -> Figure:
    """Seconds of the slowest tasks, with the candidates tried and, if known, whether the answer was right."""
    if tasks.empty:
        return nothing("Slowest tasks")
    slowest = projection.slowest_tasks(tasks, limit)
    figure, axes = rows_of_bars(list(slowest["id"]))
    verdicts = ["not known" if pd.isna(right) else "right" if right else "wrong" for right in slowest["right"]]
    each_sample = slowest.reindex(columns=["for_each_sample"])["for_each_sample"]
    for row, (verdict, seconds, each, tried) in enumerate(
        zip(verdicts, slowest["seconds"], each_sample, slowest["candidates"], strict=True)
    ):
        axes.barh(row, seconds, height=0.72, **VERDICTS[verdict])
        a_sample = f"  {in_words(each)} a sample" if each > 0 else ""  # NaN where it is not known
        beside(axes, seconds, row, f"{in_words(seconds)}{a_sample}  {counted(tried, 'candidate')}")
    axes.set_xlim(0, slowest["seconds"].max() * 1.5)
    title = f"The slowest of {counted(len(tasks), 'task')} took {slowest['share'].iloc[0]:.0%} of the time of all"
    if len(tasks) > len(slowest):
        title += f", the {len(slowest)} slowest {slowest['share'].sum():.0%}"
    finish(axes, title, "seconds of search")
    legend(figure, [Patch(**look, label=verdict) for verdict, look in VERDICTS.items() if verdict in verdicts])
    return figure


def right_by_time(tasks: pd.DataFrame) -> Figure:
    """The number of tasks that were right, by time, among those with a `right_at`; those right at the end apart."""
    title = "Tasks that are right, by time"
    if tasks.empty:
        return nothing(title)
    moments = tasks.reindex(columns=["right", "right_at"]).astype({"right": "boolean", "right_at": "Float64"})
    moments = moments[moments["right_at"].notna()].sort_values("right_at")
    if moments.empty:
        return nothing(title, "no task was right, or no answer is known")
    figure, axes = canvas(9, 4)
    kept = moments["right"].fillna(False).to_numpy(dtype=bool)
    seconds = moments["right_at"].to_numpy(dtype=float)
    low, high = max(seconds[0] / 2, 1e-3), max(seconds[-1] * 2, 2e-3)
    lines: dict[str, tuple[np.ndarray, dict[str, Any]]] = {"right at the end": (seconds[kept], {"color": BLUE})}
    if not kept.all():
        lines["right at some time"] = (seconds, {"color": LIGHT_BLUE, "linestyle": "--", "zorder": 1.5})
    for label, (times, look) in lines.items():
        steps = [low, *times, high], [*range(len(times) + 1), len(times)]
        axes.step(*steps, where="post", linewidth=2.5, label=label, **look)
    axes.set_ylim(0, 1.08 * len(seconds))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylabel("tasks")
    time_scale(axes, "x", low, high)
    finish(axes, f"{kept.sum():,} of {counted(len(tasks), 'task')} right", "time since the start (logarithmic)", "both")
    legend(figure)
    return figure


def cold_and_steady(spans: pd.DataFrame, limit: int = 20) -> Figure:
    """Mean seconds of cold starts beside those of steady calls, for the phases that lose most time to cold starts."""
    title = "Cold start and steady state"
    if spans.empty:
        return nothing(title)
    table = projection.cold_and_steady(spans)
    table = table[(table["cold_calls"] > 0) & (table["steady_calls"] > 0)].nlargest(limit, "extra")
    if table.empty:
        return nothing(title, "no phase ran often enough to tell its cold start from its steady state")
    figure, axes = rows_of_bars([str(path) for path in table.index])
    rows = range(len(table))
    # A time of 0 needs a place on the logarithmic axis as well.
    cold, steady = (table[column].clip(lower=1e-7) for column in ("cold_mean", "steady_mean"))
    axes.hlines(rows, cold, steady, color=LIGHT_GREY, linewidth=4, zorder=1)
    axes.plot(cold, rows, "D", color=ORANGE, markersize=8, label="cold: the first call on each worker")
    axes.plot(steady, rows, "o", color=BLUE, markersize=8, label="steady: the calls after it")
    for row, (first, later, extra) in enumerate(zip(cold, steady, table["extra"], strict=True)):
        lost = f", {in_words(extra)} lost" if extra > 0 else ""
        beside(axes, max(first, later), row, f"{first / later:.1f}x{lost}", gap=10)
    low, high = min(cold.min(), steady.min()), max(cold.max(), steady.max())
    time_scale(axes, "x", low / 2, high * 3 * (high / low) ** 0.3)
    most, extra = table.index[0], table["extra"].iloc[0]
    slower = f"First calls cost {most} {in_words(extra)} more than later ones"
    said = slower if extra > 0 else "First calls cost no more than later ones"
    finish(axes, said, "mean time of a call (logarithmic)")
    legend(figure)
    return figure


def operations(counters: pd.DataFrame, limit: int = 25) -> Figure:
    """Seconds of the slowest operations, by the backend that they ran on, with the number of values they made."""
    table = work.operations(counters)
    if table.empty:
        return nothing("Operations by time")
    seconds = table.pivot(index="operation", columns="backend", values="seconds").fillna(0.0)
    seconds = seconds.loc[seconds.sum(axis=1).nlargest(limit).index, list(work.backends(counters)["backend"])]
    items = table.groupby("operation")["items"].sum()
    figure, axes = rows_of_bars([str(name) for name in seconds.index])
    ends = np.zeros(len(seconds))
    for (name, column), colour in zip(seconds.items(), PALETTE, strict=False):
        axes.barh(range(len(seconds)), column, left=ends, color=colour, height=0.72, label=str(name))
        ends = ends + column.to_numpy()
    for row, (name, end) in enumerate(zip(seconds.index, ends, strict=True)):
        beside(axes, end, row, f"{in_words(end)}  {counted(items[name], 'value')}")
    axes.set_xlim(0, ends.max() * 1.35)
    number = table["operation"].nunique()
    whole = table["seconds"].sum() or 1.0
    said = f"{seconds.index[0]} took {ends[0] / whole:.0%} of the kernels' time"
    if number > len(seconds):
        said += f", the {len(seconds)} slowest of {number:,} together {ends.sum() / whole:.0%}"
    finish(axes, said, "seconds in kernels, summed over all workers")
    legend(figure)
    return figure


def planned_and_used(plan: pd.DataFrame, spans: pd.DataFrame) -> Figure:
    """Seconds of all cores that each round was planned to take when the run began, and those that it took."""
    title = "Time of each round: planned, and used"
    if plan.empty or spans.empty:
        return nothing(title)
    table = planned.planned_and_used(plan, spans)
    figure, axes = rows_of_bars([f"round {number}" for number in table.index], height=0.45)
    for row, (hoped, used, tasks) in enumerate(
        zip(table["planned_seconds"], table["used_seconds"], table["used_tasks"], strict=True)
    ):
        axes.barh(row - 0.19, hoped, color=LIGHT_BLUE, height=0.36)
        axes.barh(row + 0.19, used, color=BLUE, height=0.36)
        beside(axes, max(hoped, used), row, f"{in_words(used)}  {counted(tasks, 'task')}")
    axes.set_xlim(0, table[["planned_seconds", "used_seconds"]].to_numpy().max() * 1.35)
    hoped, used = table["planned_seconds"].sum(), table["used_seconds"].sum()
    said = f"The rounds took {in_words(used)} of all cores; {in_words(hoped)} were planned at the start"
    finish(axes, said, "seconds, summed over the workers")
    legend(figure, [Patch(color=LIGHT_BLUE, label="planned at the start"), Patch(color=BLUE, label="used")])
    return figure


def speed_up(spans: pd.DataFrame, factors: Sequence[float] = (2, 10, math.inf), limit: int = 12) -> Figure:
    """How much faster the run would be if one of the largest phases were faster by each of at most 5 factors."""
    title = "What a faster phase would give overall"
    if spans.empty:
        return nothing(title)
    shares = projection.time_by_phase(spans)["share"]
    # A phase that is the whole run is left out: its speed-up is that of the run.
    shares = shares[(shares > 0.005) & (shares < 0.995)].nlargest(limit)
    if shares.empty:
        return nothing(title, "the run has a single phase")
    gains = np.array([[projection.amdahl(share, factor) for factor in factors] for share in shares])
    figure, axes = rows_of_bars([f"{path}  {share:.0%}" for path, share in shares.items()])
    axes.hlines(range(len(shares)), 1, gains.max(axis=1), color=LIGHT_GREY, linewidth=4, zorder=1)
    for factor, gain, marker, colour in zip(factors, gains.T, "osD^v", PALETTE, strict=False):
        label = f"{factor:g} times faster" if math.isfinite(factor) else "taking no time"
        axes.plot(gain, range(len(shares)), marker, color=colour, markersize=8, label=label)
    for row, gain in enumerate(gains):
        beside(axes, gain.max(), row, ",  ".join(f"{number:.3g}x" for number in gain), gap=10)
    gain_scale(axes, max(gains.max() ** 1.4, 1.3))
    faster = f"{factors[0]:g} times faster" if math.isfinite(factors[0]) else "taking no time"
    said = f"{shares.index[0]} {faster}: the run {gains[0, 0]:.3g} times as fast"
    finish(axes, said, "speed-up of the whole run (logarithmic)")
    legend(figure)
    return figure
