"""The final report: what was found for each task, and whether it is right.

Answers are opened only here, in `sources` and `scores`, and above; no module that a search could use may import these.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..measure import RunRecord, current_recorder, span
from ..tasks import Answers, Task
from .choose import Attempt, choose
from .run_results import RunResults
from .shown import Pair

if TYPE_CHECKING:  # pandas takes a second to import, and a search does without
    import pandas as pd

Right = bool | None  # None if the answer is unknown
COLUMNS = {
    "id": "string",
    "solved": "boolean",
    "attempt_1": "boolean",
    "attempt_2": "boolean",
    "any_candidate": "boolean",
    "outputs": "int64",
    "outputs_right": "Int64",
    "candidates": "int64",
    "fits": "bool",
    "complete": "bool",
    "source": "string",
    "parent": "string",
    "cost": "Int64",
    "length": "Float64",
    "confidence": "float64",
    "tried": "int64",
    "seconds": "float64",
    "right_at": "Float64",
    "defects": "int64",
    "program": "string",
}


def report(tasks: Sequence[Task], solved: RunResults, answers: Answers) -> pd.DataFrame:
    """One row for each task, in order. Whatever depends on an unknown answer is <NA>.

    solved: at every test input one of the two attempts is exactly right; attempt_1, attempt_2: that attempt is right at
    all of them; any_candidate: some kept candidate is right at all of them; outputs, outputs_right: the number of test
    outputs, and how many of them an attempt matches, as Kaggle counts. candidates: how many were kept; fits:
    whether one of them fits all demonstrations; complete: the last search finished in time; tried: the number of values
    tried; seconds: of search; right_at: seconds from the start of the run until the attempts were first right, <NA> if
    they never were (another attempt may have replaced them since). source, parent (ids of the library's programs from
    which it descends, <NA> for none), cost, length (bits), program: of the first attempt at the first test input;
    confidence: the least of all first attempts'. defects: candidates that validation rejected.
    """
    import pandas as pd

    rows = [_row(task, solved, answers) for task in tasks]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def verdicts(task: Task, solved: RunResults, answers: Answers) -> list[tuple[Right, Right]]:
    """For each test input of a task, whether the first and the second attempt are exactly right."""
    attempts = _attempts(task, solved)
    if task.id not in answers:
        return [(None, None)] * len(attempts)
    return list(judged(attempts, answers[task.id]))


def solved_by(attempts: Sequence[Pair], outputs: Sequence[np.ndarray]) -> bool:
    """Whether one of the two attempts is exactly right at every test input; `outputs` are the answers."""
    return all(map(any, judged(attempts, outputs)))


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Totals of a report: a row for all tasks, then one for each source of first attempts, the most frequent first.

    Columns: tasks; full_fit: tasks with a program that fits all demonstrations; known: tasks whose answer is known;
    solved_first, solved, solved_any: tasks solved by the first attempt, by one of the two, by any candidate; precision:
    the share (0..1) of known tasks with a full fit that are solved; score: the share of test outputs of known tasks
    that an attempt matches; defects.
    """
    import pandas as pd

    sources = table["source"].fillna("nothing found")
    parts = {"all": table} | {str(source): table[sources == source] for source in sources.value_counts().index}
    totals = pd.DataFrame({name: _totals(part) for name, part in parts.items()}).T
    counts = totals.columns.difference(["precision", "score"])
    return totals.astype("Float64").astype(dict.fromkeys(counts, "Int64"))


def defects(solved: RunResults) -> pd.DataFrame:
    """Every candidate that validation rejected, which is a defect of this package. Columns: task, problem, program."""
    import pandas as pd

    found = [defect for result in solved.results.values() for defect in result.defects]
    rows = [(defect.task_id, defect.problem, defect.text) for defect in found]
    return pd.DataFrame(rows, columns=["task", "problem", "program"])


