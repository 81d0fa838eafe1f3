"""The timeline of a run, by worker and device: which phase each was in, which part of it, and kernels beside the host.

As in `charts`, it is a matplotlib Figure drawn from the spans table of `read_record`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from .chart_style import GREY, INK, LIGHT_GREY, PALETTE, canvas, finish, legend, nothing
from .phases import OTHER, PHASES, kernel_seconds, places_of
from .projection import marked, own_time
from .spans import GPU_SECONDS

_ORDER = ("generate", "execute", "validate", "load", "plan", "write", "print and inline")  # the longest stand out most
COLOURS = dict(zip(_ORDER, PALETTE, strict=True)) | {OTHER: GREY}
"""The colour of each phase."""

_MOST = 8  # lanes with parts and devices beneath them; with more, a lane is one row
_HEIGHT = 0.84  # of a row
_LETTER, _WIDTH = 3.9, 500.0  # points that a letter takes in a name, and that the axes have
_APART = 3.0  # points from which on a stretch is set apart from its neighbours
_GAP = 0.004  # of the run: calls of one name with less between them are one stretch
_KERNELS, _HOST, _WAITING = INK, GREY, LIGHT_GREY


@dataclass(frozen=True)
class _Row:
    """A row of the chart: its name, the spans that are painted on it, those further within over those around them, the
    colour of each, what share (0..1) of the row's height kernels fill from below; `named`: whether they bear names."""

    name: str
    spans: pd.DataFrame
    colour: Callable[[pd.DataFrame], list[Any]]
    filled: np.ndarray | None = None
    named: bool = False


def timeline(spans: pd.DataFrame) -> Figure:
    """What each thread of each worker did, over time. Beneath the phase at each moment stand the part of it and the
    part within that one, named where there is room, and the device: how much of the time kernels ran and the host."""
    if spans.empty:
        return nothing("Timeline of the workers")
    spans = _prepared(spans)
    whole = max(float((spans["begin"] + spans["duration"]).max()), 1e-9)
    lanes = spans.groupby(["worker", "thread"], sort=True)
    threads = spans.groupby("worker")["thread"].nunique().to_dict()
    rows, positions, place = list[_Row](), list[float](), 0.0
    for (worker, thread), lane in lanes:
        own = list(_rows(f"worker {worker}" + (f", {thread}" if threads[worker] > 1 else ""), lane, whole))
        for row in own if len(lanes) <= _MOST else own[:1]:
            rows.append(row)
            positions.append(place)
            place += 1
        place += 0.5
    figure, axes = canvas(9, 1.8 + 0.24 * place)
    axes.set_yticks(positions, [row.name for row in rows], parse_math=False)
    axes.set_ylim(place - 0.9, -0.6)
    axes.tick_params(axis="y", length=0)
    for position, row in zip(positions, rows, strict=True):
        _paint(axes, position, row, whole)
    finish(axes, _finding(spans, whole), "seconds since the start (white: nothing to do)")
    seen = [phase for phase in COLOURS if phase in set(spans["phase"][~spans["wait"]])]
    entries = [Patch(color=COLOURS[phase], label=phase) for phase in seen]
    if len(rows) > len(lanes):
        entries += [Patch(color=_KERNELS, label="kernels"), Patch(color=_HOST, label="host")]
    legend(figure, entries + ([Patch(color=_WAITING, label="waiting")] if spans["wait"].any() else []))
    return figure


def _prepared(spans: pd.DataFrame) -> pd.DataFrame:
    """The spans with what is drawn of them: begin (seconds since the start), own (seconds outside of spans within),
    wait, the places of each, level (of the part that it is, 0 for a phase's own span around others), and the share
    (0..1) of its own time in which kernels ran: on_cpu, on_gpu."""
    own, kernels = own_time(spans), kernel_seconds(spans)
    gpu = spans["counts"].map(lambda counts: counts.get(GPU_SECONDS, 0.0)).astype(float)
    places = pd.DataFrame([places_of(path) for path in spans["path"]], index=spans.index).astype(object)
    around = set(spans["parent"])
    depths = pd.Series([_levels(path) for path in spans["path"]], index=spans.index)
    level = depths.where((depths > 0) | spans["id"].isin(around), 1)
    there = own.where(own > 0)
    return spans.assign(
        begin=spans["start"] - spans["start"].min(), own=own, wait=marked(spans, "wait"), level=level,
        phase=places[0], part=places[1], within=places[2],
        on_cpu=((kernels - gpu) / there).fillna(0.0).clip(0.0, 1.0), on_gpu=(gpu / there).fillna(0.0).clip(0.0, 1.0),
    )  # fmt: skip


