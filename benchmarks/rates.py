"""What rounds cost and bring, for the planner: `python -m benchmarks.rates --ids FILE --budget SECONDS`.

Searches tasks that may be looked at (of ARC-AGI-1's training set half), opens the answers afterwards, and writes
arc_pipeline/planning/rates.json: what was counted, and what is estimated from it (benchmarks.shares). Its `once` is of
benchmarks.jobs. Give it time: rounds that no task came to keep their counts. Without --ids the counts stay, and only
the estimate is made again.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from arc_pipeline import Answers, Task, solve
from arc_pipeline.answers.attempts import Output
from arc_pipeline.answers.choose import Attempt
from arc_pipeline.answers.run_results import SETTLED, RunResults
from arc_pipeline.backends import NAMES
from arc_pipeline.measure import time_bar
from arc_pipeline.planning import RATES
from arc_pipeline.planning.planner import cells_of
from arc_pipeline.search.effort import CHEAP, ROUNDS
from arc_pipeline.tasks.load import listed_ids

from .halves import SEEN, of_half
from .sets import load_sets, tasks_and_answers
from .shares import shares

_ASSUMED = 4.0  # searches that the seconds of before count as, which few searches do not tell well
_SIZED = 1 + ROUNDS.index(CHEAP)  # the round that tells how seconds grow with the size of a task
_DIGITS = 4
_NEVER = {"searches": 0, "without": 0, "solved": 0, "corrected": 0, "settled": 0}


def main(arguments: Sequence[str] | None = None) -> None:
    """Search, measure what each round took and brought, print it and write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ids", type=Path, nargs="+", default=[], help="files of ids, one a line")
    parser.add_argument("--every", type=int, default=1, help="only every so many of the ids")
    parser.add_argument("--budget", type=float, default=900.0, help="seconds of search (default 900)")
    parser.add_argument("--workers", type=int, help="processes; 0: none but this one; default: one a core")
    parser.add_argument("--backend", choices=sorted(NAMES), default="auto")
    parser.add_argument("--table", type=Path, help="also write the table of all searches into this file")
    parser.add_argument("--rates", type=Path, default=RATES, help="the file to write (default: that of the package)")
    given = parser.parse_args(arguments)

    counted = json.loads(RATES.read_text(encoding="utf-8"))
    if given.ids:
        ids = list(of_half((id for path in given.ids for id in listed_ids(path)[1]), SEEN))[:: given.every]
        tasks, answers = tasks_and_answers(load_sets(ids))
        with tempfile.TemporaryDirectory() as folder, time_bar(given.budget, everywhere=False) as bar:
            solved = solve(tasks, folder, budget_seconds=given.budget, workers=given.workers, backend=given.backend,
                           progress=bar)  # fmt: skip
        table = searches(tasks, solved, answers)
        if given.table:
            table.to_csv(given.table, index=False)
        print(by_round(table).to_string())
        counted = counts(table, counted)
    given.rates.write_text(json.dumps(estimated(counted), indent=1) + "\n", encoding="utf-8")


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
    """What was measured of each round: searches, seconds (mean), how many were solved and settled, and how many answers
    with a full fit became right, less those that were right before: programs found later may outvote a right one."""
    new, lost = ~table["right"] & table["right_then"], table["right"] & ~table["right_then"]
    corrected = (new & table["fits"]).astype(int) - (lost & table["fits"])
    told = table.assign(solved=new & ~table["fits"], corrected=corrected, without=~table["fits"])
    grouped = told.groupby("round")
    sums = grouped[["without", "solved", "corrected", "settled"]].sum().astype(int)
    sums["corrected"] = sums["corrected"].clip(lower=0)
    return grouped.agg(searches=("id", "size"), seconds=("seconds", "mean")).join(sums)


def counts(table: pd.DataFrame, before: Mapping[str, Any]) -> dict[str, Any]:
    """The content of rates.json `before`, with the counts of all rounds that some task came to, and of a task the
    seconds in them, the mean number of cells and their growth with it; the rates stay as they were."""
    measured, rounds = by_round(table), [dict(one) for one in before["rounds"]]
    for number, row in measured.iterrows():
        round = int(str(number))
        while len(rounds) < round:
            rounds.append({**rounds[-1], "of": _NEVER})
        searched, old = float(row["searches"]), rounds[round - 1]
        seconds = (row["seconds"] * searched + old["seconds"] * _ASSUMED) / (searched + _ASSUMED)
        rounds[round - 1] = {**old, "seconds": seconds, "of": {name: int(row[name]) for name in _NEVER}}
    first = table[table["round"] == _SIZED]
    growth, cells = before["growth"], float(first["cells"].mean()) if len(first) else before["cells"]
    if len(first) > 1 and first["cells"].nunique() > 1:
        growth = float(np.polyfit(np.log(first["cells"]), np.log(first["seconds"].clip(lower=1e-3)), 1)[0])
    return {"cells": cells, "growth": growth, "rounds": rounds}


def estimated(counted: Mapping[str, Any]) -> dict[str, Any]:
    """The content of rates.json: for each round its seconds, its rates, which are estimated anew, and what they are
    estimated of."""
    rounds = counted["rounds"]
    of = pd.DataFrame([one["of"] for one in rounds])
    searched = np.array([of["without"], of["searches"] - of["without"], of["searches"]])
    happened = of[["solved", "corrected", "settled"]].to_numpy().T
    found = shares(np.array([one["seconds"] for one in rounds]), happened, searched).T.round(_DIGITS).tolist()
    told = [
        {"seconds": round(one["seconds"], _DIGITS), "solved": a, "corrected": b, "settled": c}
        | {"once": one["once"], "of": one["of"]}
        for one, (a, b, c) in zip(rounds, found, strict=True)
    ]
    return {"cells": round(counted["cells"], 1), "growth": round(counted["growth"], _DIGITS), "rounds": told}


def is_right(attempts: Sequence[tuple[Attempt, Attempt]], answer: Sequence[np.ndarray]) -> bool:
    """Whether one of two attempts is right for every test input."""
    pairs = zip(attempts, answer, strict=True)
    return all(any(np.array_equal(attempt.grid, output) for attempt in pair) for pair, output in pairs)


def has_fit(attempt: Attempt | Output) -> bool:
    """Whether an attempt is of a program that fits every demonstration."""
    made = attempt if isinstance(attempt, Output) else attempt.candidate
    return made is not None and made.fits


if __name__ == "__main__":
    main()
