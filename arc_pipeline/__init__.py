"""Solves ARC-AGI tasks by program synthesis: `load_tasks` reads them, `solve` searches and writes submission.json.

Programs are text in a grid language (`parse`, `trace`, `run_reference`) whose operations run on the backend that
`open_backend` chooses. A run is recorded in a file that `arc_pipeline.measure` reads.
"""

from .backends import open_backend
from .programs import Program, parse, run_reference, trace
from .solve import solve
from .tasks import Answers, Task, TaskError, TaskSet, load_tasks

__version__ = "0.1.0"

__all__ = [
    "Answers", "Program", "Task", "TaskError", "TaskSet", "load_tasks", "open_backend", "parse", "run_reference",
    "solve", "trace",
]  # fmt: skip
