"""Practice tasks as the two files of a competition, which `load_tasks` and the submission notebook take as a source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..answers.whole_file import write_whole
from ..tasks import TaskSet

CHALLENGES, SOLUTIONS = "practice_challenges.json", "practice_solutions.json"


def write_tasks(tasks: TaskSet, folder: Path) -> Path:
    """Write CHALLENGES and SOLUTIONS into a folder; returns the path of the former. Raises OSError if they cannot be
    written."""
    challenges = {
        task.id: {
            "train": [{"input": pair.input.tolist(), "output": pair.output.tolist()} for pair in task.train],
            "test": [{"input": grid.tolist()} for grid in task.test],
        }
        for task in tasks.tasks
    }
    solutions = {id: [grid.tolist() for grid in grids] for id, grids in tasks.answers.items()}
    write_whole(folder / SOLUTIONS, _json(solutions))  # first, so that challenges never stand without their answers
    write_whole(folder / CHALLENGES, _json(challenges))
    return folder / CHALLENGES


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
