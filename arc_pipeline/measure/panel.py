"""The what-if panel of a notebook: sliders for the questions of `what_if`, and what the run would take then.

Needs ipywidgets. Where no kernel is live (a page that papermill or nbconvert made) sliders do not move: `table` and
`bottlenecks` of `what_if` show the usual questions there.
"""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from typing import Any

import ipywidgets

from .chart_style import HOUR, counted, in_words
from .phases import PHASES
from .what_if import Measured, Projection, Question, bottlenecks, project

_STYLE = {"description_width": "15em"}
_WIDE = ipywidgets.Layout(width="min(40em, 95%)")
_RANKED = 5  # of what holds a run up
_HEAD = ("it would be held up by", "time", "share", "if it took half of it", "because")
_CELL = "text-align:left;padding:3px 12px 3px 0;border-bottom:1px solid rgba(128,128,128,.45)"


def what_if(measured: Measured) -> ipywidgets.VBox:
    """Sliders for every part of a question that this run can answer, and beneath them the projection in words
    and what would hold the run up most."""
    sliders = _sliders(measured)
    told = ipywidgets.HTML()

    def tell(_: Any = None) -> None:
        question = asked({name: slider.value for name, slider in sliders.items()})
        told.value = in_html(measured, question)

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
        budget=chosen["hours"] * HOUR,
    )


def in_html(measured: Measured, question: Question) -> str:
    """The projection to a question in a paragraph, and a table of what would hold the run up most."""
    total, *more = in_sentences(project(measured, question), question.tasks or measured.tasks, question.budget)
    found = bottlenecks(measured, question).head(_RANKED)
    rows = [
        (str(what), in_words(row.seconds), f"{row.share:.0%}", f"{row.twice:.2f} times as fast", row.reason)
        for what, row in found.iterrows()
    ]
    body = "".join(map(_row, rows))
    table = f'<table style="border-collapse:collapse;line-height:1.4">{_row(_HEAD, "th")}{body}</table>'
    return f"<p><b>{html.escape(total)}</b> {html.escape(' '.join(more))}</p>{table}"


def _row(texts: Sequence[str], tag: str = "td") -> str:
    """A row of a table. Only the last cell, a sentence, may go over several lines."""
    styles = [*[f"{_CELL};white-space:nowrap"] * (len(texts) - 1), _CELL]
    cells = (f'<{tag} style="{style}">{html.escape(text)}</{tag}>' for style, text in zip(styles, texts, strict=True))
    return f"<tr>{''.join(cells)}</tr>"


def in_sentences(projection: Projection, tasks: int, budget: float) -> list[str]:
    """A projection in sentences, the first of which tells the total. `budget`: in seconds."""
    sentences = [f"{counted(tasks, 'task')} would take {in_words(projection.seconds)}."]
    if not math.isnan(projection.low):
        between = f"{in_words(projection.low)} and {in_words(projection.high)}"
        sentences.append(f"For nine in ten sets of such tasks it lies between {between}.")
    share = f"{projection.share:.0%}" if projection.share >= 0.005 else "less than 1%"
    through = f"{counted(projection.rounds, 'round')} would be through"
    sentences.append(f"That is {share} of {in_words(budget)}, in which {through}.")
    speed = "as fast as" if f"{projection.speed_up:.2f}" == "1.00" else f"{projection.speed_up:.3g} times as fast as"
    return [*sentences, f"They would go {speed} on the machine that was measured."]


def _sliders(measured: Measured) -> dict[str, Any]:
    look: dict[str, Any] = {"style": _STYLE, "layout": _WIDE}

    def whole(label: str, value: int, most: int) -> Any:
        return ipywidgets.IntSlider(value, 1, most, description=label, **look)

    def number(label: str, value: float, least: float, most: float) -> Any:
        return ipywidgets.FloatSlider(
            value, min=least, max=most, step=0.1, readout_format=".1f", description=label, **look
        )

    def times_as_fast(part: str) -> Any:
        """From a tenth to a hundred times as fast; the measured speed is one of its steps."""
        return ipywidgets.FloatLogSlider(
            1.0, min=-1, max=2, step=0.01, readout_format=".2f", description=f"{part}: times as fast", **look
        )

    found = {"tasks": whole("tasks", measured.tasks, max(1000, 2 * measured.tasks))}
    if not math.isnan(measured.samples):
        found["samples"] = number("samples for each task", measured.samples, 1, max(20, measured.samples))
    found["cores"] = whole("cores", measured.cores, max(64, measured.cores))
    if measured.devices:
        found["devices"] = whole("GPUs", measured.devices, max(8, measured.devices))
    found["kernels"] = times_as_fast("all kernels")
    there = set(measured.parts.index.get_level_values("phase"))
    found |= {phase: times_as_fast(phase) for phase in PHASES if phase in there}
    found["hours"] = number("budget in hours", 8.0, 0.1, 24)
    return found
