"""What a run has found so far: results merged over the rounds, and the attempts chosen from them."""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from ..backends import Counter
from ..measure import now
from ..search.candidates import Candidate
from ..search.effort import Effort
from ..search.failures import Failure, failure_of
from ..search.task_result import Answered, TaskResult
from ..search.views.view import View
from ..tasks import Task, TaskError, TaskSet, TestInputs
from .attempts import ATTEMPTS, write_attempts
from .choose import Attempt, first_two, ranked
from .confidence import Judge
from .history import Moment
from .submission import Submission, SubmissionError

SETTLED = 0.9  # confidence of all first attempts with which a task is not searched again


@dataclass
class RunResults:
    """`results`, `attempts`: by task id the merged results, and the two attempts at each test input. `ranked`: all that
    could be attempted, the likeliest first, of which these are the first two. `errors`: messages of errors that cost
    tasks their search, or the run a file. `record`: the path of the run record. `rejected`: what is wrong with tasks
    that are not searched; `inputs`: the test inputs of all. `failures`: exceptions that cost a task no more than one
    stage; `faults`: what went wrong with workers, and what was done.

    `counters`: what the workers' backends counted, a row for each worker, backend, and operation or fallback.
    `history`: by task id the attempts after each result that came in, earliest first, so that a report can tell when
    they were right; where the run goes on from earlier ones, their moments come first, and `before` is the seconds that
    these took. `began`: start of the run, in seconds since the Unix epoch.
    """

    record: Path
    results: dict[str, TaskResult] = field(default_factory=dict)
    attempts: dict[str, list[tuple[Attempt, Attempt]]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    counters: dict[Hashable, dict[str, Any]] = field(default_factory=dict)
    history: dict[str, list[Moment]] = field(default_factory=dict)
    began: float = field(default_factory=now)
    before: float = 0.0
    rejected: Sequence[TaskError] = ()
    failures: list[Failure] = field(default_factory=list)
    faults: list[Any] = field(default_factory=list)
    ranked: dict[str, list[list[Attempt]]] = field(default_factory=dict)
    inputs: Sequence[TestInputs] = ()
    _judges: dict[str, Judge] = field(default_factory=dict, repr=False)

    @classmethod
    def begun(cls, folder: Path, tasks: TaskSet) -> RunResults:
        """What a run has found that begins to write into this folder: nothing yet; attempts.json says so."""
        begun = cls(folder / "run.jsonl", rejected=tasks.rejected, inputs=tasks.inputs)
        begun.write_attempts()
        return begun

    def write_attempts(self) -> list[str]:
        """Write attempts.json beside the record. If that fails, the file stays as it was: a RuntimeWarning and
        the messages that are returned, else [], say so."""
        try:
            write_attempts(self.record.with_name(ATTEMPTS), self.inputs, self.ranked)
        except OSError as error:
            failure = f"attempts.json lacks what was found, as it cannot be written: {error}"
            warnings.warn(failure, RuntimeWarning, stacklevel=2)
            return [failure]
        return []

    def is_settled(self, task: Task) -> bool:
        """Whether another round would add little: the first attempt at every test input is almost surely right."""
        return min((first.confidence for first, _ in self.attempts.get(task.id, ())), default=0.0) >= SETTLED

    def views(
        self, tasks: Iterable[Task], effort: Effort, before: Sequence[Effort] = ()
    ) -> dict[str, tuple[View, ...] | None]:
        """By task id the views in which a round of this effort searches each task; None stands for the opening views.

        Settled tasks are left out, and so are tasks without any view still waiting if the effort asks for views.
        So are tasks that finished this round in a run that is resumed: with more searches of this effort than there
        are rounds of it among those `before` this one.
        """
        earlier = [one.reach for one in before].count(effort.reach)
        found: dict[str, tuple[View, ...] | None] = {}
        for task in tasks:
            result = self.results.get(task.id) or TaskResult(task.id)
            if not self.is_settled(task) and result.finished.count(effort.reach) <= earlier:
                waiting = result.waiting
                if waiting or not effort.views:
                    found[task.id] = waiting[: effort.views] if effort.views else None
        return found

    def known(self, tasks: Iterable[Task]) -> dict[str, list[Candidate]]:
        """By task id the candidates of these tasks that fit; all of them have been validated. Tasks without any result
        are left out."""
        results = [self.results[task.id] for task in tasks if task.id in self.results]
        return {result.task_id: [one for one in result.candidates if one.fits] for result in results}

    def take(
        self, results: Iterable[TaskResult], tasks: dict[str, Task], submission: Submission, round: int = 0
    ) -> list[Failure]:
        """Merge new results of a round into `results` and put the resulting attempts into `submission`; returns new
        failures.

        A task for which choosing attempts raises keeps its earlier attempts. What results know of the history of their
        tasks goes before this run's.
        """
        before, results = len(self.failures), list(results)
        for result in results:
            self._remember(result, len(tasks[result.task_id].test))
        for result in results:
            self.failures += result.failures
            merged = self.results[result.task_id] = result.merged_with(self.results.get(result.task_id))
            try:
                order = ranked(tasks[result.task_id], merged.candidates, self._judge(tasks[result.task_id]))
                chosen = list(map(first_two, order))
                submission.set(result.task_id, [(first.grid, second.grid) for first, second in chosen])
            except Exception as error:
                self.failures.append(failure_of(error, result.task_id, "choice of attempts"))
                continue
            self.attempts[result.task_id], self.ranked[result.task_id] = chosen, order
            self.history.setdefault(result.task_id, []).append(
                Moment(self.before + now() - self.began, chosen, round if result.searched else 0, result.seconds)
            )
        return self.failures[before:]

    def _judge(self, task: Task) -> Judge:
        if task.id not in self._judges:
            self._judges[task.id] = Judge(task)
        return self._judges[task.id]

    def _remember(self, result: TaskResult, tests: int) -> None:
        """Begin the history of a task of so many test inputs with what earlier runs answered."""
        for answered in result.history:
            self.before = max(self.before, answered.seconds)
            try:
                self.history.setdefault(result.task_id, []).append(Moment.of(answered, tests))
            except SubmissionError as error:
                self.errors.append(f"task {result.task_id!r}: not all that was answered is known: {error}")
                break

    def answered(self, results: Iterable[TaskResult]) -> dict[str, Answered]:
        """By task id what was answered for the tasks of these results last, of those for which something was."""
        moments = {result.task_id: self.history.get(result.task_id) for result in results}
        return {id: of_task[-1].answered() for id, of_task in moments.items() if of_task}

    def new_faults(self, faults: Sequence[Any]) -> Sequence[Any]:
        """Take all faults of workers so far; returns those that are new."""
        new, self.faults = faults[len(self.faults) :], list(faults)
        return new

    def count(self, worker: int, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add the counters of one more shard to a worker's. Counts of fallbacks, which are states, are replaced."""
        for row in rows:
            key = worker, row["backend"], row.get("operation"), row.get("fallback")
            before = self.counters.get(key, {})
            sums = {one.name: row[one.name] + before.get(one.name, 0) for one in fields(Counter) if one.name in row}
            self.counters[key] = {**row, **sums, "worker": worker}
