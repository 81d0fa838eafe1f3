"""Views: a task with its colours exchanged, turned, or with a first step already made, and candidates mapped back.

The same search runs on the task that a view shows. A view is a chain of steps, each of which shows another task.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np

from ...tasks import Pair, Task
from ..candidates import Candidate
from ..parents import all_parents


class Step(Protocol):
    """One step of a view: hashable, and equal to steps that show the same."""

    @property
    def name(self) -> str:
        """The operations through which the task is seen."""

    def of(self, task: Task) -> Task | None:
        """The task that the step shows; None if it is void on some grid."""

    def back(self, candidate: Candidate, task: Task) -> Candidate | None:
        """A candidate for the shown task as one for the task; None if that is impossible."""


@dataclass(frozen=True)
class View:
    """A task as seen through steps, one after the other.

    `bits`: the description length of choosing the view, 0 where the task itself suggests it. `promise`: the bits that
    are left to be said of the outputs, plus those of the view; fewer are better. `parent`: the programs of the library
    from which those of its steps descend, as parents.py writes them.
    """

    steps: tuple[Step, ...] = ()
    bits: float = field(default=0.0, compare=False)
    promise: float = field(default=0.0, compare=False)
    parent: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        for step in self.steps:  # checked here, as later errors would not show what made the view
            lacking = [name for name in ("name", "of", "back") if not hasattr(step, name)]
            if lacking or type(step).__hash__ is None:
                what = ", ".join(f"'{name}'" for name in lacking) or "a hash: is it a frozen dataclass?"
                raise TypeError(f"{type(step).__name__} is no Step of a view: it lacks {what}")

    @property
    def name(self) -> str:
        """The names of the steps in order; "" if there are none."""
        return " ".join(step.name for step in self.steps)

    def of(self, task: Task) -> Task | None:
        """The task as seen through all steps; None if one of them is void on it."""
        seen: Task | None = task
        for step in self.steps:
            seen = None if seen is None else step.of(seen)
        return seen

    def back(self, candidate: Candidate, task: Task) -> Candidate | None:
        """A candidate for the shown task as one for the task; None if a step cannot map it back."""
        seen = [task]
        for step in self.steps[:-1]:
            before = step.of(seen[-1])
            if before is None:
                return None
            seen.append(before)
        length, parent = candidate.length + self.bits, all_parents([candidate.parent, self.parent])
        found: Candidate | None = replace(candidate, length=length, view=self.name, parent=parent)
        for step, before in zip(reversed(self.steps), reversed(seen), strict=False):
            found = None if found is None else step.back(found, before)
        return found


PLAIN = View()


def by_promise(views: Iterable[View]) -> list[View]:
    """The views in the order in which to search them."""
    return sorted(views, key=lambda view: view.promise)


def inputs_of(task: Task) -> list[np.ndarray]:
    """The inputs of the demonstrations, then those of the tests."""
    return [*(pair.input for pair in task.train), *task.test]


def task_of(task: Task, inputs: Sequence[Any], outputs: Sequence[Any]) -> Task | None:
    """A task of these inputs, demonstrations first, and these outputs; None if one of them is void."""
    if any(grid is None for grid in (*inputs, *outputs)):
        return None
    pairs = tuple(Pair(given, made) for given, made in zip(inputs, outputs, strict=False))
    return Task(task.id, pairs, tuple(inputs[len(pairs) :]))
