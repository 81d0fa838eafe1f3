"""A run that is over, of two made-up tasks that one operation solves: its tasks' file, its record, its attempts."""

import json
from pathlib import Path

from explorer.exploring import MIRRORED, grid

from arc_pipeline import solve
from arc_pipeline.answers.report import write_report
from arc_pipeline.search.effort import CHEAP
from arc_pipeline.tasks import Pair, Task

TURNED = Task(
    "beef0456",
    (Pair(grid("12", "34"), grid("31", "42")), Pair(grid("678"), grid("6", "7", "8"))),
    (grid("55", "66"),),
)


def made_up_run(folder: Path) -> Path:
    """The folder of the run, with its record and attempts, and with the file `tasks.json`, to be given as `source`."""
    tasks = [MIRRORED, TURNED]
    written = {
        task.id: {
            "train": [{"input": pair.input.tolist(), "output": pair.output.tolist()} for pair in task.train],
            "test": [{"input": one.tolist()} for one in task.test],
        }
        for task in tasks
    }
    (folder / "tasks.json").write_text(json.dumps(written), encoding="utf-8")
    solved = solve(tasks, folder, budget_seconds=None, rounds=(CHEAP,), workers=0)
    write_report(tasks, solved, {}, folder)
    return folder
