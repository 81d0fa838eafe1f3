"""How much more several workers do than one in the same time: `python -m benchmarks.workers`.

Two workers against one on real tasks, in pairs of runs, one after the other: values tried, and rounds of a task done.
Then four simulated devices against one, whose jobs only sleep: what planning and the parent's own work cost. Of each
the share of the workers' time that had no job is told. Then several processes on one core with one simulated GPU,
against one. Any other process on the machine takes its part of the cores.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from statistics import median
from typing import Any

from arc_pipeline import Task, solve
from arc_pipeline.answers.run_results import RunResults
from arc_pipeline.measure import read_record
from arc_pipeline.measure.planned import idle_share
from arc_pipeline.search.effort import ROUNDS, Effort

from .asleep import Asleep
from .overlap import steps
from .search import shard

GOALS = {2: 1.8, 4: 3.8}  # times as much as one, by the number of workers
_TOGETHER = 4  # tasks in a job: several jobs for each worker in a short run
_SCALE = 1 / 20  # of the seconds that the rates say, for devices that sleep
_SLEPT = 10.0  # seconds of a run of these
_KERNEL_SHARES, _A_CORE = (0.3, 0.5, 0.7), (1, 2, 4)  # of a step's time; processes for each core
_SHARED = 5.0  # seconds of each run of processes that share a core


@dataclass(frozen=True)
class Work:
    """What one run did: values tried, rounds of a task, seconds of all its jobs, and the share of the workers' time
    without a job."""

    values: int
    rounds: int
    seconds: float
    idle: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the pairs and print what each did."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=40.0, help="of each run of real tasks (default 40)")
    parser.add_argument("--pairs", type=int, default=3, help="of runs with one and with two workers (default 3)")
    parser.add_argument("--tasks", type=int, default=48, help="of which those that are hard are searched (default 48)")
    parser.add_argument("--slept", type=float, default=_SLEPT, help=f"seconds of each run that sleeps ({_SLEPT:g})")
    parser.add_argument("--shared", type=float, default=_SHARED, help=f"seconds of each run on one core ({_SHARED:g})")
    given = parser.parse_args(arguments)
    effort = replace(ROUNDS[2], together=_TOGETHER)
    tasks = hard(shard(given.tasks), effort)
    print(f"{len(tasks)} tasks, {given.seconds:g} s a run; in each round {effort}")
    ratios = []
    for _ in range(given.pairs):
        one, two = (searched(tasks, effort, given.seconds, workers) for workers in (1, 2))
        ratios.append(two.values / one.values)
        print(f"two workers {told(two)}; one {told(one)}: {ratios[-1]:.2f} times the values")
    verdict("two workers", median(ratios), GOALS[2])
    one, four = (slept(shard(given.tasks), given.slept, count) for count in (1, 4))
    print(f"four devices that sleep {told(four)}; one {told(one)}")
    verdict("four devices", four.seconds / one.seconds, GOALS[4])
    for share in _KERNEL_SHARES:
        alone, *others = (steps(share, processes, given.shared) for processes in _A_CORE)
        told_of = ", ".join(f"{count}: {done / alone:.2f}" for count, done in zip(_A_CORE[1:], others, strict=True))
        most = 1.0 / max(share, 1.0 - share)  # then either the core or the GPU is never idle
        print(f"processes on a core with a GPU, kernels {share:.0%}: {told_of} times as much as one, "
              f"at most {most:.2f}")  # fmt: skip


def hard(tasks: Sequence[Task], effort: Effort) -> list[Task]:
    """Those that one round of an effort does not settle, so that every later round has as much to do. All kernels are
    compiled afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        solved = solve(tasks, folder, budget_seconds=None, backend="cpu", rounds=(effort,))
        return [task for task in tasks if not solved.is_settled(task)]


def searched(tasks: Sequence[Task], effort: Effort, seconds: float, workers: int) -> Work:
    """The work of a run that searches these tasks with the same effort again and again."""
    with tempfile.TemporaryDirectory() as folder:
        options: dict[str, Any] = {"backend": "cpu", "workers": workers, "rounds": repeat(effort)}
        return work_of(solve(tasks, folder, budget_seconds=seconds, **options), workers)


def slept(tasks: Sequence[Task], seconds: float, count: int, scale: float = _SCALE) -> Work:
    """The work of a run on `count` devices that only sleep."""
    with tempfile.TemporaryDirectory() as folder, Asleep(count, scale) as executor:
        options: dict[str, Any] = {"backend": "cpu", "workers": count, "executor": executor}
        return work_of(solve(tasks, folder, budget_seconds=seconds, **options), count)


def work_of(solved: RunResults, workers: int) -> Work:
    """What a run did, by its results and its record, which must still be there."""
    results, spans = solved.results.values(), read_record(solved.record).spans
    rounds = sum(map(len, solved.history.values()))
    jobs = float(spans.loc[spans["name"] == "shard", "duration"].sum())
    return Work(sum(one.tried for one in results), rounds, jobs, idle_share(spans, max(1, workers)))


def told(work: Work) -> str:
    """A run's work in words."""
    return (
        f"{work.values / 1e6:.1f} million values, {work.rounds} rounds of a task, {work.seconds:.1f} s in jobs, "
        f"{work.idle:.1%} of the time without one"
    )


def verdict(what: str, ratio: float, goal: float) -> None:
    """Print a ratio, and whether it is under its goal."""
    print(f"{what}: {ratio:.2f} times as much as one{'' if ratio >= goal else f'  <-- under {goal}'}\n", flush=True)


if __name__ == "__main__":
    main()
