"""Made-up tasks, programs for them, and stores that hold these."""

import sqlite3
from contextlib import closing

import numpy as np

from arc_pipeline.measure import Deadline
from arc_pipeline.programs import parse, run_reference
from arc_pipeline.search.candidates import Candidate
from arc_pipeline.search.task_result import TaskResult
from arc_pipeline.store import Store, formats
from arc_pipeline.tasks import Pair, Task


def program(call, name="solve"):
    return parse(f"def {name}(I):\n    O = {call}\n    return O\n")


def turned(id="turned", seed=0):
    """A task whose outputs are its inputs, turned by a quarter."""
    rng = np.random.default_rng(seed)
    grids = [rng.integers(0, 4, (3, 4)).astype(np.uint8) for _ in range(4)]
    return Task(id, tuple(Pair(grid, np.rot90(grid, -1).copy()) for grid in grids[:3]), (grids[3],))


def candidate(task, call="rot90(I)", **figures):
    """A candidate of one call, with the outputs that it has; by default one that fits."""
    made = program(call)
    outputs = tuple(np.array(run_reference(made, grid), np.uint8) for grid in task.test)
    known = {"length": 10.0, "fit": 1.0, "source": "exact", "left_out": 0.75, "chance": 0.25, "surprise": 1.5}
    return Candidate(made, outputs, **{**known, "view": "dmirror", "parent": "1cf80156 007bbfb7", **figures})


def result(task, *candidates, **fields):
    return TaskResult(task.id, list(candidates), **fields)


def filled(path, *results, task=None, **more):
    """A store at `path` with these results, of `task` or by default of the task that is turned."""
    task = turned() if task is None else task
    with Store(path, **more) as store:
        for one in results or [result(task, candidate(task))]:
            store.add([one], {task.id: task})
    return path


def as_format_1(path):
    """The store as the first format had it, which knew neither parents nor moments."""
    programs, views = (table for table in formats.FORMER[1] if "TABLE programs" in table or "TABLE views" in table)
    for name, table, columns in (
        ("programs", programs, "task, program, text, source, view, length, fit, left_out, chance, surprise, outputs, "
                               "language, place"),
        ("views", views, "task, search, view, bits, promise, 1, searched, place"),
    ):  # fmt: skip
        changed(path, f"CREATE TEMP TABLE kept AS SELECT {columns} FROM {name}", f"DROP TABLE {name}", table,
                f"INSERT INTO {name} SELECT * FROM kept")  # fmt: skip
    changed(path, "DROP TABLE moments", "PRAGMA user_version = 1")
    return path


def recalled(path, *tasks, resume=False, backend="reference"):
    """What a store knows of these tasks, and its errors."""
    with Store(path, resume) as store:
        found = store.recall(tasks or (turned(),), backend, Deadline())
        return found, store.errors


def rows(path, query, *values):
    """The rows of a query; the file is not changed by it unless the query does so."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(query, values).fetchall()


def changed(path, *statements):
    """Run statements one after the other."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
