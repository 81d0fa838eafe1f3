"""Charts of what this machine computes on, each a matplotlib Figure drawn from the tables of `device_check`.

As in `charts`, none is shown by itself, and one without rows says that nothing was measured. Lines differ in colour and
in their markers; the title is what the chart shows.
"""

from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullLocator

from arc_pipeline.measure.chart_style import (
    GREY,
    LIGHT_GREY,
    PALETTE,
    RED,
    canvas,
    counted,
    finish,
    legend,
    nothing,
    rounded,
)

MARKERS = "osD^v*P"
_NOTHING = "nothing was measured in the time given"
_NEVER = 4  # how far above the largest batch a backend is drawn that is never faster, as a factor


def throughput(table: pd.DataFrame, than: str) -> Figure:
    """Grids a second of each backend by the size of the batch. `table`: of `device_check.throughput`; `than`: the
    backend with which the fastest is compared in the title; if that is the fastest, it is compared with the slowest."""
    title = "Throughput by size of batch"
    if table.empty:
        return nothing(title, _NOTHING)
    figure, axes = canvas(9, 5)
    for look, (name, part) in zip(_looks(), table.groupby("backend", sort=False), strict=False):
        axes.plot(part["grids"], part["grids_a_second"], label=str(name), **look)
    fastest = table.groupby("backend", sort=False)["grids_a_second"].max()
    best = str(fastest.idxmax())
    size = table.set_index("grids")[table.set_index("grids")["backend"] == best]["grids_a_second"].idxmax()
    slower = than if than in fastest.index and than != best else str(fastest.idxmin())
    title = f"{best}: {_short(fastest[best])} grids a second, in batches of {size:,}"
    times = rounded(fastest[best] / fastest[slower])
    if slower != best:
        title += f",\nas many as {slower}" if times == "1" else f",\n{times} times as many as {slower}"
    _numbers(axes, "x")
    _numbers(axes, "y")
    axes.set_ylabel("grids a second (logarithmic)")
    finish(axes, title, "grids in a batch (logarithmic)", "both")
    legend(figure)
    return figure


def crossings(table: pd.DataFrame, than: str) -> Figure:
    """From how many grids a batch on each backend is faster than another, by the cells of a grid; where it never is,
    an empty marker stands above the largest batch. `table`: of `device_check.crossings`; `than`: that other."""
    title = f"From which batch on a backend is faster than {than}"
    if table.empty:
        return nothing(title, _NOTHING)
    figure, axes = canvas(9, 4.5)
    top, said = table["largest"].max() * _NEVER, []
    for look, (name, part) in zip(_looks(), table.groupby("backend", sort=False), strict=False):
        faster = part["grids"].notna()
        axes.plot(part["cells"], part["grids"].fillna(top).astype(float), alpha=0.4, **{**look, "marker": ""})
        points = {**look, "linestyle": ""}
        axes.plot(part["cells"][faster], part["grids"][faster].astype(float), label=str(name), **points)
        axes.plot(part["cells"][~faster], [top] * int((~faster).sum()), **{**points, "markerfacecolor": "white"})
        least, most = part["grids"].min(), part["grids"].max()
        if not faster.any():
            said.append(f"{name}: never")
        elif faster.all():
            span = f"{least:,}" if least == most else f"{least:,} to {most:,}"
            said.append(f"{name}: from {span} grids on" + (", by their size" if least < most else ""))
        else:
            said.append(f"{name}: for {faster.sum()} of {counted(len(part), 'size')}, from {least:,} grids on")
    axes.axhline(top, color=LIGHT_GREY, linewidth=1, zorder=0)
    axes.annotate("never, as far as measured", (1, top), (0, 5), xycoords=("axes fraction", "data"),
                  textcoords="offset points", ha="right", fontsize=9, color=GREY)  # fmt: skip
    _numbers(axes, "y")
    axes.set_ylim(top=top * 2)
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(FixedLocator(sorted(table["cells"].unique())))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda cells, _: f"{cells:,.0f}"))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_ylabel("grids in a batch (logarithmic)")
    finish(axes, f"Faster than {than}?\n" + "\n".join(said), "cells of a grid (logarithmic)", "both")
    legend(figure)
    return figure


