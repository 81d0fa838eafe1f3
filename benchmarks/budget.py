"""Is the time used, and kept to? `python -m benchmarks.budget --ids FILE --budget SECONDS [--load PROCESSES]`.

Prints the seconds that a run took beside its budget, the share of the workers' time without a job, what was planned of
each round beside what it took, and what each part of the run added. `--load` runs busy processes beside it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from arc_pipeline import Answers, solve
from arc_pipeline.answers.run_results import RunResults
from arc_pipeline.backends import NAMES
from arc_pipeline.measure import Deadline, read_record, time_bar
from arc_pipeline.measure.planned import idle_share, planned_and_used
from arc_pipeline.tasks.load import listed_ids
from arc_pipeline.workers import worker_count

from .rates import has_fit, is_right
from .sets import load_sets, tasks_and_answers

_PARTS = 600.0  # seconds; of a shorter run a third


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, and print how the time was used."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ids", type=Path, nargs="+", required=True, help="files of ids, one a line")
    parser.add_argument("--limit", type=int, help="only the first so many of the ids")
    parser.add_argument("--budget", type=float, required=True, help="seconds of search")
    parser.add_argument("--load", type=int, default=0, help="busy processes beside the run")
    parser.add_argument("--workers", type=int, help="processes; default: one a core")
    parser.add_argument("--backend", choices=sorted(NAMES), default="auto")
    given = parser.parse_args(arguments)

    ids = [id for path in given.ids for id in listed_ids(path)[1]][: given.limit]
    tasks, answers = tasks_and_answers(load_sets(ids))
    count = worker_count(given.backend) if given.workers is None else given.workers
    with tempfile.TemporaryDirectory() as folder, _load(given.load):
        clock = Deadline()
        with time_bar(given.budget, everywhere=False) as bar:
            solved = solve(tasks, folder, budget_seconds=given.budget, workers=count, backend=given.backend,
                           progress=bar)  # fmt: skip
        seconds = clock.elapsed()
        record = read_record(solved.record)
    print(f"{seconds:.1f} s of {given.budget:g} s: {seconds / given.budget - 1:+.1%}")
    print(f"workers had no job for {idle_share(record.spans, max(1, count)):.1%} of their time", end="\n\n")
    print(planned_and_used(record.plan, record.spans).round(1).to_string(), end="\n\n")
    print(by_part(solved, answers, given.budget).to_string(index=False))
    for problem in (*solved.errors, *solved.faults):
        print(problem)


def by_part(solved: RunResults, answers: Answers, budget: float) -> pd.DataFrame:
    """What the run had by the end of each part. Columns: until (seconds), searches (of a task in a round, in this part
    alone), rounds (that the tasks were through, from the least to the most), full_fit and right (tasks)."""
    part, rows = min(_PARTS, budget / 3), []
    for begin in np.arange(0.0, budget - 1e-6, part).tolist():
        end = min(begin + part, budget) if begin + part < budget else np.inf
        by_then = {id: [one for one in moments if one.seconds <= end] for id, moments in solved.history.items()}
        searches = sum(begin < one.seconds <= end for moments in solved.history.values() for one in moments)
        through = [max((one.round for one in moments), default=0) for moments in by_then.values()]
        last = {id: moments[-1].attempts for id, moments in by_then.items() if moments}
        fit = sum(any(has_fit(first) for first, _ in attempts) for attempts in last.values())
        right = sum(is_right(attempts, answers[id]) for id, attempts in last.items())
        rounds = f"{min(through, default=0)} to {max(through, default=0)}"
        rows.append((round(min(end, budget)), searches, rounds, fit, right))
    return pd.DataFrame(rows, columns=["until", "searches", "rounds", "full_fit", "right"])


@contextmanager
def _load(processes: int) -> Iterator[None]:
    """So many processes that do nothing but keep a core busy."""
    context = multiprocessing.get_context("spawn")
    busy = [context.Process(target=_spin, daemon=True) for _ in range(processes)]
    for one in busy:
        one.start()
    try:
        yield
    finally:
        for one in busy:
            one.kill()


def _spin() -> None:
    while True:
        pass


if __name__ == "__main__":
    main()
