"""What parts of the search bring: `python -m benchmarks.ablation --ids FILE [FILE ...] --budget SECONDS`.

The tasks are searched once with everything, and once without each of PARTS, for the same time, one run after the
other. Told are totals alone: how many tasks each run solves, how many of them alone, and after how many seconds the
whole search had solved as many as one without a part at its end. No stored program is used for its own task.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from arc_pipeline import Answers, Task, solve
from arc_pipeline.answers.report import report, summary
from arc_pipeline.backends import NAMES
from arc_pipeline.measure import time_bar
from arc_pipeline.search.effort import endless_rounds
from arc_pipeline.tasks.load import listed_ids

from .sets import load_sets, tasks_and_answers

WHOLE = "nothing"
# What is left out, and what that makes of the effort of each round.
PARTS: Mapping[str, Mapping[str, Any]] = {
    "library and generations": {"library": False, "generations": 0},
    "generations": {"generations": 0},
    "statistics": {"statistics": False},
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the searches and print what each solves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ids", type=Path, nargs="+", required=True, help="files of ids, one a line")
    parser.add_argument("--budget", type=float, required=True, help="seconds of each search")
    parser.add_argument("--tasks", type=int, help="only so many of the ids, evenly spaced (default: all)")
    parser.add_argument("--without", nargs="+", choices=PARTS, default=list(PARTS), help="the parts (default: each)")
    parser.add_argument("--workers", type=int, help="processes; 0: none but this one; default: one a core")
    parser.add_argument("--backend", choices=sorted(NAMES), default="auto")
    given = parser.parse_args(arguments)
    ids = [id for path in given.ids for id in listed_ids(path)[1]]
    tasks, answers = tasks_and_answers(load_sets(spaced(ids, given.tasks or len(ids))))
    tables = {WHOLE: searched(tasks, answers, {}, given)}
    for part in given.without:
        tables[part] = searched(tasks, answers, PARTS[part], given)
    with pd.option_context("display.width", 200, "display.max_columns", 30, "display.precision", 3):
        print(f"{len(tasks)} tasks, {given.budget:g} s of each search; what is left out:")
        print(compared(tables).to_string())


def spaced(ids: Sequence[str], number: int) -> list[str]:
    """So many of these ids, evenly spaced."""
    return [ids[k * len(ids) // number] for k in range(number)]


def searched(
    tasks: Sequence[Task], answers: Answers, change: Mapping[str, Any], given: argparse.Namespace
) -> pd.DataFrame:
    """The report of a search of which every round has these fields of its effort changed."""
    rounds = (replace(effort, **change) for effort in endless_rounds())
    with tempfile.TemporaryDirectory() as folder, time_bar(given.budget, everywhere=False) as bar:
        solved = solve(tasks, folder, budget_seconds=given.budget, backend=given.backend, workers=given.workers,
                       rounds=rounds, progress=bar)  # fmt: skip
    for error in solved.errors:
        print(f"error: {error}")
    return report(tasks, solved, answers)


def compared(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """A row for each search, given the reports of all, of which the first is the whole one. Columns: solved, full_fit,
    precision: as in `summary`; whole_alone, alone: how many tasks the whole search solves and this one does not, and
    the reverse; as_many_after: the seconds after which the whole search had as many tasks right as this one has at its
    end, <NA> if it never had."""
    (_, whole), *_ = tables.items()
    first = _solved(whole)
    moments = sorted(whole.loc[whole["solved"].fillna(False), "right_at"])
    rows = {}
    for name, table in tables.items():
        own = _solved(table)
        totals = summary(table).loc["all"]
        rows[name] = {
            "solved": int(totals["solved"]),
            "full_fit": int(totals["full_fit"]),
            "precision": totals["precision"],
            "whole_alone": len(first - own),
            "alone": len(own - first),
            "as_many_after": moments[len(own) - 1] if 0 < len(own) <= len(moments) else pd.NA,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _solved(table: pd.DataFrame) -> set[str]:
    return set(table.loc[table["solved"].fillna(False), "id"])


if __name__ == "__main__":
    main()