def memory(table: pd.DataFrame, room: float) -> Figure:
    """The bytes that a launch holds by the size of the batch, for the median operation and the one that takes most.
    `table`: of `device_check.memory`; `room`: the bytes of values that one worker may hold."""
    title = "Memory by size of batch"
    if table.empty:
        return nothing(title, _NOTHING)
    figure, axes = canvas(9, 4.5)
    looks = _looks()
    for column, label in (("most_bytes", "the operation that takes most"), ("median_bytes", "the median operation")):
        axes.plot(table["grids"], table[column], label=label, **next(looks))
    axes.axhline(room, color=RED, linestyle="--", label="what one worker may hold")
    largest, fits = table.iloc[-1], table[table["most_bytes"] <= room]["grids"].max()
    taken = f"A batch of {largest['grids']:,} takes {_bytes(largest['median_bytes'])}"
    title = f"{taken}, at most {_bytes(largest['most_bytes'])}; a worker has {_bytes(room)}"
    if fits != largest["grids"]:
        title = (
            f"A worker has {_bytes(room)}: room for batches of {fits if fits > 0 else 0:,.0f}, whatever the operation"
        )
    _numbers(axes, "x")
    axes.set_yscale("log", base=2)
    axes.yaxis.set_major_locator(LogLocator(base=16, numticks=12))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda size, _: _bytes(size)))
    axes.set_ylabel("bytes of arguments and results (logarithmic)")
    finish(axes, title, "grids in a batch (logarithmic)", "both")
    legend(figure)
    return figure


def scaling(table: pd.DataFrame) -> Figure:
    """Grids a second of several workers together, a line for each backend and number of GPUs, beside what as many
    workers would make if each were as fast as one alone. `table`: of `device_check.measure_scaling`."""
    title = "Throughput of several workers"
    table = table.dropna(subset="grids_a_second")
    if table.empty:
        return nothing(title, _NOTHING)
    figure, axes = canvas(9, 4.5)
    said = []
    for look, ((name, devices), part) in zip(_looks(), _lines(table), strict=False):
        label = str(name) + (f" on {counted(devices, 'GPU')}" if devices else "")
        axes.plot(part["workers"], part["grids_a_second"], label=label, **look)
        alone = table[(table["backend"] == name) & (table["workers"] == 1)]["grids_a_second"]
        if len(alone):
            ideal = [alone.iloc[0] * number for number in part["workers"]]
            axes.plot(part["workers"], ideal, color=look["color"], linestyle=":", linewidth=1.2)
            together = part.groupby("workers")["grids_a_second"].max()
            best, gain = int(together.index[int(together.argmax())]), together.max() / alone.iloc[0]
            more = f"{best} workers do {rounded(gain)} times as much as one"
            if best == 1:
                more = "more workers do no more than one" if len(together) > 1 else "only one worker was measured"
            said.append(f"{label}: {more}")
    axes.set_ylim(0, table["grids_a_second"].max() * 1.25)
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(FixedLocator(sorted(table["workers"].unique())))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:.0f}"))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda number, _: _short(number)))
    axes.set_ylabel("grids a second, together")
    finish(axes, "\n".join(said) or title, "workers (dotted: each as fast as one alone)", "both")
    legend(figure)
    return figure


def _lines(table: pd.DataFrame) -> list[tuple[tuple[str, int], pd.DataFrame]]:
    """By backend and number of GPUs; one worker on each of several GPUs stands on the line of all GPUs, or of one."""
    found = []
    for name, part in table.groupby("backend", sort=False):
        for devices in sorted({part["devices"].min(), part["devices"].max()}):
            each = part[(part["devices"] == devices) | ((part["devices"] == part["workers"]) & (devices > 1))]
            found.append(((str(name), int(devices)), each.sort_values("workers")))
    return found


def _looks() -> Any:
    """Colours with markers, to be drawn with."""
    return ({"color": colour, "marker": marker, "linewidth": 2.0, "markersize": 7}
            for colour, marker in zip(PALETTE, MARKERS, strict=True))  # fmt: skip


def _numbers(axes: Axes, which: Literal["x", "y"]) -> None:
    """A logarithmic axis of numbers, marked at powers of ten."""
    (axes.set_xscale if which == "x" else axes.set_yscale)("log")
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_locator(LogLocator(numticks=12))
    axis.set_major_formatter(FuncFormatter(lambda number, _: _short(number)))


def _short(number: float) -> str:
    """A number for people: "300", "12 thousand", "4.5 million"."""
    for size, word in ((1e9, "billion"), (1e6, "million"), (1e4, "thousand")):
        if number >= size:
            return f"{rounded(number / (1e3 if word == 'thousand' else size))} {word}"
    return rounded(number)


def _bytes(size: float) -> str:
    """A size for people: "2 GiB", "13 MiB"."""
    for unit, name in ((2**30, "GiB"), (2**20, "MiB")):
        if size >= unit:
            return f"{rounded(size / unit)} {name}"
    return f"{rounded(size / 2**10)} KiB"
