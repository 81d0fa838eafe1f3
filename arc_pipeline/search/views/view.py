"""Views: a task with its colours exchanged, turned, or with a first step already made; what is found is mapped back.

The same search runs on what is seen. A view is a chain of steps, each of which shows another task: lenses change inputs
and outputs alike and can be undone, a stage makes the inputs of what is left to be done, pieces.py cuts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any, ClassVar, Protocol

import numpy as np

from ...dsl import OPS
from ...programs import INPUT, Builder, Program, parse, run_reference
from ...tasks import Pair, Task
from ..candidates import Candidate, program_name

_LENS_BITS = 12.0  # of a lens that nothing in the task asks for
_TURNS = {"dmirror": "dmirror", "hmirror": "hmirror", "vmirror": "vmirror", "cmirror": "cmirror",
          "rot90": "rot270", "rot180": "rot180", "rot270": "rot90"}  # fmt: skip
_IDENTITY = Program((), ())
_MOST_COMMON = parse("def solve(I):\n    O = mostcolor(I)\n    return O\n")


class Step(Protocol):
    """One step of a view: hashable, and equal to what shows the same. `lists`: whether a candidate that makes lists can
    be put back."""

    lists: ClassVar[bool]

    @property
    def name(self) -> str:
        """The operations by which the task is seen."""

    def of(self, task: Task) -> Task | None:
        """The task as it is seen; None where that is void."""

    def back(self, candidate: Candidate, task: Task) -> Candidate | None:
        """A candidate for the task as it is seen, as one for the task; None where there is none."""


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
        return _task_of(task, inputs, [self.through(self.see, pair.output, pair.input) for pair in task.train])

    def back(self, candidate: Candidate, task: Task) -> Candidate:
        """A candidate for the task as it is seen, as one for the task."""
        builder = Builder()
        made = builder.add(candidate.program, self.add_to(builder, self.see, INPUT, INPUT))
        program = builder.program(self.add_to(builder, self.undo, made, INPUT), program_name(task))
        cases = zip(candidate.outputs, task.test, strict=True)
        outputs = (np.asarray(self.through(self.undo, output, grid), dtype=np.uint8) for output, grid in cases)
        return replace(candidate, program=program, outputs=tuple(outputs))


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
        return _task_of(task, inputs, [pair.output for pair in task.train])

    def back(self, candidate: Candidate, task: Task) -> Candidate:
        """A candidate for the task as it is seen, as one for the task."""
        builder = Builder()
        made = builder.add(candidate.program, builder.add(self.program))
        return replace(candidate, program=builder.program(made, program_name(task)))


@dataclass(frozen=True)
class View:
    """A task as it is seen by steps, one after the other.

    `bits`: what it takes to say it, in a program's description length: nothing where the task itself asks for it.
    `promise`: the bits that are left to be said of the outputs and those of the view together; fewer are better."""

    steps: tuple[Step, ...] = ()
    bits: float = field(default=0.0, compare=False)
    promise: float = field(default=0.0, compare=False)

    @property
    def name(self) -> str:
        """The names of its steps, in order; "" where there are none."""
        return " ".join(step.name for step in self.steps)

    def of(self, task: Task) -> Task | None:
        """The task as it is seen; None where that is void."""
        seen: Task | None = task
        for step in self.steps:
            seen = None if seen is None else step.of(seen)
        return seen

    def back(self, candidate: Candidate, task: Task) -> Candidate | None:
        """A candidate for the task as it is seen, as one for the task; None where there is none."""
        seen = [task]
        for step in self.steps[:-1]:
            before = step.of(seen[-1])
            if before is None:
                return None
            seen.append(before)
        found: Candidate | None = replace(candidate, length=candidate.length + self.bits, view=self.name)
        for step, before in zip(reversed(self.steps), reversed(seen), strict=False):
            found = None if found is None else step.back(found, before)
        return found

    @property
    def lists(self) -> bool:
        """Whether a candidate that makes lists can be put back."""
        return all(step.lists for step in self.steps)

    def after(self, program: Program, bits: float, promise: float) -> View:
        """This view with one more stage; `bits`: what it takes to say."""
        before = self.steps
        if before and isinstance(before[-1], Stage):
            builder = Builder()
            program = builder.program(builder.add(program, builder.add(before[-1].program)))
            before = before[:-1]
        return View((*before, Stage(program)), self.bits + bits, promise)


PLAIN = View()
_BY_RANK = Lens("normalize_like", "restore_colors", (_IDENTITY,))


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
        yield View((*opening[-1].steps, _BY_RANK), bits=_LENS_BITS)
    if PLAIN not in opening:
        yield View(bits=_LENS_BITS)
    for see, undo in _TURNS.items():
        for view in opening:
            yield View((*view.steps, Lens(see, undo)), bits=view.bits + _LENS_BITS)


def _grids(task: Task) -> tuple[frozenset[Pair], frozenset[tuple[tuple[int, ...], bytes]]]:
    """What a task's demonstrations and tests are, in whatever order."""
    return frozenset(task.train), frozenset((grid.shape, grid.tobytes()) for grid in task.test)


def by_turns(views: Iterable[View]) -> list[View]:
    """The views in the order in which to search them: those of pieces and the others by turns, of each the most
    promising first. What the one leave unsaid of pieces does not compare with what the others do of grids."""
    ordered = sorted(views, key=lambda view: view.promise)
    pieces, others = ([view for view in ordered if view.lists == lists] for lists in (False, True))
    return [view for both in zip_longest(pieces, others) for view in both if view is not None]


def inputs_of(task: Task) -> list[np.ndarray]:
    """The inputs of the demonstrations, then those of the tests."""
    return [*(pair.input for pair in task.train), *task.test]


def _task_of(task: Task, inputs: Sequence[Any], outputs: Sequence[Any]) -> Task | None:
    """A task of such inputs and outputs; None where one of them is void."""
    if any(grid is None for grid in (*inputs, *outputs)):
        return None
    pairs = tuple(Pair(given, made) for given, made in zip(inputs, outputs, strict=False))
    return Task(task.id, pairs, tuple(inputs[len(pairs) :]))
