"""Made-up tasks, candidates and results, small enough to judge by eye."""

from pathlib import Path

import numpy as np

from arc_pipeline.answers.choose import choose
from arc_pipeline.answers.run_results import RunResults
from arc_pipeline.programs import parse
from arc_pipeline.search.candidates import Candidate
from arc_pipeline.search.task_result import TaskResult
from arc_pipeline.tasks import Pair, Task


def grid(*rows):
    return np.array([list(map(int, row)) for row in rows], dtype=np.uint8)


def task(id, *tests, demonstrations=1):
    """A task whose demonstrations do nothing, with these test inputs."""
    return Task(id, (Pair(grid("12"), grid("12")),) * demonstrations, tests)


def candidate(*outputs, fit=1.0, length=10.0, source="exact", operation="rot90", left_out=1.0, **others):
    """A candidate of these outputs; its program is a single operation, for its name alone."""
    program = parse(f"def solve(I):\n    O = {operation}(I)\n    return O\n")
    return Candidate(program, outputs, length, fit, source, left_out, **others)


def solved(found, record=Path("run.jsonl"), **fields):
    """What a run has found: {task: its candidates, best first}, with `fields` in every result."""
    results = {task.id: TaskResult(task.id, list(candidates), **fields) for task, candidates in found.items()}
    attempts = {task.id: choose(task, candidates) for task, candidates in found.items()}
    return RunResults(record, results, attempts)
