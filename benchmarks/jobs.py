"""What a job takes besides its tasks: `python -m benchmarks.jobs --ids FILE --rounds 1 2 3`.

Searches the same tasks (of ARC-AGI-1's training set half) in jobs of as many as a round takes together, and of a
quarter of that, in turns, and compares the seconds of a core, in this process and after a first search that warms it
up. Writes `once` of these rounds, and of all later ones, into arc_pipeline/planning/rates.json, for the projections of
`measure.what_if`: rounds of further views do in each view what those before do in the opening ones.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from arc_pipeline import Task
from arc_pipeline.measure import Deadline
from arc_pipeline.planning import RATES
from arc_pipeline.search.effort import ROUNDS, Effort
from arc_pipeline.tasks.load import listed_ids
from arc_pipeline.workers.shard import run_shard

from .halves import SEEN, of_half
from .sets import load_sets, tasks_and_answers

_SMALLER = 4  # times as small are the jobs that are compared
_DIGITS = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure these rounds, print what was found and write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ids", type=Path, nargs="+", required=True, help="files of ids, one a line")
    parser.add_argument("--rounds", type=int, nargs="+", default=[1, 2, 3], help="from 1 (default: the first three)")
    parser.add_argument("--times", type=int, default=2, help="as many tasks as so many jobs have (default 2)")
    parser.add_argument("--seed", type=int, default=0, help="of the choice of tasks")
    parser.add_argument("--rates", type=Path, default=RATES, help="the file to write (default: that of the package)")
    given = parser.parse_args(arguments)

    ids = np.array(list(of_half((id for path in given.ids for id in listed_ids(path)[1]), SEEN)))
    content = json.loads(given.rates.read_text(encoding="utf-8"))
    for number in sorted(given.rounds):
        effort = ROUNDS[number - 1]
        many = min(given.times * effort.together, len(ids))
        chosen = np.random.default_rng(given.seed).choice(ids, many, replace=False)
        tasks, _ = tasks_and_answers(load_sets(chosen.tolist()))
        found = once(tasks, effort)
        print(f"round {number}: a job takes as long as {found:.2f} more tasks than it has")
        content = with_once(content, number, found)
    given.rates.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def once(tasks: Sequence[Task], effort: Effort) -> float:
    """What a job of this effort takes besides its tasks, as a multiple of what it takes for each; at least 0. 0 where
    there are no smaller jobs to compare."""
    size = min(effort.together, len(tasks))
    if (small := max(1, size // _SMALLER)) == size:
        return 0.0
    seconds(tasks[:size], size, effort)
    parts = [tasks[k : k + size] for k in range(0, len(tasks), size)]
    pairs = [[seconds(part, most, effort) for most in (size, small)] for part in parts]
    print(f"{len(tasks)} tasks in jobs of {size} and of {small}: {np.round(pairs, 2).tolist()} s")
    jobs = [sum(-(-len(part) // most) for part in parts) for most in (size, small)]
    return of_job(*np.sum(pairs, axis=0).tolist(), *jobs, len(tasks))


def of_job(large: float, small: float, few: int, many: int, tasks: int) -> float:
    """What a job takes besides its tasks, as a multiple of what it takes for each, at least 0: `few` jobs took `large`
    seconds, and `many` jobs `small`, for the same tasks."""
    itself = max(0.0, small - large) / (many - few)
    return tasks * itself / max(large - few * itself, 1e-9)


def seconds(tasks: Sequence[Task], size: int, effort: Effort) -> float:
    """Seconds of a core for these tasks in jobs of this many."""
    began = time.process_time()
    for k in range(0, len(tasks), size):
        some = tasks[k : k + size]
        run_shard(some, dict.fromkeys(task.id for task in some), {}, effort, Deadline(None), "cpu", None, sharing=2)
    return time.process_time() - began


def with_once(content: Mapping[str, Any], number: int, found: float) -> dict[str, Any]:
    """The content of rates.json with what was found for this round, and all later ones that take tasks together."""
    rounds = [dict(one) for one in content["rounds"]]
    for one, effort in zip(rounds[number - 1 :], ROUNDS[number - 1 :], strict=False):
        one["once"] = round(found, _DIGITS) if effort.together > 1 else 0.0
    return {**content, "rounds": rounds}


if __name__ == "__main__":
    main()
