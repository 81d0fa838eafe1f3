"""The what-if panel of a notebook: sliders for the questions of `what_if`, and what the run would take then.

Needs ipywidgets. Where no kernel is live (a page that papermill or nbconvert made) sliders do not move: `table` and
`bottlenecks` of `what_if` show the usual questions there.
"""

from __future__ import annotations

import html
import math
from typing import Any

import ipywidgets

from .chart_style import counted, in_words
from .phases import PHASES
from .what_if import Measured, Projection, Question, project

_STYLE = {"description_width": "13em"}
_WIDE = ipywidgets.Layout(width="36em")


def what_if(measured: Measured) -> ipywidgets.VBox:
    """Sliders for every part of a question that this run can answer, and beneath them the projection in words."""
    sliders = _sliders(measured)
    told = ipywidgets.HTML()

    def tell(_: Any = None) -> None:
        chosen = {name: slider.value for name, slider in sliders.items()}
        told.value = in_html(project(measured, asked(chosen)), chosen["tasks"])

    for slider in sliders.values():
        slider.observe(tell, "value")
    tell()
    return ipywidgets.VBox([*sliders.values(), told])


def asked(chosen: dict[str, float]) -> Question:
    """The question that sliders ask, by their names: those of the parts of a Question, of phases, and `hours`."""
    return Question(
        tasks=int(chosen["tasks"]),
        samples=chosen.get("samples"),
        cores=int(chosen["cores"]),
        devices=None if "devices" not in chosen else int(chosen["devices"]),
        faster={phase: chosen[phase] for phase in PHASES if phase in chosen},
        kernels=chosen["kernels"],
        budget=chosen["hours"] * 3600,
    )


def in_html(projection: Projection, tasks: float) -> str:
    """A projection in one paragraph."""
    between = ""
    if not math.isnan(projection.low):
        between = f" ({in_words(projection.low)} to {in_words(projection.high)} for nine in ten sets of such tasks)"
    rounds = f"{counted(projection.rounds, 'round')} would be through within the budget."
    text = (
        f"The rounds of this run would take {in_words(projection.seconds)}{between} for {counted(tasks, 'task')}: "
        f"{projection.share:.0%} of the budget, {projection.speed_up:.3g} times as fast as on the machine that was "
        f"measured. {rounds}"
    )
    return f"<p>{html.escape(text)}</p>"


def _sliders(measured: Measured) -> dict[str, Any]:
    def whole(label: str, value: int, most: int) -> Any:
        return ipywidgets.IntSlider(value, 1, most, description=label, style=_STYLE, layout=_WIDE)

    def factor(label: str, value: float, low: float, high: float) -> Any:
        return ipywidgets.FloatLogSlider(
            value, min=math.log10(low), max=math.log10(high), step=0.01, description=label, style=_STYLE, layout=_WIDE,
            readout_format=".2f",
        )  # fmt: skip

    found = {"tasks": whole("tasks", measured.tasks, max(1000, 2 * measured.tasks))}
    if not math.isnan(measured.samples):
        found["samples"] = factor("samples for each task", measured.samples, 1, 20)
    found["cores"] = whole("cores", measured.cores, max(64, measured.cores))
    if measured.devices:
        found["devices"] = whole("GPUs", measured.devices, max(8, measured.devices))
    found["kernels"] = factor("kernels faster by", 1.0, 0.1, 100)
    found |= {
        phase: factor(f"{phase} faster by", 1.0, 0.1, 100)
        for phase in measured.parts.groupby(level="phase").sum().index
        if phase in PHASES
    }
    found["hours"] = factor("budget in hours", 8.0, 0.1, 24)
    return found
