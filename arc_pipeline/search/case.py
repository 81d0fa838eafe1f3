"""A task in a search: what stays throughout all its passes, and one pass, by one view, with its result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..scoring.validate import Validator
from ..tasks import Task
from .candidates import Candidate
from .failures import Guard
from .task_result import TaskResult
from .views.view import View


@dataclass(frozen=True)
class Searched:
    """A task throughout all passes, with the validator of its candidates and the candidates validated before."""

    task: Task
    validator: Validator
    known: Sequence[Candidate]


@dataclass
class Case:
    """A task in one pass: its view, its result, and the guard that keeps its failures from other tasks."""

    searched: Searched
    view: View
    result: TaskResult
    guard: Guard

    @property
    def task(self) -> Task:
        return self.searched.task
