"""Runs a program on one grid call by call, by the reference, within a limit of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..dsl.types import Type
from ..measure import Deadline
from ..programs import Program, ProgramTimeout, ReferenceRun

TIME_LIMIT = 5.0  # seconds for a program on one grid


@dataclass(frozen=True, eq=False)
class Step:
    """One line of a program's canonical text, and the value that it makes; None is void."""

    line: str
    type: Type
    value: Any


def steps(program: Program, grid: np.ndarray, seconds: float = TIME_LIMIT) -> Iterator[Step]:
    """The input, then what each call makes, as soon as it has. Raises ProgramTimeout after so many seconds, before the
    next call."""
    yield Step("I", program.input_type, grid)
    lines = (line.strip() for line in program.text.splitlines()[1:])
    made = ReferenceRun([grid], program.input_type).values(program, Deadline(seconds))
    for line, kind, (value,) in zip(lines, program.types, made, strict=False):  # the last line returns one of them
        yield Step(line, kind, value)


def last_step(program: Program, grid: np.ndarray, seconds: float = TIME_LIMIT) -> Step | None:
    """The step that makes the output; None if time ran out before."""
    try:
        return list(steps(program, grid, seconds))[-1]
    except ProgramTimeout:
        return None
