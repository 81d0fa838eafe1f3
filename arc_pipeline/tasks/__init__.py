"""Read ARC tasks: `load_tasks(source)` gives checked tasks, their answers kept apart, and what was rejected.

A Task, which is all that search sees, holds no test output. Bad input is one TaskError that says where it is; a bad
task is left out with its error, and its test inputs stay known as far as they can be read.
"""

from arc_pipeline.tasks.bundled import BUNDLED
from arc_pipeline.tasks.load import load_tasks
from arc_pipeline.tasks.sources import COMPETITIONS, MOUNT, find_competition
from arc_pipeline.tasks.task import Answers, Pair, Task, TaskError, TaskSet, TestInputs

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
]
