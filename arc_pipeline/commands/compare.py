"""Compare two runs: where the time went, tasks gained and lost.

Each side is the folder of a run, its run.jsonl, or a folder with a folder for each of several repeated runs. Only with
repeated runs on both sides is it known which differences in time are more than noise.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING

from ..measure.runs import read_runs
from ..tasks import printable

if TYPE_CHECKING:  # pandas takes a second to import
    import pandas as pd


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What follows the word."""
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--phases", type=int, default=20, help="show so many phases, the most different first")


def run(given: argparse.Namespace) -> None:
    """Compare."""
    from ..measure import comparison

    before, after = read_runs(given.before), read_runs(given.after)
    print(f"{len(before)} before: {given.before}; {len(after)} after: {given.after}\n")
    times = comparison.phases(before, after)
    print(f"Seconds of a run by phase: the {min(given.phases, len(times))} most different of {len(times)}")
    print(times.head(given.phases).round(3).to_string(na_rep="not known"), end="\n\n")
    table = comparison.tasks(before, after)
    if table.empty:
        print("Tasks: no run of one side reports the same tasks as one of the other")
        return
    words = {"right": "solved", "fits": "with a full fit, as answers are not known"}[table.attrs["measure"]]
    print(f"Tasks {words}, of {len(table)}: {table['before'].sum():.1f} before, {table['after'].sum():.1f} after")
    print(_listed("gained", table[table["after"] > table["before"]]))
    print(_listed("lost", table[table["after"] < table["before"]]))
    print(f"Chance alone makes such a difference in {comparison.chance(table):.0%} of all comparisons (sign test)")
    across, within = comparison.differing(before, after)
    repeated = "not known, as no run is repeated" if math.isnan(within) else f"{within:.1f} tasks"
    print(f"A run before and one after differ in {across:.1f} tasks; repeated runs differ in: {repeated}")


def _listed(word: str, table: pd.DataFrame) -> str:
    """The tasks of a table by id, with the share of runs where that is neither none nor all."""
    sure = (table[["before", "after"]].isin([0.0, 1.0])).all(axis=1)
    names = [
        str(id) if clear else f"{id} ({row['before']:.0%} -> {row['after']:.0%})"
        for (id, row), clear in zip(table.iterrows(), sure, strict=True)
    ]
    return printable(f"  {word} {len(names)}" + (f": {' '.join(names)}" if names else ""))
