"""Drafts of practice tasks: a program, the known task in whose manner inputs are made, and these inputs.

A draft is determined by a seed, its number and whether its program is random: the id of a practice task says all that
it was made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..dsl.op import OPS
from ..dsl.types import COLOR
from ..library import Stored, load_library
from ..programs import Program
from ..tasks import Task, TaskError, load_tasks
from .chances import library_chances
from .inputs import new_inputs

RANDOM = "random"  # the origin of programs that are in no library
_DEEPEST = 12  # calls of a random program, of which some turn out to do nothing
_SPARE = 2  # times as many inputs are made as a task needs, and a few more, as rules do not apply to all
_MORE = 4


@dataclass(frozen=True)
class Model:
    """A known task and the library's program for it."""

    task: Task
    stored: Stored

    @cached_property
    def inputs(self) -> list[np.ndarray]:
        """Of its demonstrations and tests."""
        return [*(pair.input for pair in self.task.train), *self.task.test]


@dataclass(frozen=True)
class Draft:
    """The `number`-th draft of a `seed`: a `program` from `origin`, whose task is to have as many demonstrations and
    tests as `model`, and `inputs` to choose these from, more than are needed."""

    seed: int
    number: int
    model: Model
    program: Program
    origin: str
    inputs: tuple[np.ndarray, ...]

    @property
    def id(self) -> str:
        """The id of the task: `practice-SEED-NUMBER-ORIGIN-`, then the id of the program's own task, or for a random
        program the first digits of its digest. Programs of the library are found by this end."""
        end = self.program.digest[:8] if self.is_random else self.model.task.id
        return f"practice-{self.seed}-{self.number}-{self.origin}-{end}"

    @property
    def is_random(self) -> bool:
        """Whether its program is in no library."""
        return self.origin == RANDOM

    def of_program(self, program: Program) -> Draft:
        """The same with another program."""
        return replace(self, program=program)


def library_models() -> list[Model]:
    """The tasks that the library's programs solve. Raises TaskError if they cannot be loaded."""
    found: list[Model] = []
    for origin in sorted({one.origin for one in load_library()}):
        own = {one.id: one for one in load_library() if one.origin == origin}
        source = f"{origin.replace('_', '-')}/training"
        loaded = load_tasks(source, list(own), on_error="raise")
        found += [Model(task, own[task.id]) for task in loaded.tasks]
    if not found:
        raise TaskError("library", "has no programs to make tasks of")
    return found


def has_random_program(seed: int, number: int, share: float) -> bool:
    """Whether this draft's program is random, if such a share of all are."""
    return bool(np.random.default_rng([seed, number, 0]).random() < share)


def model_of(seed: int, number: int, models: Sequence[Model]) -> Model:
    """The model of a draft: all take their turn, in another order each time."""
    turn, place = divmod(number, len(models))
    order = np.random.default_rng([seed, turn, 1]).permutation(len(models))
    return models[order[place]]


def draft(seed: int, number: int, models: Sequence[Model], share: float) -> Draft:
    """The draft of this number, with a random program for about a `share` of all numbers."""
    model, rng = model_of(seed, number, models), np.random.default_rng([seed, number, 2])
    if has_random_program(seed, number, share):
        program, origin = library_chances().program(rng, int(rng.integers(1, _DEEPEST + 1))), RANDOM
    else:
        program, origin = model.stored.program, model.stored.origin
    count = _SPARE * (len(model.task.train) + len(model.task.test)) + _MORE
    inputs = new_inputs(rng, model.inputs, count, _named_colors(program))
    return Draft(seed, number, model, program, origin, tuple(inputs))


def _named_colors(program: Program) -> frozenset[int]:
    """The colours that are literals of a program."""
    return frozenset(
        arg
        for node in program.nodes
        for parameter, arg in zip(OPS[node.op].parameters, node.args, strict=True)
        if parameter.type == COLOR and isinstance(arg, int)
    )
