"""Lenses: a task with its colours exchanged or turned; they change inputs and outputs alike and can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from ....dsl import OPS
from ....dsl.types import GRID
from ....programs import INPUT, Builder, Program, parse, run_reference
from ....tasks import Pair, Task
from ... import currency
from ...candidates import Candidate, program_name
from ...taskview.nodes import TaskNodes
from ..promise import left_unsaid
from ..view import PLAIN, View, inputs_of, task_of

_TURNS = {"dmirror": "dmirror", "hmirror": "hmirror", "vmirror": "vmirror", "cmirror": "cmirror",
          "rot90": "rot270", "rot180": "rot180", "rot270": "rot90"}  # fmt: skip
_IDENTITY = Program((), ())
_MOST_COMMON = parse("def solve(I):\n    O = mostcolor(I)\n    return O\n")


@dataclass(frozen=True)
class Lens:
    """`see`: an operation by which grids are seen, `undo`: the one that undoes it. `arguments`: what both take besides
    the grid: numbers, or programs that make them of the task's input, as it is seen so far."""

    see: str
    undo: str
    arguments: tuple[int | Program, ...] = ()
    lists: ClassVar[bool] = True

    @property
    def name(self) -> str:
        """The operation by which the task is seen."""
        return self.see

    def through(self, operation: str, grid: Any, given: np.ndarray) -> Any:
        """What an operation of this lens makes of a grid that belongs to the input `given`; None is void."""
        arguments = [run_reference(one, given) if isinstance(one, Program) else one for one in self.arguments]
        return OPS[operation](grid, *arguments)  # void in, void out

    def add_to(self, builder: Builder, operation: str, grid: Any, given: Any) -> Any:
        """Add such a call to a builder; returns the reference to its value."""
        arguments = [builder.add(one, given) if isinstance(one, Program) else one for one in self.arguments]
        return builder.call(operation, [grid, *arguments])

    def of(self, task: Task) -> Task | None:
        """The task as it is seen; None where that is void."""
        inputs = [self.through(self.see, grid, grid) for grid in inputs_of(task)]
        return task_of(task, inputs, [self.through(self.see, pair.output, pair.input) for pair in task.train])

    def back(self, candidate: Candidate, task: Task) -> Candidate:
        """A candidate for the task as it is seen, as one for the task."""
        builder = Builder()
        made = builder.add(candidate.program, self.add_to(builder, self.see, INPUT, INPUT))
        program = builder.program(self.add_to(builder, self.undo, made, INPUT), program_name(task))
        cases = zip(candidate.outputs, task.test, strict=True)
        outputs = (np.asarray(self.through(self.undo, output, grid), dtype=np.uint8) for output, grid in cases)
        return replace(candidate, program=program, outputs=tuple(outputs))


_BY_RANK = Lens("normalize_like", "restore_colors", (_IDENTITY,))


def after(seen: TaskNodes, view: View, task: Task) -> list[View]:
    """Other views of a task after an opening one, each worth what that leaves to be said of the outputs."""
    if view not in opening_views(task):
        return []
    left, null_code = left_unsaid(seen, seen.of_type(GRID)[:1])
    plain = min(float(left[0]), null_code)
    return [replace(other, promise=plain + other.bits) for other in further_views(task)]


def opening_views(task: Task) -> tuple[View, ...]:
    """The views to begin with: as the task is, or with its background exchanged for 0, as operations expect it; both
    where the most common colour is not the same everywhere."""
    common = {int(np.bincount(grid.ravel(), minlength=10).argmax()) for grid in inputs_of(task)}
    if common == {0}:
        return (PLAIN,)
    if len(common) == 1:
        return (View((Lens("switch", "switch", (common.pop(), 0)),)),)
    return (PLAIN, View((Lens("switch", "switch", (_MOST_COMMON, 0)),)))


def further_views(task: Task) -> Iterator[View]:
    """Other views of a task, for when the opening ones were not enough, the likelier to help first: its colours by how
    common they are if they are not the same everywhere, the task as it is, and turned. What shows the same grids as
    an earlier one, the demonstrations perhaps in another order, gives nothing new and is left out."""
    shown = {_grids(seen) for view in opening_views(task) if (seen := view.of(task)) is not None}
    for view in _all_further(task):
        seen = view.of(task)
        if seen is not None and _grids(seen) not in shown:
            shown.add(_grids(seen))
            yield view


def _all_further(task: Task) -> Iterator[View]:
    opening = opening_views(task)
    if len({np.unique(grid).tobytes() for grid in inputs_of(task)}) > 1:
        yield View((*opening[-1].steps, _BY_RANK), bits=currency.VIEW)
    if PLAIN not in opening:
        yield View(bits=currency.VIEW)
    for see, undo in _TURNS.items():
        for view in opening:
            yield View((*view.steps, Lens(see, undo)), bits=view.bits + currency.VIEW)


def _grids(task: Task) -> tuple[frozenset[Pair], frozenset[tuple[tuple[int, ...], bytes]]]:
    """What a task's demonstrations and tests are, in whatever order."""
    return frozenset(task.train), frozenset((grid.shape, grid.tobytes()) for grid in task.test)
