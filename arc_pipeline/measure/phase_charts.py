"""Charts of a run's phases under the field's names, of what holds it up, of its memory, and of its budget.

As in `charts`, each is a matplotlib Figure drawn from the tables of `read_record`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from .chart_style import (
    BLUE,
    INK,
    LIGHT_BLUE,
    LIGHT_GREY,
    ORANGE,
    PALETTE,
    RED,
    beside,
    canvas,
    counted,
    finish,
    in_words,
    legend,
    nothing,
    rows_of_bars,
    time_scale,
)
from .phases import time_in_phases
from .projection import BUDGET
from .what_if import Measured, Question, bottlenecks, project
from .what_if import table as table_of

_USUAL = 400  # tasks, as ARC's sets have
_PARTS = {"kernels": BLUE, "host": ORANGE, "waiting": LIGHT_GREY}


def time_in_phases_chart(spans: pd.DataFrame, limit: int = 8) -> Figure:
    """Seconds of each phase, beneath it of up to `limit` of its parts, the longest, and beneath each of these of up to
    half as many parts within it: kernels, host and waiting apart."""
    if spans.empty:
        return nothing("Time in phases")
    parts = time_in_phases(spans)
    rows: list[tuple[str, pd.Series]] = []
    for phase, own in parts.groupby(level="phase", sort=False):
        rows.append((str(phase), own.sum()))
        by_part = own.groupby(level="part", sort=False)
        for name, within in list(by_part)[: limit if len(by_part) > 1 else 0]:
            rows.append((f"  {name}", within.sum()))
            named = within.droplevel(["phase", "part"]).drop("", errors="ignore").head(limit // 2)
            rows += [(f"    {one}", row) for one, row in named.iterrows()]
    width = max(len(name) for name, _ in rows) + 1
    figure, axes = rows_of_bars([name.ljust(width) for name, _ in rows], family="monospace")
    ends = [0.0] * len(rows)
    for column, colour in _PARTS.items():
        seconds = [float(row[column]) for _, row in rows]
        axes.barh(range(len(rows)), seconds, left=ends, color=colour, height=0.72)
        ends = [end + own for end, own in zip(ends, seconds, strict=True)]
    for row, (end, (_, sums)) in enumerate(zip(ends, rows, strict=True)):
        beside(axes, end, row, f"{in_words(end)}  {sums['share']:.1%} of the run")
    axes.set_xlim(0, max(ends) * 1.35)
    busy = parts[["kernels", "host"]].to_numpy().sum()
    title = f"Kernels run for {parts['kernels'].sum() / busy:.0%} of the busy time" if busy else "Time in phases"
    finish(axes, title, "seconds, summed over all workers")
    legend(figure, [Patch(color=colour, label=label) for label, colour in _PARTS.items()])
    return figure


def bottlenecks_chart(measured: Measured, limit: int = 8) -> Figure:
    """The parts of the run that take most of its time, with the speed-up of the whole if one took half or none."""
    table = bottlenecks(measured).head(limit)
    figure, axes = rows_of_bars([str(what) for what in table.index])
    axes.barh(range(len(table)), table["share"] * 100, color=BLUE, height=0.72)
    for row, (share, twice, gone) in enumerate(zip(table["share"], table["twice"], table["gone"], strict=True)):
        beside(axes, share * 100, row, f"twice as fast: {twice:.2f}x,  no time: {gone:.3g}x overall")
    axes.set_xlim(0, table["share"].max() * 180)
    finish(axes, f"{table['share'].iloc[0]:.0%} of the time goes into {table.index[0]}", "% of the run")
    return figure


def budget_chart(measured: Measured, seconds: float = BUDGET) -> Figure:
    """The time that the rounds of the run take for any number of tasks on the same machine, with the interval in which
    nine in ten sets of such tasks lie, beside the budget in seconds."""
    figure, axes = canvas(9, 5)
    numbers = np.unique(np.geomspace(1, 3 * max(measured.tasks, 400), 40).astype(int)).tolist()
    found = table_of(measured, {str(tasks): Question(tasks=tasks, budget=seconds) for tasks in numbers})
    axes.plot(numbers, found["seconds"], color=BLUE, linewidth=2.5, label="projected")
    if found["low"].notna().all():
        axes.fill_between(numbers, found["low"], found["high"], color=LIGHT_BLUE, alpha=0.4, label="nine in ten sets")
    own = project(measured, Question(budget=seconds)).seconds
    axes.plot(measured.tasks, own, "o", color=INK, markersize=9, zorder=3, label="measured")
    axes.axhline(seconds, color=RED, linestyle="--", linewidth=1.8, label=f"budget: {in_words(seconds)}")
    axes.set_xscale("log")
    axes.set_xlim(0.8, numbers[-1])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.0f}"))
    lowest, highest = found["seconds"].min(), found["seconds"].max()
    time_scale(axes, "y", min(lowest, seconds) / 3, max(highest, seconds) * 3)
    axes.set_ylabel("time of the whole run (logarithmic)")
    rounds = f"{counted(len(measured.rounds), 'round')} of {counted(measured.tasks, 'task')}"
    usual = project(measured, Question(tasks=_USUAL, budget=seconds)).seconds
    said = f"{rounds} took {in_words(own)}; {_USUAL} tasks would take {in_words(usual)}"
    finish(axes, said, "number of tasks (logarithmic)", "both")
    legend(figure)
    return figure


def memory(spans: pd.DataFrame) -> Figure:
    """Peak memory of each worker's process, and of the values that its backend held, at the end of each of its jobs."""
    shards = spans[spans["name"] == "shard"].sort_values("start")
    title = "Memory of the workers"
    counts = pd.DataFrame(list(shards["counts"]), index=shards.index).reindex(columns=["peak_memory", "peak_values"])
    if counts["peak_memory"].isna().all():
        return nothing(title)
    figure, axes = canvas(9, 4)
    ends = shards["start"] + shards["duration"] - spans["start"].min()
    for worker, colour in zip(sorted(shards["worker"].unique()), PALETTE * 99, strict=False):
        own = shards.index[shards["worker"] == worker]
        for column, line in (("peak_memory", "-"), ("peak_values", "--")):
            if counts[column].isna().all():
                continue
            label = f"worker {worker}: " + ("process" if column == "peak_memory" else "values")
            gigabytes = counts.loc[own, column] / 1e9
            axes.step(ends[own], gigabytes, line, where="post", color=colour, linewidth=2, marker=".", label=label)
    axes.set_ylim(0)
    axes.set_xlim(0)
    axes.set_ylabel("peak so far, GB")
    most = counts["peak_memory"].groupby(shards["worker"]).max().sum() / 1e9
    finish(axes, f"{title}: {most:.1f} GB at most together", "seconds since the start", "both")
    legend(figure)
    return figure
