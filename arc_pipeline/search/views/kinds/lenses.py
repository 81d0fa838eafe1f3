"""Lenses: views through operations that can be undone, such as colours exchanged; inputs and outputs change alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ....dsl import OPS
from ....dsl.types import GRID, Type
from ....programs import INPUT, Builder, Program, check, description_length, parse, run_reference
from ....tasks import Task
from ... import currency
from ...candidates import Candidate, program_name
from ...taskview.nodes import TaskNodes
from ...taskview.view import TaskView
from ..promise import left_unsaid
from ..view import PLAIN, View, inputs_of, task_of

_MOST = 8  # that programs set, of one kind
_IDENTITY = Program((), ())
_MOST_COMMON = parse("def solve(I):\n    O = mostcolor(I)\n    return O\n")


@dataclass(frozen=True)
class Lens:
    """A step through an operation that can be undone.

    `see`: the operation through which grids are seen; `undo`: its inverse. `arguments`: what both take besides the
    grid: numbers, or programs that compute them from the task's input as seen so far.
    """

    see: str
    undo: str
    arguments: tuple[int | Program, ...] = ()

    def __post_init__(self) -> None:
        for operation in (self.see, self.undo):  # raises ProgramError if it cannot be called so, or makes no grid
            builder = Builder()
            check(builder.program(self.add_to(builder, operation, INPUT, INPUT)), GRID)

    @property
    def name(self) -> str:
        """The operation through which the task is seen."""
        return self.see

    def through(self, operation: str, grid: Any, given: np.ndarray) -> Any:
        """The result of `see` or `undo` on a grid that belongs to the input `given`; None if void."""
        arguments = [run_reference(one, given) if isinstance(one, Program) else one for one in self.arguments]
        return OPS[operation](grid, *arguments)  # operations on void are void

    def add_to(self, builder: Builder, operation: str, grid: Any, given: Any) -> Any:
        """Add the call of `see` or `undo` to a builder; returns the reference to its value."""
        arguments = [builder.add(one, given) if isinstance(one, Program) else one for one in self.arguments]
        return builder.call(operation, [grid, *arguments])

    def of(self, task: Task) -> Task | None:
        """The task through the lens; None if a grid becomes void."""
        inputs = [self.through(self.see, grid, grid) for grid in inputs_of(task)]
        return task_of(task, inputs, [self.through(self.see, pair.output, pair.input) for pair in task.train])

    def back(self, candidate: Candidate, task: Task) -> Candidate:
        """A candidate for the shown task as one for the task."""
        builder = Builder()
        made = builder.add(candidate.program, self.add_to(builder, self.see, INPUT, INPUT))
        program = builder.program(self.add_to(builder, self.undo, made, INPUT), program_name(task))
        cases = zip(candidate.outputs, task.test, strict=True)
        outputs = (np.asarray(self.through(self.undo, output, grid), dtype=np.uint8) for output, grid in cases)
        return replace(candidate, program=program, outputs=tuple(outputs))


_BY_RANK = Lens("normalize_like", "restore_colors", (_IDENTITY,))


def after(seen: TaskNodes, view: View, task: Task) -> list[View]:
    """The further views of a task after an opening one; the promise of each is what the input as seen by the opening
    view leaves unsaid of the outputs, plus the view's own bits. [] after other views."""
    if view not in opening_views(task):
        return []
    left, null_code = left_unsaid(seen, seen.of_type(GRID)[:1])
    plain = min(float(left[0]), null_code)
    return [replace(other, promise=plain + other.bits) for other in further_views(task)]


def opening_views(task: Task) -> tuple[View, ...]:
    """The views to begin with: the task as it is, or with its background exchanged for 0, as operations expect it; both
    if the most common colour differs between inputs."""
    common = {int(np.bincount(grid.ravel(), minlength=10).argmax()) for grid in inputs_of(task)}
    if common == {0}:
        return (PLAIN,)
    if len(common) == 1:
        return (View((Lens("switch", "switch", (common.pop(), 0)),)),)
    return (PLAIN, View((Lens("switch", "switch", (_MOST_COMMON, 0)),)))


def further_views(task: Task) -> Iterator[View]:
    """Views to search when the opening ones were not enough: colours by how common they are, if inputs differ in their
    colours; the task as it is. A view that shows the same grids as an earlier one is skipped."""
    opening = opening_views(task)
    shown = {view.of(task) for view in opening}
    further = [View(bits=currency.VIEW)]
    if len({np.unique(grid).tobytes() for grid in inputs_of(task)}) > 1:
        further.insert(0, View((*opening[-1].steps, _BY_RANK), bits=currency.VIEW))
    for view in further:
        seen = view.of(task)
        if seen is not None and seen not in shown:
            shown.add(seen)
            yield view


def best_lenses(
    seen: TaskView,
    view: View,
    task: Task,
    measured: Callable[[TaskView], TaskView],
    kind: Type,
    gained: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]],
    lens: Callable[[Program], Lens],
) -> list[View]:
    """The task as an opening view shows it, through lenses that programs set, the _MOST that gain most, best first; []
    after other views.

    `measured`: the task in a frontier of its own, whose nodes of a `kind` of number are such programs; its memory is
    released. `gained`: of their values, (n, samples), the rows that are worth a lens, int64 (m,), and for each the
    share of what the input leaves unsaid of the outputs that is said through it, float64 (m,).
    """
    if view not in opening_views(task):
        return []
    with seen.backend.arena.released():
        own = measured(seen)
        nodes = own.of_type(kind)
        rows, gains = gained(own.numbers(nodes))
        name, (left, null_code) = program_name(seen.task), left_unsaid(seen, seen.of_type(GRID)[:1])
        plain, views = min(float(left[0]), null_code), []
        for k in np.argsort(-gains, kind="stable")[:_MOST].tolist():
            node = int(nodes[rows[k]])
            program, parent = own.frontier.nodes.program(node, name), own.frontier.nodes.parents_of(node)
            bits = view.bits + currency.VIEW + description_length(program)
            promise = plain * (1.0 - float(gains[k])) + bits
            views.append(View((*view.steps, lens(program)), bits, promise, parent))
        return views
