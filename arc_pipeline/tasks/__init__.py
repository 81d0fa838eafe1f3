"""Reads ARC tasks: `load_tasks(source)` returns checked tasks, their answers kept apart, and what was rejected.

A Task, which is all that a search sees, holds no test outputs. Bad input raises or is listed as a TaskError that says
where it is. A bad task is left out, but its test inputs are still known as far as they can be read.
"""

from arc_pipeline.tasks.bundled import BUNDLED
from arc_pipeline.tasks.load import load_tasks
from arc_pipeline.tasks.sources import COMPETITIONS, MOUNT, find_competition
from arc_pipeline.tasks.task import Answers, Pair, Task, TaskError, TaskSet, TestInputs, printable

__all__ = [
    "BUNDLED",
    "COMPETITIONS",
    "MOUNT",
    "Answers",
    "Pair",
    "Task",
    "TaskError",
    "TaskSet",
    "TestInputs",
    "find_competition",
    "load_tasks",
    "printable",
]
