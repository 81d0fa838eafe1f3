"""What all charts share: colours, rows of bars with names and figures beside them, axes of time, and wording."""

import math
from collections.abc import Sequence
from typing import Literal

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

# Okabe and Ito's colours, which can be told apart with every kind of colour blindness.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
BLUE, ORANGE, GREEN, _, LIGHT_BLUE, RED, _ = PALETTE
GREY, LIGHT_GREY, INK = "#8A8A8A", "#E2E2E2", "#262626"

HOUR = 3600.0
ROUND_TIMES = [10.0**power for power in range(-7, 2)] + [60.0, 600.0, *(HOUR * n for n in (1, 8, 80, 800, 8000, 80000))]
FINER_TIMES = [digit * 10.0**power for power in range(-7, 1) for digit in (1, 2, 5)] + [
    unit * n for unit, most in ((1.0, 60), (60.0, 60), (HOUR, 80)) for n in (10, 20, 30, 1, 2, 5) if n < most
]
_FEWEST_MARKS = 3


def in_words(seconds: float) -> str:
    """A duration for people, in one unit: "35 us", "4.2 ms", "7.5 s", "12 min", "2.1 h"."""
    for size, unit in ((HOUR, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "us")):
        # The unit begins half a rounding step early, so that 59.97 s is "1 min" and not "60 s".
        if seconds >= size * 0.995:
            return f"{rounded(seconds / size)} {unit}"
    return f"{rounded(seconds * 1e9)} ns" if seconds else "0 s"


def rounded(number: float) -> str:
    """A number with two significant digits, or all digits before the point: "1.4", "23", "1,450"."""
    return f"{number:,.0f}" if number >= 9.95 else f"{float(f'{number:.2g}'):g}"


def counted(number: float, unit: str) -> str:
    """A number with its unit: "1 task", "400 tasks"."""
    return f"{number:,.0f} {unit}" + ("" if number == 1 else "s")


def canvas(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure of the given size in inches, with a margin, and its axes."""
    figure = Figure(figsize=(width, height), layout=ConstrainedLayoutEngine(w_pad=0.14, h_pad=0.08))
    return figure, figure.add_subplot()


def nothing(title: str, reason: str = "nothing recorded") -> Figure:
    """A figure that says why there is no chart."""
    figure, axes = canvas(8, 2.2)
    axes.set_axis_off()
    axes.set_title(title, loc="left", fontweight="bold", color=INK)
    axes.text(0.5, 0.5, reason, ha="center", va="center", transform=axes.transAxes, color=GREY, fontsize=13)
    return figure


def rows_of_bars(names: Sequence[str], height: float = 0.3, family: str = "sans-serif") -> tuple[Figure, Axes]:
    """A figure with a named row, `height` inches high, for each name, the first on top."""
    rows = max(len(names), 2)
    figure, axes = canvas(9, 1.8 + height * rows)
    axes.set_yticks(range(len(names)), list(names), family=family, parse_math=False)  # names may hold dollar signs
    middle = (len(names) - 1) / 2
    axes.set_ylim(middle + rows / 2 + 0.1, middle - rows / 2 - 0.1)
    axes.tick_params(axis="y", length=0)
    return figure, axes


def beside(axes: Axes, x: float, row: float, text: str, gap: float = 6) -> None:
    """Write to the right of the point (x, row), `gap` points away."""
    axes.annotate(text, (x, row), (gap, 0), textcoords="offset points", va="center", fontsize=9, color=INK)


def time_scale(axes: Axes, which: Literal["x", "y"], low: float, high: float) -> None:
    """A logarithmic axis from `low` to `high` seconds, marked at round times, which are finer on a short axis."""
    if which == "x":
        axes.set_xscale("log")
        axes.set_xlim(low, high)
    else:
        axes.set_yscale("log")
        axes.set_ylim(low, high)
    axis = axes.xaxis if which == "x" else axes.yaxis
    marks = [time for time in ROUND_TIMES if low <= time <= high]
    if len(marks) < _FEWEST_MARKS:
        marks = sorted({time for time in FINER_TIMES if low <= time <= high})
    axis.set_major_locator(FixedLocator(marks))
    axis.set_major_formatter(FuncFormatter(lambda seconds, _: in_words(seconds)))
    axis.set_minor_locator(NullLocator())


def gain_scale(axes: Axes, high: float) -> None:
    """A logarithmic x axis of speed-ups from 1 to `high`, marked at round numbers that leave room for their labels."""
    axes.set_xscale("log")
    axes.set_xlim(high**-0.02, high)
    ticks = [1.0]
    for tick in (1.1, 1.2, 1.5, 2.0, 3.0, 5.0, *(digit * 10.0**power for power in range(1, 5) for digit in (1, 2, 5))):
        if math.log(tick / ticks[-1]) > 0.07 * math.log(high) and tick <= high:
            ticks.append(tick)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda gain, _: f"{gain:g}x"))
    axes.xaxis.set_minor_locator(NullLocator())


def finish(axes: Axes, title: str, label: str, grid: Literal["x", "both"] = "x") -> None:
    """Set the title, the label of the x axis and a quiet grid, and hide the frame."""
    axes.set_title(title, loc="left", fontweight="bold", color=INK)
    axes.set_xlabel(label)
    axes.grid(axis=grid, color=LIGHT_GREY, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)


def legend(figure: Figure, entries: Sequence[Artist] | None = None) -> None:
    """Add a legend of one or two lines below the chart, for `entries` or for everything drawn with a label."""
    axes = figure.axes[0]
    handles = list(entries if entries is not None else axes.get_legend_handles_labels()[0])
    figure.legend(handles=handles, loc="outside lower left", ncols=min(len(handles), 5), frameon=False, fontsize=9)
