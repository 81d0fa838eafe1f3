"""What is known of one task while it is explored: its samples, and the outputs that a run found for its tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from .. import running
from ..answers.attempts import Output, read_attempts_of
from ..answers.shown import input_name
from ..backends import open_backend
from ..programs import Program, parse
from ..settings import Settings
from ..tasks import Task, TaskError, TaskSet

ANSWER = "answer (in the tasks' file; no search sees it)"


@dataclass(frozen=True, eq=False)
class Sample:
    """A demonstration or a test of a task. `output`: uint8 (h, w); None for a test whose answer is not known.
    `is_test`: whether it is a test, so that its output is an answer."""

    name: str
    input: np.ndarray
    output: np.ndarray | None
    is_test: bool

    @property
    def output_name(self) -> str:
        """What its output is to be called."""
        return ANSWER if self.is_test else "output"


@dataclass(frozen=True, eq=False)
class Explored:
    """A task and what is known of it. `outputs`: for each test input different outputs, the likeliest first, as in
    attempts.json; None before a search."""

    task: Task
    answers: Sequence[np.ndarray] | None = None
    outputs: Sequence[Sequence[Output]] | None = None

    @cached_property
    def samples(self) -> list[Sample]:
        """Its demonstrations, then its tests."""
        task = self.task
        answers = [None] * len(task.test) if self.answers is None else self.answers
        found = [Sample(f"demonstration {k + 1}", one.input, one.output, False) for k, one in enumerate(task.train)]
        for k, (given, answer) in enumerate(zip(task.test, answers, strict=True)):
            found.append(Sample(input_name(task, k), given, answer, True))
        return found

    @cached_property
    def candidates(self) -> list[Output]:
        """The outputs with a program, each program once, where it is surest; the surest first, as likely ones in the
        order of the run."""
        made: dict[str | None, Output] = {}
        for output in (output for outputs in self.outputs or () for output in outputs):
            known = made.get(output.program)
            if output.program is not None and (known is None or known.confidence < output.confidence):
                made[output.program] = output
        return sorted(made.values(), key=lambda one: -one.confidence)


def program_of(output: Output) -> Program:
    """The program that made an output. Raises ProgramError if its text is none, as the file may come from anybody, or
    if it has no program."""
    return parse(output.program or "")


def task_of(tasks: TaskSet, task_id: str | None = None) -> Explored:
    """A task of a set, by default the first, before a search. Raises TaskError if it is not there, or at fault."""
    found = next((task for task in tasks.tasks if task_id in (None, task.id)), None)
    if found is None:
        faults = (fault for fault in tasks.rejected if task_id in (None, fault.task_id))
        raise next(faults, None) or TaskError(tasks.source, "there is no such task", task_id)
    return Explored(found, tasks.answers.get(found.id))


def found_by(folder: Path, explored: Explored) -> Explored:
    """The task with what the run in this folder found. Raises SubmissionError if the run's attempts.json cannot be
    read, or has nothing of this task."""
    return replace(explored, outputs=read_attempts_of(folder, explored.task))


def searched(explored: Explored, settings: Settings) -> Explored:
    """The task after a search of it alone, in this process, for the seconds that the settings say; what the search
    writes is in their output folder. Kernels are compiled before these seconds begin, if they never were."""
    open_backend(settings.backend).close()
    running.search(replace(settings, workers=0), TaskSet.of([explored.task]))
    return found_by(settings.output_dir, explored)
