"""What share of practice tasks the search solves: `python -m benchmarks.practice --count N --budget SECONDS`.

Makes the tasks, says how they came about and how far they look like the known ones, solves them with the usual search,
which leaves out each one's stored program, and prints shares by kind, by calls of the program and by origin.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from arc_pipeline import Task, open_backend, solve
from arc_pipeline.answers.report import report
from arc_pipeline.backends import NAMES
from arc_pipeline.measure import time_bar
from arc_pipeline.practice import RANDOM_SHARE, Practice, practice_tasks
from arc_pipeline.practice.drafts import library_models
from arc_pipeline.search.frontier.kinds import KINDS, kind_of

_CALLS = (0, 1, 2, 4, 8, 16, 40)  # ends of the ranges of calls that are shown together


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the tasks, solve them, print the figures, and write a row for each task."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, required=True, help="of tasks")
    parser.add_argument("--budget", type=float, required=True, help="seconds of search; 0 makes the tasks only")
    parser.add_argument("--seed", type=int, default=0, help="of the tasks (default 0)")
    parser.add_argument("--random", type=float, default=RANDOM_SHARE, help="share of random programs (%(default)s)")
    parser.add_argument("--workers", type=int, help="processes; 0: none but this one; default: one a core")
    parser.add_argument("--backend", choices=sorted(NAMES), default="auto")
    parser.add_argument("--csv", type=Path, default=Path("out/practice.csv"), help="table of tasks (%(default)s)")
    given = parser.parse_args(arguments)
    models, backend, began = library_models(), open_backend(given.backend, threads=1), time.process_time()
    made = practice_tasks(backend, given.count, given.seed, given.random, models)
    show_making(made, [model.task for model in models], time.process_time() - began)
    backend.close()
    table = described(made)
    if given.budget > 0:
        table = table.merge(searched(made, given), on="id")
        show_solved(table)
    given.csv.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(given.csv, index=False)
    print(f"a row for each task is in {given.csv}")


def described(made: Practice) -> pd.DataFrame:
    """A row for each task: id, origin, kind, calls (of the program, as far as they do something in a random one),
    rule_program (its text)."""
    rows = [
        (one.task.id, one.draft.origin, kind_of(one.task), len(one.program.nodes), one.program.text)
        for one in made.made
    ]
    return pd.DataFrame(rows, columns=["id", "origin", "kind", "calls", "rule_program"])


def searched(made: Practice, given: argparse.Namespace) -> pd.DataFrame:
    """The report of a search of all tasks."""
    tasks = made.tasks
    with tempfile.TemporaryDirectory() as folder, time_bar(given.budget, everywhere=False) as bar:
        solved = solve(tasks, folder, budget_seconds=given.budget, backend=given.backend, workers=given.workers,
                       progress=bar)  # fmt: skip
    for error in solved.errors:
        print(f"error: {error}")
    return report(tasks.tasks, solved, tasks.answers)


def show_making(made: Practice, known: Sequence[Task], seconds: float) -> None:
    """Print how fast the tasks came about, why drafts were refused, and how they differ from known tasks."""
    print(f"{len(made.made)} tasks of {made.drafts} drafts in {seconds:.1f} CPU seconds, ", end="")
    print(f"{60 * len(made.made) / seconds:.0f} a minute and core")
    for refusal, times in made.refused.most_common():
        print(f"  refused: {times:4d} ({times / made.drafts:.0%}), {refusal.value}")
    looks = {"practice": likeness(made.tasks.tasks), "known": likeness(known)}
    print(pd.DataFrame(looks).round(2).to_string(), end="\n\n")


def likeness(tasks: Sequence[Task]) -> dict[str, float]:
    """What tasks look like, in means over tasks: shares of kinds, demonstrations, tests, and for the inputs of their
    demonstrations cells (a median) and colours."""
    kinds = [kind_of(task) for task in tasks]
    inputs = [[pair.input for pair in task.train] for task in tasks]
    return {kind: kinds.count(kind) / len(kinds) for kind in KINDS} | {
        "demonstrations": float(np.mean([len(task.train) for task in tasks])),
        "tests": float(np.mean([len(task.test) for task in tasks])),
        "cells": float(np.median([np.mean([grid.size for grid in grids]) for grids in inputs])),
        "colours": float(np.mean([np.mean([len(np.unique(grid)) for grid in grids]) for grids in inputs])),
    }


def show_solved(table: pd.DataFrame) -> None:
    """Print the shares solved of all tasks, and by kind, calls and origin."""
    ranges = pd.cut(table["calls"], _CALLS).map(lambda one: f"{one.left + 1} to {one.right}")
    parts = {"kind": table["kind"], "calls": ranges, "origin": table["origin"]}
    print(f"solved {int(table['solved'].sum())} of {len(table)}; {int(table['fits'].sum())} with a full fit")
    for name, part in parts.items():
        by = table.groupby(part.rename(name), observed=True)
        shown = by.agg(tasks=("id", "size"), full_fit=("fits", "sum"), solved=("solved", "sum"))
        print(shown.assign(share=(shown["solved"] / shown["tasks"]).astype(float).round(2)).to_string(), end="\n\n")


if __name__ == "__main__":
    main()
