"""Stages: a first step already made, a grid from which it could go on as if it were the task's input.

It is worth what it leaves unsaid of the outputs, given its cells, and what it takes to say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from ....dsl.types import GRID
from ....programs import Builder, Program, description_length, run_reference
from ....tasks import Task
from ... import currency
from ...candidates import Candidate, program_name
from ...taskview.nodes import TaskNodes
from ..promise import left_unsaid
from ..view import View, inputs_of, task_of

_CONSIDERED = 4000  # grids a task, the cheapest
_MOST = 16


@dataclass(frozen=True)
class Stage:
    """A step that is made first: the inputs of what is left to be done are what `program` makes of the task's."""

    program: Program
    lists: ClassVar[bool] = True

    @property
    def name(self) -> str:
        """The operations that are made first."""
        return " ".join(node.op for node in self.program.nodes)

    def of(self, task: Task) -> Task | None:
        """The task as it is seen; None where that is void."""
        inputs = [run_reference(self.program, grid) for grid in inputs_of(task)]
        return task_of(task, inputs, [pair.output for pair in task.train])

    def back(self, candidate: Candidate, task: Task) -> Candidate:
        """A candidate for the task as it is seen, as one for the task."""
        builder = Builder()
        made = builder.add(candidate.program, builder.add(self.program))
        return replace(candidate, program=builder.program(made, program_name(task)))


def after(seen: TaskNodes, view: View, task: Task) -> list[View]:
    """A task's view with one more stage each, no two of which leave the same bits unsaid: those that promise most."""
    if not view.lists:
        return []
    grids = seen.of_type(GRID)[:_CONSIDERED]
    left, _ = left_unsaid(seen, grids)
    promise = left + currency.STAGE * seen.cost(grids)
    fresh = np.unique(left, return_index=True)[1]
    fresh = fresh[(fresh > 0) & (left[fresh] > 0) & np.isfinite(left[fresh])]  # the first grid is the input
    chosen = fresh[np.argsort(promise[fresh], kind="stable")][:_MOST]
    name, found = program_name(seen.task), []
    for k in chosen.tolist():
        step = seen.program(int(grids[k]), name)
        found.append(staged(view, step, description_length(step), float(promise[k])))
    return found


def staged(view: View, program: Program, bits: float, promise: float) -> View:
    """A view with one more stage; `bits`: what it takes to say."""
    before = view.steps
    if before and isinstance(before[-1], Stage):
        builder = Builder()
        program = builder.program(builder.add(program, builder.add(before[-1].program)))
        before = before[:-1]
    return View((*before, Stage(program)), view.bits + bits, promise)
