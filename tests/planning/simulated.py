"""A run that is only played: a planner, devices of any speeds, and tasks that take as long as the rates say."""

import heapq
import random
from itertools import count
from types import SimpleNamespace

import numpy as np

from arc_pipeline.planning import Planner, read_rates
from arc_pipeline.planning.rates import Rate, Rates
from arc_pipeline.search.effort import Effort, endless_rounds
from arc_pipeline.search.task_result import TaskResult
from arc_pipeline.search.views.view import PLAIN
from arc_pipeline.tasks import Pair, Task

EFFORT = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=0.9)
RATES = Rates((Rate(1.0, 0.4, 0.1, 0.3, 1.0), Rate(5.0, 0.1, 0.1, 0.1, 2.0)), cells=300.0, growth=0.5)


def tasks(*sides):
    """Tasks of nothing but black squares, of these sides."""
    made = []
    for k, side in enumerate(sides):
        grid = np.zeros((side, side), dtype=np.uint8)
        made.append(Task(f"{k:08x}", (Pair(grid, grid), Pair(grid, grid)), (grid,)))
    return made


class PlayedDeadline:
    """A deadline by the clock of a simulation."""

    def __init__(self, simulation):
        self.simulation = simulation

    expired = property(lambda self: self.left() <= 0)

    def left(self):
        return max(0.0, self.simulation.budget - self.simulation.now)

    def elapsed(self):
        return self.simulation.now


class Simulation:
    """Tasks that are searched for `budget` seconds on devices of these speeds. A task takes the seconds of the rates
    times a factor of its own, and some are settled in each round, as often as the rates say. `now`: the clock; `busy`:
    the seconds of each device; `rounds_of`: the rounds that each task that is not settled began; `planned`: the
    outlooks at the beginning and at the end."""

    def __init__(self, tasks, budget, speeds, seed=0):
        self.tasks, self.budget, self.speeds, self.now = tasks, budget, speeds, 0.0
        self.chance, self.rates = random.Random(seed), read_rates()
        self.factor = {task.id: self.chance.lognormvariate(0.0, 0.7) for task in tasks}
        self.settled = set()
        self.busy = [0.0] * len(speeds)
        self.rounds_of = {}
        self.solved = SimpleNamespace(
            results={}, known=lambda tasks: {}, views=self.views, is_settled=lambda task: task.id in self.settled
        )
        self.planner = Planner(
            tasks, endless_rounds(), self.solved, PlayedDeadline(self), len(speeds), rates=self.rates
        )
        self.planned = []

    def views(self, tasks, effort, before=()):
        found = (PLAIN,) * effort.views if effort.views else None
        return {task.id: found for task in tasks if task.id not in self.settled}

    def run(self):
        self.planned.append(self.planner.outlook())
        order, running = count(), []
        idle = list(range(len(self.speeds)))
        while True:
            while idle and (job := self.planner.next_job()) is not None:
                device = idle.pop(0)
                seconds = min(self.seconds(job) / self.speeds[device], job.seconds, self.budget - self.now)
                self.busy[device] += seconds
                heapq.heappush(running, (self.now + seconds, next(order), device, job))
            if not running:
                break
            self.now, _, device, job = heapq.heappop(running)
            idle.append(device)
            self.end(job, self.speeds[device])
        self.planned.append(self.planner.outlook())

    def seconds(self, job):
        return sum(self.rates.of(job.round).seconds * self.factor[task.id] for task in job.tasks)

    def end(self, job, speed):
        results = []
        for task in job.tasks:
            seconds = self.rates.of(job.round).seconds * self.factor[task.id] / speed
            result = TaskResult(task.id, seconds=seconds, searched=("plain",))
            results.append(result)
            self.solved.results[task.id] = result
            self.rounds_of[task.id] = job.round
            if self.chance.random() < self.rates.of(job.round).settled:
                self.settled.add(task.id)
                self.rounds_of.pop(task.id)
        self.planner.take(job, results)
