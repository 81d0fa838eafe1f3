"""Charts of a run, each a matplotlib Figure drawn from the tables of `read_record` (or `spans_frame`).

They are drawn without pyplot, so nothing is shown or kept open: show them in a notebook with `display(figure)` after
`%matplotlib inline`, or call `figure.savefig`. Without rows, a chart says that nothing was recorded.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, NullLocator

from arc_pipeline.measure import projection

# Okabe and Ito's colours, which stay apart for every kind of colour blindness.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
BLUE, ORANGE, GREEN, _, LIGHT_BLUE, RED, _ = PALETTE
GREY, LIGHT_GREY, INK = "#8A8A8A", "#E4E4E4", "#262626"
TIMES = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 60, 600, 3600, 8 * 3600, 80 * 3600, 800 * 3600, 8000 * 3600)


def time_by_phase(spans: pd.DataFrame, limit: int = 30) -> Figure:
    """Busy seconds of each phase as nested bars: dark is its own time, light what the phases within it took."""
    title = "Time by phase"
    if spans.empty:
        return _nothing(title)
    phases = projection.time_by_phase(spans)
    shown = phases[phases["total"].rank(ascending=False, method="first") <= limit]
    figure, axes = _bars(len(shown))
    rows = np.arange(len(shown))
    axes.barh(rows, shown["total"], color=LIGHT_BLUE, height=0.72)
    axes.barh(rows, shown["own"], color=BLUE, height=0.72)
    for row, (total, share, calls) in enumerate(shown[["total", "share", "calls"]].itertuples(index=False)):
        text = f"{duration(total)}   {share:.1%}" + (f"   {calls:,} calls" if calls > 1 else "")
        _beside(axes, total, row, text)
    names = [f"{'      ' * depth}{name}" for depth, name in zip(shown["depth"], shown["name"], strict=True)]
    _name_rows(axes, names, align="left")
    hidden = f" (the longest {limit} of {len(phases)} phases)" if len(phases) > limit else ""
    _finish(axes, title + hidden, _seconds_label(spans), room=1.35)
    _legend(figure, [Patch(color=BLUE, label="the phase itself"), Patch(color=LIGHT_BLUE, label="phases within it")])
    return figure


def slowest_tasks(tasks: pd.DataFrame, limit: int = 20) -> Figure:
    """Seconds of the tasks that took longest, with the candidates tried and, where known, whether they were right."""
    title = "Slowest tasks"
    if tasks.empty:
        return _nothing(title)
    slowest = projection.slowest_tasks(tasks, limit)
    figure, axes = _bars(len(slowest))
    verdicts = ["unknown" if pd.isna(right) else "right" if right else "wrong" for right in slowest["right"]]
    looks = {
        "right": {"color": GREEN},
        "wrong": {"color": ORANGE, "hatch": "///", "edgecolor": "white"},
        "unknown": {"color": GREY},
    }
    for row, (verdict, time, tried) in enumerate(
        zip(verdicts, slowest["seconds"], slowest["candidates"], strict=True)
    ):
        axes.barh(row, time, height=0.72, **looks[verdict])
        _beside(axes, time, row, f"{duration(time)}   {tried:,} candidates")
    _name_rows(axes, list(slowest["id"]))
    of_all = f"{slowest['share'].sum():.0%} of the time of all {len(tasks)}"
    _finish(axes, f"The {len(slowest)} slowest tasks: {of_all}" if len(slowest) > 1 else title, "seconds", room=1.35)
    _legend(figure, [Patch(**look, label=verdict) for verdict, look in looks.items() if verdict in verdicts])
    return figure


def timeline(spans: pd.DataFrame) -> Figure:
    """What each thread of each worker did when: the innermost phase at each moment; waiting is left pale."""
    title = "Timeline of the workers"
    if spans.empty:
        return _nothing(title)
    waiting = spans["counts"].map(lambda counts: bool(counts.get("wait")))
    busiest = spans.assign(own=projection.own_time(spans)).groupby("name")["own"].sum().nlargest(len(PALETTE))
    colours = dict(zip((name for name, own in busiest.items() if own > 0), PALETTE, strict=False))
    lanes = spans.groupby(["worker", "thread"], sort=True)
    figure, axes = _bars(len(lanes))
    origin = spans["start"].min()
    for row, (_, lane) in enumerate(lanes):
        # Inner phases are painted over the ones around them, so that what shows is what really ran.
        for (_, name), part in lane.groupby(["depth", "name"], sort=True):
            colour = [LIGHT_GREY if idle else colours.get(str(name), GREY) for idle in waiting[part.index]]
            stretches = list(zip(part["start"] - origin, part["duration"], strict=True))
            axes.broken_barh(stretches, (row - 0.36, 0.72), facecolors=colour)
    crowded = spans.groupby("worker")["thread"].nunique()
    _name_rows(axes, [f"worker {w}" + (f", {thread}" if crowded[w] > 1 else "") for w, thread in lanes.groups])
    _finish(axes, title, "seconds since the start", room=1.0)
    entries = [Patch(color=colour, label=name) for name, colour in colours.items()]
    entries += [Patch(color=GREY, label="other")] if set(spans["name"][~waiting]) - set(colours) else []
    _legend(figure, entries + ([Patch(color=LIGHT_GREY, label="waiting")] if waiting.any() else []))
    return figure


def cold_and_steady(spans: pd.DataFrame, limit: int = 25) -> Figure:
    """Seconds a call: the first call on each worker beside the steady state, on a logarithmic axis."""
    title = "Cold start and steady state"
    if spans.empty:
        return _nothing(title)
    table = projection.cold_and_steady(spans)
    both = table[table["steady_calls"] > 0].nlargest(limit, "extra").sort_values("extra", ascending=False)
    if both.empty:
        return _nothing(title, "every phase ran once: there is no steady state to compare with")
    figure, axes = _bars(len(both))
    rows = np.arange(len(both))
    # A clock may have seen no time pass, which has no place on a logarithmic axis.
    cold, steady = (both[column].clip(lower=1e-7) for column in ("cold_mean", "steady_mean"))
    axes.hlines(rows, np.minimum(cold, steady), np.maximum(cold, steady), color=LIGHT_GREY, linewidth=4, zorder=1)
    axes.plot(cold, rows, "D", color=ORANGE, markersize=8, label="cold: first call on a worker")
    axes.plot(steady, rows, "o", color=BLUE, markersize=8, label="steady: all further calls")
    for row, (first, later, extra) in enumerate(zip(cold, steady, both["extra"], strict=True)):
        text = f"{first / later:.1f}x" + (f", {duration(extra)} in all" if extra > 0 else "")
        _beside(axes, max(first, later), row, text, gap=10)
    _time_axis(axes.xaxis)
    axes.set_xlim(min(cold.min(), steady.min()) / 2, max(cold.max(), steady.max()) * 12)
    _name_rows(axes, [str(path) for path in both.index])
    _finish(axes, title, "mean time of a call (logarithmic)")
    _legend(figure)
    return figure


def budget(cost: projection.Cost, unit: str = "task", seconds: float = projection.BUDGET) -> Figure:
    """The time for any number of units (tasks, rounds) on the machine measured, and how many the budget holds."""
    fits = cost.units_within(seconds)
    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.add_subplot()
    numbers = np.geomspace(1, 3 * max(cost.units, fits, 100), 200)
    axes.plot(numbers, projection.project(cost, numbers, seconds)["seconds"], color=BLUE, linewidth=2.5)
    axes.plot(cost.units, cost.wall, "o", color=INK, markersize=9, zorder=3)
    measured = f"measured: {_number(cost.units, unit)} in {duration(cost.wall)}"
    axes.annotate(measured, (cost.units, cost.wall), (12, -14), textcoords="offset points", color=INK)
    axes.axhline(seconds, color=RED, linestyle="--", linewidth=1.8)
    axes.annotate(f"budget: {duration(seconds)}", (1, seconds), (6, 6), textcoords="offset points", color=RED)
    if fits >= 1:
        axes.plot(fits, cost.seconds(fits), "D", color=RED, markersize=9, zorder=3)
        label = f"{_number(fits, unit)} fit"
        axes.annotate(label, (fits, seconds), (-8, 8), textcoords="offset points", ha="right", color=RED)
    _time_axis(axes.yaxis)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.0f}"))
    axes.set_xlim(1, numbers[-1])
    axes.set_ylim(min(cost.seconds(1), cost.wall, seconds) / 2, max(cost.seconds(numbers[-1]), seconds) * 3)
    axes.set_ylabel("time of the whole run (logarithmic)")
    busy = f"{cost.workers:.1f} workers busy" if cost.workers > 1.05 else "one worker"
    title = f"{duration(cost.fixed)} once, then {duration(cost.per_unit)} for each {unit} ({busy})"
    _finish(axes, title, f"number of {unit}s (logarithmic)", grid="both")
    return figure


def speed_up(spans: pd.DataFrame, factors: Sequence[float] = (2, 10, math.inf), limit: int = 12) -> Figure:
    """How much faster the whole run would be if one phase were, for each of the phases that matter most."""
    title = "What a faster phase would give overall"
    phases = projection.time_by_phase(spans) if len(spans) else pd.DataFrame({"share": []})
    # A phase that is the whole run says nothing: twice as fast is twice as fast.
    parts = phases[(phases["share"] > 0.001) & (phases["share"] < 0.999)].nlargest(limit, "share")
    if parts.empty:
        return _nothing(title, "nothing recorded" if spans.empty else "the run has a single phase")
    gains = np.array([[1 / (1 - share + share / factor) for factor in factors] for share in parts["share"]])
    figure, axes = _bars(len(parts))
    rows = np.arange(len(parts))
    axes.hlines(rows, 1, gains.max(axis=1), color=LIGHT_GREY, linewidth=4, zorder=1)
    for column, (factor, marker) in enumerate(zip(factors, "osD^v", strict=False)):
        label = f"{factor:g}x faster" if math.isfinite(factor) else "for nothing"
        axes.plot(gains[:, column], rows, marker, color=PALETTE[column], markersize=8, label=label)
    for row, gain in enumerate(gains):
        _beside(axes, gain.max(), row, "  ".join(f"{number:.2g}x" for number in gain), gap=10)
    axes.axvline(1, color=GREY, linewidth=1)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda gain, _: f"{gain:g}x"))
    axes.xaxis.set_minor_locator(NullLocator())
    top = gains.max() ** 1.45
    axes.set_xticks([tick for tick in (1, 1.2, 1.5, 2, 3, 5, 10, 20, 50, 100, 1000) if tick <= max(top, 1.5)])
    axes.set_xlim(0.98, max(top, 1.5))
    _name_rows(axes, [f"{path} ({share:.0%})" for path, share in parts["share"].items()])
    _finish(axes, title, "speed-up of the whole run (logarithmic)")
    _legend(figure)
    return figure


def duration(seconds: float) -> str:
    """A duration for people, in one unit: "35 us", "4.2 ms", "7.5 s", "12 min", "2.1 h"."""
    for size, unit in ((3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms")):
        if seconds >= size * 0.9995:
            number = seconds / size
            return f"{number:,.0f} {unit}" if number >= 99.5 else f"{float(f'{number:.2g}'):g} {unit}"
    return f"{seconds * 1e6:.0f} us" if seconds else "0 s"


def _nothing(title: str, reason: str = "nothing recorded") -> Figure:
    figure = Figure(figsize=(8, 2.2), layout="constrained")
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_title(title, loc="left", fontweight="bold", color=INK)
    axes.text(0.5, 0.5, reason, ha="center", va="center", transform=axes.transAxes, color=GREY, fontsize=13)
    return figure


def _bars(rows: int) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(9, 1.7 + 0.3 * max(rows, 2)), layout="constrained")
    return figure, figure.add_subplot()


def _beside(axes: Axes, x: float, row: float, text: str, gap: float = 5) -> None:
    axes.annotate(text, (x, row), (gap, 0), textcoords="offset points", va="center", fontsize=9, color=INK)


def _name_rows(axes: Axes, names: Sequence[str], align: str = "right") -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)


def _time_axis(axis: Any) -> None:
    axis._set_axes_scale("log")


def _finish(axes: Axes, title: str, label: str, room: float | None = None, grid: str = "x") -> None:
    axes.set_title(title, loc="left", fontweight="bold", color=INK)
