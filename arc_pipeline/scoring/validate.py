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
    """Checks the candidates of one task; what several programs call is run once. `seconds`: a program's time limit."""

    def __init__(self, task: Task, seconds: float = TIME_LIMIT) -> None:
        self.task, self.seconds = task, seconds
        self._run = ReferenceRun([*(pair.input for pair in task.train), *task.test])

    def defect(
        self, program: Program, outputs: Sequence[np.ndarray], deadline: Deadline | None = None
    ) -> Defect | None:
        """Run the program's printed text on the reference: each demonstration's output must come out, and on the tests
        `outputs`. None if all is well; OutOfTime if the deadline passed before that is known."""
        deadline, text = Deadline() if deadline is None else deadline, str(program)
        try:
            problem = self._problem(program, parse(text), outputs, deadline.sub(self.seconds))
        except MemoryError:
            raise
        except Exception as error:  # a reference that raises is a defect too: here it is known of which program
            if isinstance(error, ProgramTimeout) and deadline.expired:
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
