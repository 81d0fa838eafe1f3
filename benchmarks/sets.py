"""Loads tasks of several sets by id: from ARC-AGI-1's training set if the id is in it, else from ARC-AGI-2's."""

from __future__ import annotations

from collections.abc import Sequence

from arc_pipeline import Answers, Task, load_tasks
from arc_pipeline.tasks import TaskSet

from .halves import SOURCE, training_ids

SECOND_SOURCE = "arc-agi-2/training"


def load_sets(ids: Sequence[str], source: str | None = None) -> dict[str, TaskSet]:
    """The tasks with these ids, by the name of their set, or all from `source` if it is given."""
    first = [id for id in ids if id in training_ids()]
    wanted = {SOURCE: first, SECOND_SOURCE: [id for id in ids if id not in training_ids()]}
    asked = {source: ids} if source else wanted
    return {name: load_tasks(name, some, on_error="raise") for name, some in asked.items() if some}


def tasks_and_answers(sets: dict[str, TaskSet]) -> tuple[list[Task], Answers]:
    """All tasks of several sets, and their answers."""
    tasks = [task for one in sets.values() for task in one.tasks]
    return tasks, Answers({id: outputs for one in sets.values() for id, outputs in one.answers.items()})
