"""What a run would take with other tasks, another machine or faster parts, projected from the record of one run.

A projection keeps what was measured in each round, so that rounds may differ: of each task, of each job however many
tasks it has, and of the warm-up of each worker. Its interval is that of drawing other tasks of the same kind
(bootstrap, Efron 1979). Pure functions of a Record; all times are in seconds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .phases import PHASES, rounds_of, time_by_phase_and_round
from .projection import BUDGET, amdahl, own_time
from .record import Record

GPU = "cuda"
_DRAWS = 400
_SEED = 0
_WITHIN = 0.9  # of the draws lie in the interval


@dataclass(frozen=True)
class Measured:
    """What a run took, in the parts that a question may change.

    `tasks`, `samples` (mean for each task, NaN if not recorded), `cores` (workers), `devices` (GPUs, 0 if all ran on
    the CPU); `fixed`: seconds in which workers had no job yet or no more, or warmed up, on average; `parts`: all other
    busy seconds of workers for all tasks, indexed by (round, phase), columns kernels and host; `idle`: the share (0..1)
    of the time between the first job and a worker's last one, warm-ups apart, in which it did nothing; `rounds`: by
    round, columns tasks (how many were searched in it), jobs, most (tasks of a job), and once, the tasks whose seconds
    a job takes besides its own (the last two are 1 and 0 if the record does not tell them);
    `planned`: by round, what was expected when the run began, columns tasks and seconds (of all cores); `by_task`
    (tasks,): seconds of each.
    """

    tasks: int
    samples: float
    cores: int
    devices: int
    fixed: float
    parts: pd.DataFrame
    idle: float
    rounds: pd.DataFrame
    planned: pd.DataFrame
    by_task: np.ndarray

    @classmethod
    def of(cls, record: Record, devices: int | None = None) -> Measured:
        """What this record tells. `devices`: how many GPUs there were, by default one if any kernel ran on one.

        Raises ValueError for a record of a run in which nothing was searched.
        """
        shards = record.spans[record.spans["name"] == "shard"]
        if shards.empty:
            raise ValueError("this run searched nothing, so that there is nothing to project from")
        counts = pd.DataFrame(list(shards["counts"]), index=shards.index)
        rounds = counts.groupby("round")["tasks"].agg(tasks="sum", jobs="size")
        known = record.rounds.reindex(columns=["round", "most", "once"]).set_index("round")
        rounds = rounds.join(known[~known.index.duplicated()]).fillna({"most": 1.0, "once": 0.0})
        begun, ends = shards["start"].min(), (shards["start"] + shards["duration"]).groupby(shards["worker"]).max()
        wall = (record.spans["start"] + record.spans["duration"]).max() - record.spans["start"].min()
        parts = time_by_phase_and_round(record.spans)
        parts = parts[parts.index.get_level_values("round") > 0]
        in_jobs = record.spans["path"].str.startswith("shard/") & (rounds_of(record.spans) == 0)
        warm_up = float(own_time(record.spans)[in_jobs].sum())
        cores, searching = len(ends), float((ends - begun).sum()) - warm_up
        first = record.plan[record.plan["at"] == record.plan["at"].min()]
        if devices is None:
            devices = int(GPU in set(record.counters.get("backend", ())))
        samples = record.tasks["samples"].mean() if "samples" in record.tasks else math.nan
        return cls(
            tasks=len(record.tasks) or int(rounds["tasks"].max()),
            samples=float(samples),
            cores=cores,
            devices=devices,
            # Who has no more to do waits for the last job, which takes no longer for more tasks.
            fixed=float(wall) - searching / cores,
            parts=parts,
            idle=1 - (float(shards["duration"].sum()) - warm_up) / searching,
            rounds=rounds,
            planned=first.set_index("round")[["tasks", "seconds"]],
            by_task=record.tasks["seconds"].to_numpy(dtype=float),
        )


@dataclass(frozen=True)
class Question:
    """What is to be other than measured; None is as measured. `faster`: by phase, and `kernels`: for all kernels, how
    many times faster; `samples`: for each task, which only kernels depend on; `budget`: seconds for the whole run."""

    tasks: int | None = None
    samples: float | None = None
    cores: int | None = None
    devices: int | None = None
    faster: Mapping[str, float] = field(default_factory=dict)
    kernels: float = 1.0
    budget: float = BUDGET

    def __post_init__(self) -> None:
        unknown = set(self.faster) - set(PHASES)
        if unknown:
            raise ValueError(f"the phases are {', '.join(PHASES)}, not {', '.join(sorted(unknown))}")
        numbers = (self.tasks, self.samples, self.cores, self.devices, self.kernels, self.budget, *self.faster.values())
        if any(number is not None and not number > 0 for number in numbers):
            raise ValueError(f"all numbers of a question must be above 0: {self}")


@dataclass(frozen=True)
class Projection:
    """What a run would take: `seconds`, of which `low` to `high` hold in 90 % of the draws of other tasks (NaN if the
    run measured fewer than two); `share` of the budget (1 is all of it); `rounds`: how many are through within the
    budget; `speed_up` over the same run on the machine that was measured."""

    seconds: float
    low: float
    high: float
    share: float
    rounds: int
    speed_up: float


def project(measured: Measured, question: Question) -> Projection:
    """Project the rounds that were measured to the tasks and the machine of a question.

    Raises ValueError for a question about samples or devices if the record does not tell how many there were.
    """
    tasks = question.tasks or measured.tasks
    search = _search_seconds(measured, question).sum()
    seconds = measured.fixed + search
    before = measured.fixed + _search_seconds(measured, Question(tasks=tasks)).sum()
    low, high = _interval(measured.by_task, tasks)
    return Projection(
        seconds=seconds,
        low=measured.fixed + search * low,
        high=measured.fixed + search * high,
        share=seconds / question.budget,
        rounds=_rounds_within(measured, question),
        speed_up=before / seconds,
    )


def table(measured: Measured, questions: Mapping[str, Question]) -> pd.DataFrame:
    """One row for each question, by its name; the columns are those of a Projection."""
    rows = {name: vars(project(measured, question)) for name, question in questions.items()}
    return pd.DataFrame.from_dict(rows, orient="index")


def bottlenecks(measured: Measured, question: Question | None = None) -> pd.DataFrame:
    """What the time of the run goes into if things are as the question says (by default as measured), the largest
    first: kernels and host of each phase, idle workers, the start. Together they are the seconds of `project`.

    Indexed by what it is. Columns: seconds (on the wall), share (0..1 of the run), twice and gone: the speed-up of the
    whole run if it took half of the time, or none (Amdahl's law), and reason, in words. Raises as `project` does.
    """
    question = question or Question()
    parts = _wall_seconds(measured, question).groupby(level="phase").sum()
    idle = parts.to_numpy().sum() * measured.idle / (1 - measured.idle)
    rows = [
        (f"{phase} ({column})", seconds, why)
        for column, why in _REASONS.items()
        for phase, seconds in parts[column].items()
    ]
    rows.append(("workers without a job", idle, "jobs are too few, or too long at the end"))
    rows.append(("start, warm-up and end", measured.fixed, "paid once, however many tasks there are"))
    found = pd.DataFrame(rows, columns=["what", "seconds", "reason"]).set_index("what")
    found = found[found["seconds"] > 0].sort_values("seconds", ascending=False, kind="stable")
    found["share"] = found["seconds"] / found["seconds"].sum()
    found["twice"] = [amdahl(share, 2) for share in found["share"]]
    found["gone"] = [amdahl(share, math.inf) for share in found["share"]]
    return found[["seconds", "share", "twice", "gone", "reason"]]


_REASONS = {
    "kernels": "operations on grids: faster kernels or more devices help",
    "host": "Python and NumPy around the kernels: a faster GPU changes nothing here",
}


def _wall_seconds(measured: Measured, question: Question) -> pd.DataFrame:
    """Seconds on the wall of each (round, phase) for the tasks of a question, if things are as it says and no worker is
    ever idle; columns kernels and host."""
    tasks, cores = question.tasks or measured.tasks, question.cores or measured.cores
    parts = measured.parts.mul(_times_the_work(measured, tasks, cores), axis=0, level="round")
    factors = parts.index.get_level_values("phase").map(lambda phase: 1 / question.faster.get(phase, 1.0))
    host, kernels = parts["host"] * factors, parts["kernels"] * factors / question.kernels
    if question.samples is not None:
        if math.isnan(measured.samples):
            raise ValueError("the record does not tell how many samples its tasks had")
        kernels = kernels * (question.samples / measured.samples)
    if question.devices is not None and not measured.devices:
        raise ValueError("nothing of this run ran on a GPU, so that it cannot tell what more of them would give")
    devices = (question.devices or measured.devices) or cores
    return pd.DataFrame({"kernels": kernels / devices, "host": host / cores})


def _times_the_work(measured: Measured, tasks: int, cores: int) -> pd.Series:
    """By round, how many times what was measured this many tasks take on so many cores: what each takes itself, and
    what its job takes, however many tasks it has. As many as were measured come in jobs as large as theirs, more in the
    largest; but no job takes more tasks than are left for each core."""
    rounds, times = measured.rounds, tasks / measured.tasks
    most = (rounds["tasks"] * times // cores).clip(upper=rounds["most"]).clip(lower=1.0)
    usual = (rounds["tasks"] / rounds["jobs"]).clip(upper=most)
    jobs = rounds["tasks"] * (min(times, 1.0) / usual + max(times - 1.0, 0.0) / most)
    found = (rounds["tasks"] * times + rounds["once"] * jobs) / (rounds["tasks"] + rounds["once"] * rounds["jobs"])
    return found.rename_axis("round")


def _search_seconds(measured: Measured, question: Question) -> pd.Series:
    """Seconds on the wall that each round takes for the tasks of a question, if things are as it says."""
    run = _wall_seconds(measured, question).sum(axis=1)
    return run.groupby(level="round").sum() / (1 - measured.idle)


def _rounds_within(measured: Measured, question: Question) -> int:
    """How many rounds are through within the budget. Of the rounds after the last that is known each takes as long as
    the longest known one: tasks that are left are the hard ones, and effort grows from round to round."""
    asked, before = _search_seconds(measured, question), _search_seconds(measured, Question())
    costs: dict[int, float] = {int(str(number)): seconds for number, seconds in asked.items()}
    planned, last = measured.planned, max(costs)
    if last in planned.index:  # the run may have ended within its last round
        costs[last] *= max(1.0, planned["tasks"][last] / measured.rounds["tasks"][last])
    pace = asked.sum() / before.sum() / measured.cores
    later = planned[planned.index > last]
    costs |= dict(zip(later.index.tolist(), (later["seconds"] * pace).tolist(), strict=True))
    left, rounds = question.budget - measured.fixed, 0
    for number in sorted(costs):
        if costs[number] > left:
            return rounds
        left, rounds = left - costs[number], rounds + 1
    return rounds + math.floor(left / max(costs.values()))


def _interval(by_task: np.ndarray, tasks: int) -> tuple[float, float]:
    """Factors of the projected time between which it lies in most draws: of as many tasks as were measured, for what
    was measured, and of as many as are asked for, for what they will be. NaN for fewer than two tasks."""
    if len(by_task) < 2 or not by_task.sum():
        return math.nan, math.nan
    random, mean = np.random.default_rng(_SEED), by_task.mean()
    means = [random.choice(by_task, (_DRAWS, n)).mean(axis=1) / mean for n in (len(by_task), tasks)]
    low, high = np.quantile(means[1] / np.maximum(means[0], 1e-9), [(1 - _WITHIN) / 2, (1 + _WITHIN) / 2])
    return float(low), float(high)
