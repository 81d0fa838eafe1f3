"""How near the search came to solving a task: its best candidate, and how that differs from the expected outputs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..measure import Deadline
from ..programs import ProgramTimeout, run_reference
from ..search.candidates import Candidate
from ..tasks import Task
from .run_results import RunResults

if TYPE_CHECKING:  # pandas takes a second to import, and a search does without
    import pandas as pd

TIME_LIMIT = 2.0  # seconds for the reference to run all demonstrations of a task
COLUMNS = {
    "id": "string",
    "fits": "bool",
    "source": "string",
    "fit": "Float64",
    "length": "Float64",
    "misses_one": "boolean",
    "right": "object",
    "program": "string",
}


@dataclass(frozen=True)
class Miss:
    """The nearest candidate of a task, with its outputs on the demonstrations (None where it makes no grid or ran out
    of time). `right`: for each demonstration the share (0..1) of correct cells, 0 if the shapes differ."""

    candidate: Candidate
    outputs: tuple[np.ndarray | None, ...]
    right: tuple[float, ...]


def nearest_miss(task: Task, candidates: Sequence[Candidate]) -> Miss | None:
    """The best candidate that does not fit every demonstration, one that misses a single one before all others; if all
    fit, the best of them; None if there is none."""
    best = min(candidates, key=lambda c: (c.fits, not c.is_near_miss, -c.fit, c.length), default=None)
    if best is None:
        return None
    deadline = Deadline(TIME_LIMIT)
    outputs = tuple(_output(best, pair.input, deadline) for pair in task.train)
    shares = (share_right(made, pair.output) for made, pair in zip(outputs, task.train, strict=True))
    return Miss(best, outputs, tuple(shares))


def share_right(made: np.ndarray | None, output: np.ndarray) -> float:
    """The share (0..1) of correct cells in an output; 0 if the shapes differ or there is no grid."""
    return 0.0 if made is None or made.shape != output.shape else float(np.mean(made == output))


def wrong_cells(made: np.ndarray, output: np.ndarray) -> np.ndarray | None:
    """Which cells differ, bool (h, w); None where the shapes do, so that no cell can be told to be wrong."""
    return made != output if made.shape == output.shape else None


def misses(tasks: Sequence[Task], solved: RunResults, ids: Collection[str]) -> pd.DataFrame:
    """One row for each of the tasks in `ids`, nearest first; tasks without any candidate come last.

    Columns: id; fits: whether some candidate fits every demonstration although the task is not solved; source, fit
    (0..1), length (bits) and program of the nearest candidate; misses_one: whether it is right in all demonstrations
    but one; right: its share of correct cells for each demonstration.
    """
    import pandas as pd

    rows = []
    for task in tasks:
        if task.id not in ids:
            continue
        result = solved.results.get(task.id)
        miss = nearest_miss(task, result.candidates) if result else None
        row = {"id": task.id, "fits": result.fits if result else False}
        if miss is not None:
            c = miss.candidate
            row |= {"source": c.source, "fit": c.fit, "length": c.length, "program": c.program.text}
            row |= {"misses_one": c.is_near_miss, "right": list(miss.right)}
        rows.append(row)
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    by = ["misses_one", "fit"]
    return table.sort_values(by, ascending=False, kind="stable", na_position="last", ignore_index=True)


def _output(candidate: Candidate, grid: np.ndarray, deadline: Deadline) -> np.ndarray | None:
    try:
        made = run_reference(candidate.program, grid, deadline)
    except ProgramTimeout:
        return None
    return made if isinstance(made, np.ndarray) else None
