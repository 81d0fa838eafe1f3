"""Chooses the next job whenever a worker is free: the tasks and the round that promise most for their seconds.

No worker waits for the end of a round: a task whose round is over may begin its next one while others are still in
theirs. What a round takes and brings is known from `rates`, and corrected by what this run measures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import count

import numpy as np

from ..answers.run_results import RunResults
from ..measure import Deadline, RunRecord
from ..search.effort import Effort
from ..search.strategies import limits_at
from ..search.task_result import TaskResult
from ..tasks import Task
from ..workers import Job
from .progress import Progress
from .rates import Rates, read_rates

_LATE = 0.5  # what a round still promises for a task for which it had no time before
_MOST_GIVEN_UP = 2  # jobs of a task that were given up, after which it is left alone
_FEWEST = 0.1  # tasks that are expected to begin a round that is worth to be planned
_LEAST_SECONDS = 0.1  # of the run with which a job still begins
_TIMES_EXPECTED = 3.0  # so many times the expected seconds a job may always take
_HANGS = 20.0, 300.0  # what takes so many times the expected seconds, and so many more, hangs
_OF_SPEED = 8.0  # tasks whose seconds count as much as the assumption that this machine is as fast as that of the rates


@dataclass(frozen=True)
class Planned:
    """What is expected of one round in the time that is left. `tasks`: how many begin it; `seconds`: of all cores."""

    round: int
    tasks: float
    seconds: float


@dataclass
class _Standing:
    """Where a task stands: its next round; the seconds that its rounds took, and a mean task's for the same on the
    machine of the rates; whether it is being searched, its next round is its second try at it, and how many of its jobs
    were given up."""

    task: Task
    size: float
    round: int = 1
    spent: float = 0.0
    expected: float = 0.0
    running: bool = False
    late: bool = False
    given_up: int = 0


class Planner:
    """Plans the rounds of `tasks` until the deadline. `solved`: what was found so far, which says what is settled;
    `width`: how many jobs run at once; `times`: how many times as many tasks as the efforts say are searched
    together; `record`: gets the rounds as they begin, and what is planned."""

    def __init__(
        self,
        tasks: Sequence[Task],
        rounds: Iterable[Effort],
        solved: RunResults,
        deadline: Deadline,
        width: int = 1,
        times: int = 1,
        rates: Rates | None = None,
        record: RunRecord | None = None,
    ) -> None:
        self.solved, self.deadline, self.width, self.times = solved, deadline, width, times
        self.rates = read_rates() if rates is None else rates
        self._rounds, self._known_rounds = iter(rounds), list[Effort]()
        self._standings = {task.id: _Standing(task, self.rates.relative_size(cells_of(task))) for task in tasks}
        self._open = dict(self._standings)  # those that are neither settled nor through all rounds
        self._begun, self._written = list[int](), 0  # rounds that some task has begun; how many of them are written
        self._spent, self._expected = 0.0, 0.0  # seconds of a core for what is done, and those that the rates say
        self._record = record
        self._write()

    def effort(self, round: int) -> Effort | None:
        """The effort of a round, from 1; None after the last."""
        while len(self._known_rounds) < round:
            effort = next(self._rounds, None)
            if effort is None:
                return None
            self._known_rounds.append(effort)
        return self._known_rounds[round - 1]

    def next_job(self) -> Job | None:
        """The job that a free worker should do; None if there is none now."""
        ready = [one for one in list(self._open.values()) if not one.running and self._is_ready(one)]
        if not ready or self.deadline.left() < _LEAST_SECONDS:
            return None
        promise = {one.task.id: self._promise(one) for one in ready}
        ready.sort(key=lambda one: -promise[one.task.id])
        round = ready[0].round
        effort = self.effort(round)
        assert effort is not None
        alike = [one for one in ready if one.round == round]
        most = min(self.times * effort.together, max(1, len(self._open) // self.width))  # so many that each has some
        in_time = sum(np.cumsum([self._seconds(one) for one in alike[:most]]) <= self.deadline.left())
        chosen = alike[: max(1, in_time)]
        tasks = [one.task for one in chosen]
        for one in chosen:
            one.running = True
        if round not in self._begun:
            self._begun.append(round)
        views = self.solved.views(tasks, effort, self._known_rounds[: round - 1])
        return Job(tasks, effort, views, self.solved.known(tasks), self._limit(chosen, effort), round)

    def take(self, job: Job, results: Sequence[TaskResult], given_up: bool = False) -> None:
        """Note that a job, or a part of it, is over; what was found must be in `solved` already."""
        for result in results:
            one = self._standings[result.task_id]
            one.running = False
            one.given_up += given_up
            if result.late and not given_up and not one.late:
                one.late = True
                continue
            one.late = False
            if result.searched:
                mean = self.rates.of(job.round).seconds
                one.spent, one.expected = one.spent + result.seconds, one.expected + mean
                self._spent, self._expected = self._spent + result.seconds, self._expected + mean * one.size
            one.round = job.round + 1
            if one.given_up >= _MOST_GIVEN_UP:
                self._open.pop(result.task_id, None)
        self._write()

    def outlook(self) -> list[Planned]:
        """What is expected of each round from now on until the deadline, if tasks go on as the rates say."""
        left, tasks, pace = self.deadline.left() * self.width, 0.0, 0.0
        beginning: dict[int, list[float]] = {}
        for one in self._open.values():
            beginning.setdefault(one.round, []).append(self._pace(one))
        found = list[Planned]()
        for round in count(1):
            own = beginning.pop(round, [])
            tasks, pace = tasks + len(own), pace + sum(own)
            if self.effort(round) is None or left <= 0 or not (beginning or tasks >= _FEWEST):
                break
            if tasks:
                rate = self.rates.of(round)
                seconds = min(left, pace * rate.seconds)
                found.append(Planned(round, tasks * seconds / (pace * rate.seconds), seconds))
                left, tasks, pace = left - seconds, tasks * (1.0 - rate.settled), pace * (1.0 - rate.settled)
        return found

    def _write(self) -> None:
        """Add to the run's record what is planned from now on, if this is the first time, or if a round has begun since
        the last time; these rounds are added too."""
        new, record = self._begun[self._written :], self._record
        if record is None:
            return
        for round in new:
            effort = self.effort(round)
            assert effort is not None
            dealt = {"most": self.times * effort.together, "once": self.rates.of(round).once}
            record.write("round", {"round": round, **asdict(effort), **dealt, "limits": limits_at(effort)})
        if new or not self._written:
            now = self.deadline.elapsed()
            record.write_all("plan", [{"at": now, **asdict(one)} for one in self.outlook()])
        self._written = len(self._begun)

    def progress(self) -> Progress:
        """How far the run has come."""
        found = self.solved.results.values()
        settled = {id for id, one in self._standings.items() if self.solved.is_settled(one.task)}
        left = [one.round for id, one in self._open.items() if id not in settled]
        elapsed, limit = self.deadline.elapsed(), self.deadline.elapsed() + self.deadline.left()
        budget = None if math.isinf(limit) else limit
        fit = sum(result.fits for result in found)
        return Progress(elapsed, budget, len(self._standings), len(found), fit, len(settled), min(left, default=None))

    def _is_ready(self, one: _Standing) -> bool:
        """Whether a task is to be searched. Its round is raised over those that have nothing to do for it."""
        while (effort := self.effort(one.round)) is not None and not self.solved.is_settled(one.task):
            if one.task.id in self.solved.views([one.task], effort, self._known_rounds[: one.round - 1]):
                return True
            one.round += 1
        del self._open[one.task.id]
        return False

    def _promise(self, one: _Standing) -> float:
        """How likely the next rounds of a task solve it per second, as many of them as make this most.

        Its rounds come in their order, so one that brings little is worth what it leads to (the Gittins index of a
        chain of jobs). A round that the run has no time for brings nothing, one that it has half the time for half.
        """
        found, pace, left = self.solved.results.get(one.task.id), self._pace(one), self.deadline.left()
        fits = found is not None and found.fits
        most = gain = expected = passed = 0.0
        reached = 1.0  # the probability that the task is not settled before a round
        for round in range(one.round, max(one.round, len(self.rates.rounds)) + 1):  # what is not measured only falls
            rate = self.rates.of(round)
            seconds = rate.seconds * pace
            if passed >= left or self.effort(round) is None:
                break
            in_time = min(1.0, (left - passed) / seconds)
            gain += reached * in_time * (rate.corrected if fits else rate.solved)
            expected += reached * seconds
            most = max(most, gain / expected)
            passed += seconds
            reached *= 1.0 - rate.settled
        return (_LATE if one.late else 1.0) * most

    def _seconds(self, one: _Standing) -> float:
        """The expected seconds of a task's next round."""
        return self.rates.of(one.round).seconds * self._pace(one)

    def _pace(self, one: _Standing) -> float:
        """The seconds of a task as a multiple of those that the rates say."""
        if one.expected:
            return max(one.spent / one.expected, 1e-3)
        assumed = _OF_SPEED * self.rates.of(1).seconds
        return one.size * (self._spent + assumed) / (self._expected + assumed)

    def _limit(self, chosen: Sequence[_Standing], effort: Effort) -> float:
        """The seconds that a job may take: its tasks' part of the effort's share of the time that is left, among all
        that are not through this round; but so much that it will probably come to its end, if there is as much, and not
        much more than that. Without a limit of the run it has none."""
        round, left = chosen[0].round, self.deadline.left()
        if math.isinf(left):
            return left
        waiting = sum(one.round <= round for one in self._open.values())
        part = left * effort.share * self.width * len(chosen) / waiting
        expected = sum(map(self._seconds, chosen))
        return min(left, max(part, _TIMES_EXPECTED * expected), _HANGS[0] * expected + _HANGS[1])


def cells_of(task: Task) -> int:
    """The cells of all grids of a task that can be seen."""
    return sum(pair.input.size + pair.output.size for pair in task.train) + sum(grid.size for grid in task.test)
