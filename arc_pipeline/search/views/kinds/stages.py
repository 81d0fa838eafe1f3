"""Stages: views that begin after a first step, whose result takes the place of the task's input.

A stage is worth the bits that its grid leaves unsaid of the outputs, given the grid's cells, plus its own cost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ....dsl.types import GRID
from ....programs import Builder, Program, check, description_length, run_reference
from ....tasks import Task
from ... import currency
from ...candidates import Candidate, program_name
from ...parents import all_parents
from ...taskview.nodes import TaskNodes
from ..promise import left_unsaid
from ..view import View, inputs_of, task_of

_CONSIDERED = 4000  # grids per task, the cheapest
_MOST = 16


@dataclass(frozen=True)
class Stage:
    """A first step: `program` turns the task's inputs into the inputs of what remains to be done."""

    program: Program

    def __post_init__(self) -> None:
        builder = Builder()  # raises ProgramError if the program does not turn a grid into a grid
        check(builder.program(builder.add(self.program)), GRID)

    @property
    def name(self) -> str:
        """The operations of the first step."""
        return " ".join(node.op for node in self.program.nodes)

    def of(self, task: Task) -> Task | None:
        """The task with these inputs; None if the program is void on one of them."""
        inputs = [run_reference(self.program, grid) for grid in inputs_of(task)]
        return task_of(task, inputs, [pair.output for pair in task.train])

    def back(self, candidate: Candidate, task: Task) -> Candidate:
        """A candidate for the shown task as one for the task."""
        builder = Builder()
        made = builder.add(candidate.program, builder.add(self.program))
        return replace(candidate, program=builder.program(made, program_name(task)))


def after(seen: TaskNodes, view: View, task: Task) -> list[View]:
    """The view with one more stage, the _MOST stages of best promise, no two of which leave the same bits unsaid."""
    grids = seen.of_type(GRID)[:_CONSIDERED]
    left, _ = left_unsaid(seen, grids)
    promise = left + currency.STAGE * seen.cost(grids)
    fresh = np.unique(left, return_index=True)[1]
    fresh = fresh[(fresh > 0) & (left[fresh] > 0) & np.isfinite(left[fresh])]  # the first grid is the input
    chosen = fresh[np.argsort(promise[fresh], kind="stable")][:_MOST]
    name, nodes, found = program_name(seen.task), seen.frontier.nodes, []
    for k in chosen.tolist():
        step, parent = nodes.program(int(grids[k]), name), nodes.parents_of(int(grids[k]))
        found.append(staged(view, step, description_length(step), float(promise[k]), parent))
    return found


def staged(view: View, program: Program, bits: float, promise: float, parent: str = "") -> View:
    """A view with one more stage of description length `bits`, which descends from programs of the library as `parent`
    says; two stages in a row are composed into one."""
    before = view.steps
    if before and isinstance(before[-1], Stage):
        builder = Builder()
        program = builder.program(builder.add(program, builder.add(before[-1].program)))
        before = before[:-1]
    return View((*before, Stage(program)), view.bits + bits, promise, all_parents([view.parent, parent]))
