"""What rounds cost and bring, for the planner: `python -m benchmarks.rates --ids FILE --budget SECONDS`.

Searches tasks that may be looked at (of ARC-AGI-1's training set half), opens the answers afterwards, and writes
arc_pipeline/planning/rates.json. Give it time: rounds that no task came to keep the rates that they have.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pandas as pd

from arc_pipeline import Answers, Task, solve
from arc_pipeline.answers.choose import Attempt
from arc_pipeline.answers.run_results import SETTLED, RunResults
from arc_pipeline.backends import NAMES
from arc_pipeline.measure import time_bar
from arc_pipeline.planning import RATES, Rates, read_rates
from arc_pipeline.planning.planner import cells_of
from arc_pipeline.tasks.load import listed_ids

from .halves import SEEN, of_half
from .sets import load_sets, tasks_and_answers

_ASSUMED = 4.0  # searches that the rates of before count as, so that a few tasks do not say that a round is useless
_DIGITS = 4


def main(arguments: Sequence[str] | None = None) -> None:
    """Search, measure what each round took and brought, print it and write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ids", type=Path, nargs="+", required=True, help="files of ids, one a line")
    parser.add_argument("--every", type=int, default=1, help="only every so many of the ids")
    parser.add_argument("--budget", type=float, required=True, help="seconds of search")
    parser.add_argument("--workers", type=int, help="processes; 0: none but this one; default: one a core")
    parser.add_argument("--backend", choices=sorted(NAMES), default="auto")
    parser.add_argument("--table", type=Path, help="also write the table of all searches into this file")
    parser.add_argument("--rates", type=Path, default=RATES, help="the file to write (default: that of the package)")
    given = parser.parse_args(arguments)

    ids = list(of_half((id for path in given.ids for id in listed_ids(path)[1]), SEEN))[:: given.every]
    tasks, answers = tasks_and_answers(load_sets(ids))
    with tempfile.TemporaryDirectory() as folder, time_bar(given.budget, everywhere=False) as bar:
        solved = solve(tasks, folder, budget_seconds=given.budget, workers=given.workers, backend=given.backend,
                       progress=bar)  # fmt: skip
    table = searches(tasks, solved, answers)
    if given.table:
        table.to_csv(given.table, index=False)
    measured = rates(table, read_rates())
    print(by_round(table).to_string())
    given.rates.write_text(json.dumps(_plain(measured), indent=1) + "\n", encoding="utf-8")


def searches(tasks: Sequence[Task], solved: RunResults, answers: Answers) -> pd.DataFrame:
    """A row for each search of a task in a round. Columns: id, round, seconds (of a core), cells (of the task), fits
    (whether it had a full fit before), right (before), right_then (after), settled (after)."""
    rows = []
    for task in tasks:
        fits = right = False
        for moment in solved.history.get(task.id, ()):
            then = is_right(moment.attempts, answers[task.id])
            settled = min((first.confidence for first, _ in moment.attempts), default=0.0) >= SETTLED
            if moment.round:
                rows.append([task.id, moment.round, moment.spent, cells_of(task), fits, right, then, settled])
            fits, right = any(has_fit(first) for first, _ in moment.attempts), then
    return pd.DataFrame(rows, columns=["id", "round", "seconds", "cells", "fits", "right", "right_then", "settled"])


def by_round(table: pd.DataFrame) -> pd.DataFrame:
    """What was measured of each round: searches, seconds (mean), and how many were solved, corrected and settled."""
    new = ~table["right"] & table["right_then"]
    told = table.assign(solved=new & ~table["fits"], corrected=new & table["fits"], without=~table["fits"])
    grouped = told.groupby("round")
    sums = grouped[["without", "solved", "corrected", "settled"]].sum().astype(int)
    return grouped.agg(searches=("id", "size"), seconds=("seconds", "mean")).join(sums)


def rates(table: pd.DataFrame, before: Rates) -> Rates:
    """The rates of all rounds that some task came to, and before that of the others; shares are drawn towards those of
    before, as if these were of _ASSUMED searches."""
    measured, found = by_round(table), list(before.rounds)
    for round, row in measured.iterrows():
        old = before.of(int(str(round)))
        new = replace(
            old,
            seconds=(row["seconds"] * row["searches"] + old.seconds * _ASSUMED) / (row["searches"] + _ASSUMED),
            solved=(row["solved"] + old.solved * _ASSUMED) / (row["without"] + _ASSUMED),
            corrected=(row["corrected"] + old.corrected * _ASSUMED) / (row["searches"] - row["without"] + _ASSUMED),
            settled=(row["settled"] + old.settled * _ASSUMED) / (row["searches"] + _ASSUMED),
        )
        found[int(str(round)) - 1 : int(str(round))] = [new]
    first = table[table["round"] == 1]
    growth, cells = before.growth, float(first["cells"].mean())
    if len(first) > 1 and first["cells"].nunique() > 1:
        growth = float(np.polyfit(np.log(first["cells"]), np.log(first["seconds"].clip(lower=1e-3)), 1)[0])
    return Rates(tuple(found), cells, growth)


def is_right(attempts: Sequence[tuple[Attempt, Attempt]], answer: Sequence[np.ndarray]) -> bool:
    """Whether one of two attempts is right for every test input."""
    pairs = zip(attempts, answer, strict=True)
    return all(any(np.array_equal(attempt.grid, output) for attempt in pair) for pair, output in pairs)


def has_fit(attempt: Attempt) -> bool:
    """Whether an attempt is of a program that fits every demonstration."""
    return attempt.candidate is not None and attempt.candidate.fits


def _plain(measured: Rates) -> dict[str, object]:
    rounds = [{name: round(value, _DIGITS) for name, value in asdict(one).items()} for one in measured.rounds]
    return {"cells": round(measured.cells, 1), "growth": round(measured.growth, _DIGITS), "rounds": rounds}


if __name__ == "__main__":
    main()
