"""Views: a task with its colours exchanged, turned, or with a first step already made; what is found is mapped back.

The same search runs on what is seen. A view's lenses change inputs and outputs alike and can be undone; its stage is a
program that makes the inputs of what is left to be done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..dsl import OPS
from ..programs import INPUT, Builder, Program, parse, run_reference
from ..tasks import Pair, Task
from .candidates import Candidate, program_name

_LENS_BITS = 12.0  # of a lens that nothing in the task asks for
_TURNS = {"dmirror": "dmirror", "hmirror": "hmirror", "vmirror": "vmirror", "cmirror": "cmirror",
          "rot90": "rot270", "rot180": "rot180", "rot270": "rot90"}  # fmt: skip
_IDENTITY = Program((), ())
_MOST_COMMON = parse("def solve(I):\n    O = mostcolor(I)\n    return O\n")


@dataclass(frozen=True)
class Lens:
    """`see`: an operation by which grids are seen, `back`: the one that undoes it. `arguments`: what both take besides
    the grid: numbers, or programs that make them of the task's input, as it is seen so far."""

    see: str
    back: str
    arguments: tuple[int | Program, ...] = ()

    def through(self, operation: str, grid: Any, given: np.ndarray) -> Any:
        """What an operation of this lens makes of a grid that belongs to the input `given`; None is void."""
        arguments = [run_reference(one, given) if isinstance(one, Program) else one for one in self.arguments]
        return OPS[operation](grid, *arguments)  # void in, void out

    def add_to(self, builder: Builder, operation: str, grid: Any, given: Any) -> Any:
        """Add such a call to a builder; returns the reference to its value."""
        arguments = [builder.add(one, given) if isinstance(one, Program) else one for one in self.arguments]
        return builder.call(operation, [grid, *arguments])


@dataclass(frozen=True)
class View:
    """`bits`: what it takes to say it, in a program's description length: nothing where the task itself asks for it.
    `promise`: the bits that are left to be said of the outputs and those of the view together; fewer are better."""

    lenses: tuple[Lens, ...] = ()
    stage: Program = _IDENTITY
    bits: float = field(default=0.0, compare=False)
    promise: float = field(default=0.0, compare=False)

    @property
    def name(self) -> str:
        """The operations of its lenses and of its stage, in order; "" where there are none."""
        return " ".join([*(lens.see for lens in self.lenses), *(node.op for node in self.stage.nodes)])

    def of(self, task: Task) -> Task | None:
        """The task as it is seen; None where that is void."""
        inputs = [run_reference(self.stage, self.through(grid, grid)) for grid in _inputs(task)]
        outputs = [self.through(pair.output, pair.input) for pair in task.train]
        if any(grid is None for grid in (*inputs, *outputs)):
            return None
        pairs = tuple(Pair(given, made) for given, made in zip(inputs, outputs, strict=False))
        return Task(task.id, pairs, tuple(inputs[len(pairs) :]))

    def back(self, candidate: Candidate, task: Task) -> Candidate:
        """A candidate for the task as it is seen, as one for the task."""
        builder = Builder()
        givens: list[Any] = [INPUT]
        for lens in self.lenses:
            givens.append(lens.add_to(builder, lens.see, givens[-1], givens[-1]))
        made = builder.add(candidate.program, builder.add(self.stage, givens.pop()))
        for lens in reversed(self.lenses):
            made = lens.add_to(builder, lens.back, made, givens.pop())
        program = builder.program(made, program_name(task))
        outputs = [self._undone(output, given) for output, given in zip(candidate.outputs, task.test, strict=True)]
        length = candidate.length + self.bits
        return replace(candidate, program=program, outputs=tuple(outputs), length=length, view=self.name)

    def after(self, step: Program, bits: float, promise: float) -> View:
        """This view with one more step made; `bits`: what the step takes to say."""
        builder = Builder()
        grid = builder.add(step, builder.add(self.stage))
        return View(self.lenses, builder.program(grid), self.bits + bits, promise)

    def through(self, grid: Any, given: np.ndarray) -> Any:
        """A grid that belongs to the task's input `given`, through the lenses; None is void."""
        for lens in self.lenses:
            grid, given = lens.through(lens.see, grid, given), lens.through(lens.see, given, given)
        return grid

    def _undone(self, grid: np.ndarray, given: np.ndarray) -> np.ndarray:
        givens = [given]
        for lens in self.lenses:
            givens.append(lens.through(lens.see, givens[-1], givens[-1]))
        for lens, seen in zip(reversed(self.lenses), givens[-2::-1], strict=True):
            grid = lens.through(lens.back, grid, seen)
        return np.asarray(grid, dtype=np.uint8)


PLAIN = View()
_BY_RANK = Lens("normalize_like", "restore_colors", (_IDENTITY,))


def opening_views(task: Task) -> tuple[View, ...]:
    """The views to begin with: as the task is, or with its background exchanged for 0, as operations expect it; both
    where the most common colour is not the same everywhere."""
    common = {int(np.bincount(grid.ravel(), minlength=10).argmax()) for grid in _inputs(task)}
    if common == {0}:
        return (PLAIN,)
    if len(common) == 1:
        return (View((Lens("switch", "switch", (common.pop(), 0)),)),)
    return (PLAIN, View((Lens("switch", "switch", (_MOST_COMMON, 0)),)))


def further_views(task: Task) -> Iterator[View]:
    """Other views of a task, for when the opening ones were not enough, the likelier to help first: its colours by how
    common they are if they are not the same everywhere, the task as it is, and turned."""
    opening = opening_views(task)
    if len({np.unique(grid).tobytes() for grid in _inputs(task)}) > 1:
        yield View((*opening[-1].lenses, _BY_RANK), bits=_LENS_BITS)
    if PLAIN not in opening:
        yield View(bits=_LENS_BITS)
    for see, back in _TURNS.items():
        for view in opening:
            yield View((*view.lenses, Lens(see, back)), bits=view.bits + _LENS_BITS)


def _inputs(task: Task) -> list[np.ndarray]:
    return [*(pair.input for pair in task.train), *task.test]
