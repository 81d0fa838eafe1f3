"""The last check of a candidate: printed, parsed again, run by the reference under a time limit, compared.

A program that passed in the kernels and fails here is a defect of ours. It is reported with its text, never dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..backends import OutOfTime
from ..dsl.types import GRID
from ..measure import Deadline
from ..programs import Program, ProgramTimeout, ReferenceRun, parse
from ..tasks import Task

TIME_LIMIT = 10.0  # seconds a program, over all samples of a task


@dataclass(frozen=True)
class Defect:
    """A candidate that did not hold what its kernels promised: the task, the program's text, what was found."""

    task_id: str
    text: str
    problem: str


class Validator:
    """Checks the candidates of one task until the deadline; what several programs call is run once. `seconds`: a
    program's time limit."""

    def __init__(self, task: Task, deadline: Deadline | None = None, seconds: float = TIME_LIMIT) -> None:
        self.task, self.seconds = task, seconds
        self._deadline = Deadline() if deadline is None else deadline
        self._demonstrations = [(ReferenceRun(pair.input), pair.output) for pair in task.train]
        self._tests = [ReferenceRun(grid) for grid in task.test]

    def defect(self, program: Program, outputs: Sequence[np.ndarray]) -> Defect | None:
        """Run the program's printed text on the reference: each demonstration's output must come out, and on the tests
        `outputs`. None if all is well; OutOfTime if the deadline passed before that is known."""
        text = str(program)
        try:
            problem = self._problem(program, parse(text), outputs, self._deadline.sub(self.seconds))
        except MemoryError:
            raise
        except Exception as error:  # a reference that raises is a defect too: here it is known of which program
            if isinstance(error, ProgramTimeout) and self._deadline.expired:
                raise OutOfTime(str(error)) from error
            problem = f"{type(error).__name__}: {error}"
        return None if problem is None else Defect(self.task.id, text, problem)

    def _problem(
        self, program: Program, again: Program, outputs: Sequence[np.ndarray], deadline: Deadline
    ) -> str | None:
        """What is wrong with a program that was printed and parsed again."""
        if again != program:
            return "printed and parsed again it is another program"
        if again.result_type != GRID:
            return f"it makes a {again.result_type}, not a Grid"
        if len(outputs) != len(self._tests):
            return f"{len(outputs)} outputs are claimed for {len(self._tests)} test inputs"
        asked = [(f"demonstration {k}", *case) for k, case in enumerate(self._demonstrations)]
        asked += [(f"test input {k}", *case) for k, case in enumerate(zip(self._tests, outputs, strict=True))]
        for name, run, output in asked:
            if not _equal(run.output(again, deadline), output):
                return f"on {name} the reference disagrees with the kernels"
        return None


def _equal(value: object, expected: np.ndarray) -> bool:
    return isinstance(value, np.ndarray) and np.array_equal(value, expected)