def _levels(path: str) -> int:
    """How many spans further within a phase than the phase's own span one with this path is."""
    phase, names = places_of(path)[0], path.split("/")
    if phase == OTHER:
        return len(names)
    own = next(k for k in range(len(names), 0, -1) if names[k - 1] in PHASES.get(phase, ()))
    return len(names) - own


def _rows(name: str, lane: pd.DataFrame, whole: float) -> Iterator[_Row]:
    """The rows of one thread of a worker: its phases, and what is known beneath them."""
    yield _Row(name, lane, _painted(COLOURS))
    for level, label, lightness in ((1, "part", 0.45), (2, "within it", 0.7)):
        own = lane[(lane["level"] == level) & ~lane["wait"]]
        if len(own):
            looks = {phase: _light(colour, lightness) for phase, colour in COLOURS.items()}
            yield _Row(label, _stretches(own, _GAP * whole), _painted(looks), named=True)
    if lane["on_cpu"].any():
        yield _Row("CPU", lane, _painted(dict.fromkeys(COLOURS, _HOST)), lane["on_cpu"].to_numpy())
    if lane["on_gpu"].any():
        yield _Row("GPU", lane, _painted(dict.fromkeys(COLOURS, "white")), lane["on_gpu"].to_numpy())


def _painted(looks: Mapping[str, Any]) -> Callable[[pd.DataFrame], list[Any]]:
    """Gives spans their colours by their phases, and waiting its own."""
    return lambda spans: [
        _WAITING if wait else looks[phase] for phase, wait in zip(spans["phase"], spans["wait"], strict=True)
    ]


def _stretches(spans: pd.DataFrame, gap: float) -> pd.DataFrame:
    """Spans of one row, of which those of one name that follow one another with less than `gap` seconds between them
    are one."""
    spans = spans.sort_values("begin", kind="stable")
    ends = spans["begin"] + spans["duration"]
    parted = (spans["name"] != spans["name"].shift()) | (spans["begin"] > ends.shift() + gap)
    grouped = spans.assign(end=ends).groupby(parted.cumsum().to_numpy())
    joined = grouped.agg({"begin": "first", "end": "max", "name": "first", "phase": "first", "wait": "first"})
    return joined.assign(duration=joined["end"] - joined["begin"], depth=0)


def _paint(axes: Axes, position: float, row: _Row, whole: float) -> None:
    """Paint a row's spans: inner ones over those around them, so that the innermost shows."""
    bottom = position + _HEIGHT / 2
    filled = np.zeros(len(row.spans)) if row.filled is None else row.filled
    for _, part in row.spans.assign(filled=filled).groupby("depth", sort=True):
        stretches = list(zip(part["begin"], part["duration"], strict=True))
        apart = row.named * 0.8 * (part["duration"] / whole * _WIDTH > _APART)
        looks: dict[str, Any] = {"facecolors": row.colour(part), "edgecolors": "white", "linewidths": apart.tolist()}
        axes.broken_barh(stretches, (bottom, -_HEIGHT), **looks)
        for share, some in part[part["filled"] > 0].groupby(part["filled"].round(2), sort=False):
            stretches = list(zip(some["begin"], some["duration"], strict=True))
            axes.broken_barh(stretches, (bottom, -_HEIGHT * float(str(share))), facecolors=_KERNELS)
    if row.named:
        _name(axes, position, row.spans, whole)


def _name(axes: Axes, position: float, spans: pd.DataFrame, whole: float) -> None:
    """Write the names of spans into them, where there is room."""
    room = spans["duration"] / whole * _WIDTH
    for (_, one), points in zip(spans.iterrows(), room, strict=True):
        if points > _LETTER * (len(one["name"]) + 1):
            middle = one["begin"] + one["duration"] / 2
            axes.text(middle, position, one["name"], ha="center", va="center", fontsize=7, color=INK, parse_math=False)


def _finding(spans: pd.DataFrame, whole: float) -> str:
    """The title: what share of the time workers that run kernels are busy, and in kernels."""
    lanes = spans[spans["worker"].isin(spans["worker"][(spans["on_cpu"] > 0) | (spans["on_gpu"] > 0)])]
    if lanes.empty:
        return "Timeline of the workers: no kernel ran"
    time = whole * lanes["worker"].nunique()
    kernels = (lanes["own"] * (lanes["on_cpu"] + lanes["on_gpu"])).sum()
    return f"Workers are busy for {lanes['own'].sum() / time:.0%} of the time, in kernels for {kernels / time:.0%}"


def _light(colour: str, by: float) -> tuple[float, ...]:
    """A colour mixed with so much white (0..1)."""
    return tuple(part + (1 - part) * by for part in to_rgb(colour))
