"""What lies on the explorer's desk: one task of a set, and what a run or a search of its own found for it.

Pages of it are shown as they are, or, where somebody can choose, with controls beside them that make them anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..answers.submission import SubmissionError
from ..measure.live import is_live
from ..settings import Settings, chosen_ids
from ..tasks import TaskSet
from .explored import Explored, found_by, searched, task_of
from .page import Page, said
from .sections import Section
from .written_grids import written_task


class Desk:
    """`explored`: the task that lies on it. Functions in `listeners` are called when another does, or when more is
    known of it."""

    def __init__(
        self,
        tasks: TaskSet,
        settings: Settings,
        task_id: str | int | None = None,
        run: Path | None = None,
        live: bool | None = None,
    ) -> None:
        """`task_id`: of the task to begin with, in a form that `chosen_ids` takes for one; by default the first.
        `settings`: of searches, which write into the folder `explorer` in their output folder. `run`: the folder of a
        run that knows candidates; without one there are none before `search`. `live`: whether there are controls; by
        default, where somebody can use them.

        Raises as `chosen_ids`, `task_of` and `found_by` do.
        """
        self.tasks, self.run = tasks, run
        self.settings = replace(settings, output_dir=settings.output_dir / "explorer", store=None)
        self.live = is_live() if live is None else live
        self.listeners: list[Callable[[], object]] = []
        ids = chosen_ids([task_id] if isinstance(task_id, str) and task_id else task_id)
        self.explored = self._opened(ids[0] if isinstance(ids, tuple) else None)

    def choose(self, task_id: str) -> None:
        """Put another task on the desk. Raises TaskError if there is none, and SubmissionError if the run has nothing
        of it; then it lies there as before a search."""
        try:
            self._put(self._opened(task_id))
        except SubmissionError:
            self._put(task_of(self.tasks, task_id))
            raise

    def draw(self, text: str) -> None:
        """Put a task on the desk that a person typed. Raises TaskError if the text is none."""
        self._put(task_of(written_task(text)))

    def search(self) -> None:
        """Search the task, for the seconds that the settings say."""
        self._put(searched(self.explored, self.settings))

    def choice(self) -> Any:
        """Which task lies there, for `display`, with controls to choose, draw and search one where somebody can."""
        if not self.live:
            return said(f"Task {self.explored.task.id}, one of {len(self.tasks.tasks)} in {self.tasks.source}.")
        from .widgets import task_choice

        return task_choice(self)

    def show(self, section: Section, **chosen: Any) -> Any:
        """A section for `display`: its page, with controls where somebody can use them. `chosen`: by the names of its
        controls what is chosen at first; None for what the section says."""
        chosen = {name: value for name, value in chosen.items() if value is not None}
        if unknown := chosen.keys() - section.controls.keys():
            raise TypeError(f"the section has no {', '.join(sorted(unknown))}, but {', '.join(section.controls)}")
        if not self.live:
            return self.page(section, chosen)
        from .widgets import section_box

        return section_box(self, section, chosen)

    def page(self, section: Section, chosen: dict[str, Any]) -> Page:
        """A section's page of what lies on the desk."""
        return section.made(self.explored, chosen)

    def _opened(self, task_id: str | None) -> Explored:
        explored = task_of(self.tasks, task_id)
        return explored if self.run is None else found_by(self.run, explored)

    def _put(self, explored: Explored) -> None:
        self.explored = explored
        for listener in self.listeners:
            listener()
