"""The last check of a candidate: it is printed, parsed again, run by the reference under a time limit, and compared.

A program that passes in the kernels and fails here reveals a defect of this package. It is reported with its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..backends import OutOfTime
from ..dsl.types import GRID
from ..measure import Deadline, count_in_span
from ..programs import Program, ProgramTimeout, ReferenceRun, parse
from ..tasks import Task

TIME_LIMIT = 10.0  # seconds for one program on all samples of a task


@dataclass(frozen=True)
class Defect:
    """A candidate whose kernel results do not hold: the id of its task, the program's text, and what is wrong."""

    task_id: str
    text: str
    problem: str


class Validator:
    """Validates candidates of one task; calls that programs share run once. `seconds`: the limit for one program."""

    def __init__(self, task: Task, seconds: float = TIME_LIMIT) -> None:
        self.task, self.seconds = task, seconds
        self._run = ReferenceRun([*(pair.input for pair in task.train), *task.test])

    def defect(
        self, program: Program, outputs: Sequence[np.ndarray], deadline: Deadline | None = None
    ) -> Defect | None:
        """Run the program's printed text on the reference, which must give each demonstration's output, and `outputs`
        on the tests. None if it does. Raises OutOfTime if the deadline passes before the result is known."""
        deadline, text = Deadline() if deadline is None else deadline, str(program)
        try:
            problem = self._problem(program, parse(text), outputs, deadline.sub(self.seconds))
        except MemoryError:
            raise
        except Exception as error:  # an exception in the reference is a defect of this program
            if isinstance(error, ProgramTimeout):
                count_in_span(out_of_time=1, late_programs=1)
                if deadline.expired:
                    raise OutOfTime(str(error)) from error
            problem = f"{type(error).__name__}: {error}"
        return None if problem is None else Defect(self.task.id, text, problem)

    def _problem(
        self, program: Program, again: Program, outputs: Sequence[np.ndarray], deadline: Deadline
    ) -> str | None:
        """What is wrong with a program, given `again`, the program parsed from its printed text; None if nothing is."""
        if again != program:
            return "its printed text parses to a different program"
        if again.result_type != GRID:
            return f"it makes a {again.result_type}, not a Grid"
        if len(outputs) != len(self.task.test):
            return f"{len(outputs)} outputs are claimed for {len(self.task.test)} test inputs"
        asked = [(f"demonstration {k}", pair.output) for k, pair in enumerate(self.task.train)]
        asked += [(f"test input {k}", output) for k, output in enumerate(outputs)]
        for made, (name, output) in zip(self._run.outputs(again, deadline), asked, strict=True):
            if not _equal(made, output):
                return f"on {name} the reference disagrees with the kernels"
        return None


def _equal(value: object, expected: np.ndarray) -> bool:
    return isinstance(value, np.ndarray) and np.array_equal(value, expected)
