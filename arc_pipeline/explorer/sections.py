"""The sections of the explorer: a page each, with what a person can choose for it and what is chosen at first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .difference import attempted, difference_page
from .explored import Explored
from .operation_pages import example_page, operations_page, type_names
from .page import Page
from .program_pages import misses_page, own_page, steps_page
from .task_pages import candidate_name, candidates_page, task_page

NOTHING = "def mine(I):\n    return I\n"


@dataclass(frozen=True)
class OneOf:
    """A choice among options, each with the name that it is shown by; the first is chosen at first."""

    options: Callable[[Explored], Sequence[tuple[str, Any]]]

    def first(self, explored: Explored) -> Any:
        """What is chosen before anybody has."""
        return self.options(explored)[0][1]


@dataclass(frozen=True)
class Text:
    """A text of about so many lines."""

    first: Callable[[Explored], str]
    lines: int = 1


@dataclass(frozen=True)
class Number:
    """A whole number from 1 to `most`."""

    most: int
    chosen: int

    def first(self, explored: Explored) -> int:
        """What is chosen before anybody has."""
        return self.chosen


Control = OneOf | Text | Number


@dataclass(frozen=True)
class Section:
    """`page` makes the page of what is explored and of what was chosen, by the names in `controls`; of the latter alone
    if it is not about the task."""

    page: Callable[..., Page]
    controls: Mapping[str, Control] = field(default_factory=dict)
    about_task: bool = True

    def made(self, explored: Explored, chosen: Mapping[str, Any]) -> Page:
        """The page of these choices; what is not chosen is as at first."""
        values = {name: chosen.get(name, control.first(explored)) for name, control in self.controls.items()}
        return self.page(explored, **values) if self.about_task else self.page(**values)


def _candidates(explored: Explored) -> Sequence[tuple[str, Any]]:
    named = [(candidate_name(number, one), one) for number, one in enumerate(explored.candidates)]
    return named or [("none", None)]


def _surest_program(explored: Explored) -> str:
    return next((one.program for one in explored.candidates if one.program), NOTHING)


def _first_demonstration(explored: Explored) -> str:
    pair = explored.task.train[0]
    sides = (" ".join("".join(map(str, row)) for row in grid.tolist()) for grid in (pair.input, pair.output))
    return " -> ".join(sides)


def _types(explored: Explored) -> Sequence[tuple[str, Any]]:
    return type_names()


TASK = Section(task_page)
CANDIDATES = Section(candidates_page)
STEPS = Section(
    steps_page,
    {"candidate": OneOf(_candidates), "sample": OneOf(lambda explored: [(one.name, one) for one in explored.samples])},
)
DIFFERENCE = Section(difference_page, {"test": OneOf(attempted)})
MISSES = Section(misses_page, {"most": Number(8, 3)})
OWN = Section(own_page, {"program": Text(_surest_program, 10)})
OPERATIONS = Section(
    operations_page, {"words": Text(lambda explored: ""), "takes": OneOf(_types), "gives": OneOf(_types)}, False
)
EXAMPLE = Section(example_page, {"example": Text(_first_demonstration, 3)}, False)