def write_report(
    tasks: Sequence[Task], solved: RunResults, answers: Answers, output_dir: str | os.PathLike[str] = "out"
) -> pd.DataFrame:
    """Make the report, write it to report.csv in `output_dir`, and append a line for each task to the run record.

    Whatever was measured outside of `solve`, such as loading, is also appended to the record. If a file cannot be
    written, a RuntimeWarning says so and the table is still returned.
    """
    import pandas as pd

    with span("report", tasks=len(tasks)):
        table = report(tasks, solved, answers)
        path = Path(output_dir) / "report.csv"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            table.to_csv(path, index=False)
        except OSError as error:
            warnings.warn(f"{path} cannot be written: {error}", RuntimeWarning, stacklevel=2)
    samples = {task.id: len(task.train) + len(task.test) for task in tasks}
    with RunRecord(solved.record) as record:
        record.write_spans(current_recorder().take())
        for row in table.to_dict("records"):
            right = None if pd.isna(row["solved"]) else bool(row["solved"])
            chosen = None if pd.isna(row["source"]) else row["source"]
            right_at = None if pd.isna(row["right_at"]) else row["right_at"]
            fields = {"id": row["id"], "seconds": row["seconds"], "candidates": row["tried"], "chosen": chosen}
            more = {"right": right, "right_at": right_at, "fits": row["fits"], "samples": samples[row["id"]]}
            more |= {"complete": row["complete"], "parent": None if pd.isna(row["parent"]) else row["parent"]}
            record.write("task", fields | more)
    return table


def _row(task: Task, solved: RunResults, answers: Answers) -> dict[str, Any]:
    attempts, result = _attempts(task, solved), solved.results.get(task.id)
    right = verdicts(task, solved, answers)
    first = attempts[0][0].candidate if attempts else None
    known = task.id in answers
    candidates = result.candidates if result else []
    return {
        "id": task.id,
        "solved": all(map(any, right)) if known else None,
        "attempt_1": all(pair[0] for pair in right) if known else None,
        "attempt_2": all(pair[1] for pair in right) if known else None,
        "any_candidate": any(_equal(c.outputs, answers[task.id]) for c in candidates) if known else None,
        "outputs": len(task.test),
        "outputs_right": sum(map(any, right)) if known else None,
        "candidates": len(candidates),
        "fits": result.fits if result else False,
        "complete": result.complete if result else False,
        "source": first.source if first else None,
        "parent": (first.parent or None) if first else None,
        "cost": first.program.cost if first else None,
        "length": first.length if first else None,
        "confidence": min((pair[0].confidence for pair in attempts), default=0.0),
        "tried": result.tried if result else 0,
        "seconds": result.seconds if result else 0.0,
        "right_at": _right_at(task, solved, answers),
        "defects": len(result.defects) if result else 0,
        "program": first.program.text if first else None,
    }


def _attempts(task: Task, solved: RunResults) -> list[tuple[Attempt, Attempt]]:
    """The attempts at a task. A task that was never searched has the fillers of the submission."""
    return solved.attempts.get(task.id) or choose(task, ())


def judged(attempts: Sequence[Pair], outputs: Sequence[np.ndarray]) -> Iterator[tuple[bool, bool]]:
    """For each test input whether the first and the second attempt are exactly right; `outputs` are the answers."""
    for (first, second), output in zip(attempts, outputs, strict=True):
        yield np.array_equal(first.grid, output), np.array_equal(second.grid, output)


def _right_at(task: Task, solved: RunResults, answers: Answers) -> float | None:
    moments = solved.history.get(task.id, []) if task.id in answers else []
    return next((moment.seconds for moment in moments if solved_by(moment.attempts, answers[task.id])), None)


def _equal(outputs: Sequence[np.ndarray], answer: Sequence[np.ndarray]) -> bool:
    return all(map(np.array_equal, outputs, answer))


def _totals(part: pd.DataFrame) -> dict[str, Any]:
    known = part[part["solved"].notna()]
    fitting = known[known["fits"]]
    right = {
        "solved_first": known["attempt_1"].sum(),
        "solved": known["solved"].sum(),
        "solved_any": known["any_candidate"].sum(),
        "precision": fitting["solved"].mean() if len(fitting) else None,
        "score": known["outputs_right"].sum() / known["outputs"].sum() if len(known) else None,
    }
    return {
        "tasks": len(part),
        "full_fit": part["fits"].sum(),
        "known": len(known),
        **{name: number if len(known) else None for name, number in right.items()},
        "defects": part["defects"].sum(),
    }
