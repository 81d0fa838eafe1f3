"""The explorer's pages with controls beside them, for a live notebook: what they show is made elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from ..answers.submission import SubmissionError
from ..tasks import TaskError
from .page import said
from .sections import Control, Number, OneOf, Section
from .written_grids import ARROW

if TYPE_CHECKING:
    from .desk import Desk

_DRAW = f"12 30 {ARROW} 21 03 for each demonstration, 45 for each test input"
_WIDE = widgets.Layout(width="min(60em, 95%)")


def task_choice(desk: Desk) -> widgets.Widget:
    """Controls to put another task of the set on the desk, or one that a person draws, and to search it."""
    ids = [task.id for task in desk.tasks.tasks]
    chosen = widgets.Combobox(
        value=desk.explored.task.id, options=ids, ensure_option=True, continuous_update=False, description="task"
    )
    seconds = desk.settings.budget_seconds
    button = widgets.Button(description=f"search {seconds:g} s", tooltip="search this task alone")
    drawn = widgets.Textarea(placeholder=_DRAW, rows=3, continuous_update=False, description="or draw", layout=_WIDE)
    told, progress = widgets.HTML(), widgets.Output()

    def put(change: Mapping[str, Any]) -> None:
        if not change["new"]:
            return
        told.value = ""
        progress.clear_output()
        is_drawn = change["owner"] is drawn
        try:
            (desk.draw if is_drawn else desk.choose)(change["new"])
        except TaskError as error:
            told.value = said(str(error)).html
            return
        except SubmissionError as error:
            told.value = said(str(error)).html
        (chosen if is_drawn else drawn).value = ""  # so that the same can be put there again

    def search(_: widgets.Button) -> None:
        told.value = ""
        progress.clear_output()
        button.disabled = True
        try:
            with progress:
                desk.search()
        finally:
            button.disabled = False

    chosen.observe(put, "value")
    drawn.observe(put, "value")
    button.on_click(search)
    return widgets.VBox([widgets.HBox([chosen, button]), drawn, told, progress])


def section_box(desk: Desk, section: Section, chosen: Mapping[str, Any]) -> widgets.Widget:
    """A section's page below its controls, made anew when one of them changes or the desk does. `chosen`: what stands
    in a control at first, as far as the section does not say it."""
    shown = widgets.HTML()
    controls = {name: _control(name, control) for name, control in section.controls.items()}
    firsts: dict[str, Any] = {}
    is_refilled = False

    def show(_: object) -> None:
        if is_refilled:
            shown.value = desk.page(section, {name: control.value for name, control in controls.items()}).html

    def refill() -> None:
        """Offer what the task on the desk has to choose from; what a person chose or wrote stays if it still can."""
        nonlocal is_refilled
        is_refilled = False  # so that no page is made of a half of the new values
        for name, control in section.controls.items():
            box = controls[name]
            if isinstance(control, OneOf):
                _offer(box, control.options(desk.explored), chosen.get(name))
            elif name not in firsts or box.value == firsts[name]:
                box.value = firsts[name] = chosen.get(name, control.first(desk.explored))
        is_refilled = True
        show(None)

    for box in controls.values():
        box.observe(show, "value")
    refill()
    if section.about_task:
        desk.listeners.append(refill)
    return widgets.VBox([*controls.values(), shown])


def _control(name: str, control: Control) -> widgets.Widget:
    look: dict[str, Any] = {"description": name, "layout": _WIDE, "style": {"description_width": "6em"}}
    if isinstance(control, OneOf):
        return widgets.Dropdown(**look)
    if isinstance(control, Number):
        return widgets.IntSlider(min=1, max=control.most, continuous_update=False, **look)
    made: Callable[..., widgets.Widget] = widgets.Text if control.lines == 1 else widgets.Textarea
    rows = {} if control.lines == 1 else {"rows": control.lines}
    return made(continuous_update=False, **rows, **look)


def _offer(box: widgets.Dropdown, options: Sequence[tuple[str, Any]], chosen: Any) -> None:
    """Put options into a box; the one of the same name as before remains chosen, else it is `chosen`, or the first."""
    before, box.options = box.label, options
    if before in dict(options):
        box.label = before
    else:
        box.value = options[0][1] if chosen is None else chosen
