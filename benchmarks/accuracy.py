"""How many tasks are solved, by what, when, how surely: `python -m benchmarks.accuracy --ids FILE --budget SECONDS`.

Answers are opened when the search is over. Tasks of the held-out half (halves.py) count in totals and are not shown.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from arc_pipeline import Answers, Task, solve
from arc_pipeline.answers.calibration import calibration, calibration_error
from arc_pipeline.answers.misses import misses, share_right
from arc_pipeline.answers.report import report, summary
from arc_pipeline.answers.run_results import RunResults
from arc_pipeline.answers.sources import by_source
from arc_pipeline.backends import NAMES
from arc_pipeline.measure import Deadline, Record, projection, read_record, time_bar
from arc_pipeline.tasks.load import listed_ids

from .candidates import keep
from .halves import HELD, SEEN, SOURCE, held_out, of_half, training_ids
from .sets import SECOND_SOURCE, load_sets, tasks_and_answers

MOMENTS = (10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800)  # seconds at which tasks are counted
CORE_SECONDS = (20, 40, 80, 160, 320, 640, 1280, 2560)  # of search, at which tasks are counted as well
_PRINTED = ["id", "solved", "attempt_1", "attempt_2", "any_candidate", "fits", "source", "cost", "confidence",
            "seconds", "right_at"]  # fmt: skip


@dataclass(frozen=True)
class Run:
    """A finished run: its tasks by source, the answers, the results, its seconds on the wall clock, and its record."""

    tasks: dict[str, tuple[Task, ...]]
    answers: Answers
    solved: RunResults
    seconds: float
    record: Record

    @property
    def all_tasks(self) -> list[Task]:
        return [task for tasks in self.tasks.values() for task in tasks]


def main(arguments: Sequence[str] | None = None) -> None:
    """Search, judge the results, print the figures and, if requested, write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ids", type=Path, nargs="+", required=True, help="files of ids, one a line")
    parser.add_argument("--budget", type=float, required=True, help="seconds of search")
    parser.add_argument("--workers", type=int, help="processes; 0: none but this one; default: one a core")
    parser.add_argument("--source", help=f"default: {SOURCE} for the ids in it, {SECOND_SOURCE} for all others")
    parser.add_argument("--half", choices=(SEEN, HELD), help="only this half of the ARC-AGI-1 training tasks")
    parser.add_argument("--limit", type=int, help="only the first so many of the ids")
    parser.add_argument("--backend", choices=sorted(NAMES), default="auto")
    parser.add_argument("--seed", type=int, default=0, help="of the order of the tasks")
    hiding = "leave single tasks of the held-out half out of all that is shown and written (default)"
    parser.add_argument("--hide-held", action=argparse.BooleanOptionalAction, default=True, help=hiding)
    parser.add_argument("--json", type=Path, help="also write all figures into this file")
    parser.add_argument("--csv", type=Path, help="also write the table of tasks, with their programs, into this file")
    parser.add_argument("--keep", type=Path, help="also write all candidates into this file, for benchmarks.calibrate")
    parser.add_argument("--output", type=Path, help="keep submission.json and run.jsonl in this folder")
    given = parser.parse_args(arguments)

    ids = of_half((id for path in given.ids for id in listed_ids(path)[1]), given.half)[: given.limit]
    if not ids:
        parser.error("none of these ids is in that half")
    with tempfile.TemporaryDirectory() as folder:
        run = search(ids, given.output or Path(folder), given)
        memory = projection.peak_memory(run.record.spans)
    hidden = held_out() if given.hide_held else frozenset[str]()
    settings = {name: getattr(given, name) for name in ("budget", "backend", "workers", "seed", "half")}
    found = {"settings": settings | {"seconds": run.seconds}} | judge(run, hidden) | {"memory": memory}
    show(found)
    if given.csv:
        found["tasks"].to_csv(given.csv, index=False)
    if given.keep:
        keep({id: result.candidates for id, result in run.solved.results.items()}, given.keep)
    if given.json:
        given.json.write_text(json.dumps({name: _plain(value) for name, value in found.items()}, indent=1) + "\n")


def search(ids: Sequence[str], folder: Path, given: argparse.Namespace) -> Run:
    """Load the tasks with these ids and solve them, with output files in `folder`."""
    loaded = load_sets(ids, given.source)
    tasks, answers = tasks_and_answers(loaded)
    clock = Deadline()
    with time_bar(given.budget, everywhere=False) as bar:
        solved = solve(tasks, folder, budget_seconds=given.budget, backend=given.backend, workers=given.workers,
                       seed=given.seed, progress=bar)  # fmt: skip
    seconds = clock.elapsed()
    return Run({name: one.tasks for name, one in loaded.items()}, answers, solved, seconds, read_record(solved.record))


def judge(run: Run, hidden: frozenset[str]) -> dict[str, Any]:
    """All figures by name, as tables, numbers and texts; no single task of `hidden` appears in them."""
    tasks, solved, answers = run.all_tasks, run.solved, run.answers
    table = report(tasks, solved, answers)
    bins = calibration(table)
    visible = table[~table["id"].isin(hidden)]
    unsolved = set(visible["id"][~visible["solved"].fillna(False)])
    return {
        "tasks": visible,
        "parts": parts(run, table),
        "sources": sources(run, table),
        "times": times(table, run.seconds),
        "core_times": core_times(table, run.record.spans),
        "calibration": bins,
        "calibration_error": calibration_error(bins),
        "misses": nearest(tasks, solved, answers, unsolved),
        "errors": [error for error in solved.errors if not any(id in error for id in hidden)],
        "errors_hidden": sum(any(id in error for id in hidden) for error in solved.errors),
        "defects": int(table["defects"].sum()),
    }


def parts(run: Run, table: pd.DataFrame) -> pd.DataFrame:
    """Totals of all tasks, of each set, and of the two halves; columns as in `summary`."""
    held = table["id"].isin(held_out())
    first = table["id"].isin(training_ids())
    some = {"all": table}
    if len(run.tasks) > 1:
        some |= {name: table[table["id"].isin([task.id for task in tasks])] for name, tasks in run.tasks.items()}
    if first.any():
        some |= {f"{SOURCE}, seen": table[first & ~held], f"{SOURCE}, held out": table[held]}
    return pd.concat([summary(part).loc[["all"]].set_axis([name]) for name, part in some.items() if len(part)])


def sources(run: Run, table: pd.DataFrame) -> pd.DataFrame:
    """The table of `by_source`, and of first attempts from each source: first_tasks, first_solved, first_precision.

    The precision is the share of solved tasks among those with a full fit.
    """
    first = summary(table)[["tasks", "solved", "precision"]].add_prefix("first_")
    return by_source(run.all_tasks, run.solved, run.answers).join(first)


def times(table: pd.DataFrame, seconds: float) -> pd.DataFrame:
    """How many tasks were right by each moment, and how many of these are right at the end: seconds, right, kept."""
    moments = [*(moment for moment in MOMENTS if moment < seconds), ceil(seconds * 10) / 10]
    by_then = {moment: (table["right_at"] <= moment).fillna(False) for moment in moments}
    kept = table["solved"].fillna(False)
    rows = [(moment, int(right.sum()), int((right & kept).sum())) for moment, right in by_then.items()]
    return pd.DataFrame(rows, columns=["seconds", "right", "kept"])


def core_times(table: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """How many tasks were right by the moments at which the workers had searched for CORE_SECONDS in total:
    core_seconds, seconds (of the run), right, kept."""
    shards = spans[spans["name"] == "shard"]
    begins = shards["start"].to_numpy(float) - float(spans.loc[spans["name"] == "solve", "start"].iloc[0])
    ends = begins + shards["duration"].to_numpy(float)
    edges = np.unique(np.concatenate([[0.0], begins, ends]))
    searched = (np.minimum(edges[:, None], ends) - begins).clip(min=0).sum(axis=1)
    reached = [number for number in CORE_SECONDS if number < searched[-1]]
    moments = np.interp(reached, searched, edges)
    kept = table["solved"].fillna(False)
    rows = []
    for number, moment in zip(reached, moments.tolist(), strict=True):
        right = (table["right_at"] <= moment).fillna(False)
        rows.append((number, round(moment, 1), int(right.sum()), int((right & kept).sum())))
    return pd.DataFrame(rows, columns=["core_seconds", "seconds", "right", "kept"])


def nearest(tasks: Sequence[Task], solved: RunResults, answers: Answers, ids: set[str]) -> pd.DataFrame:
    """The table of `misses`, with test_right: for each test input the share of correct cells of the better attempt."""
    found = misses(tasks, solved, ids)
    tests = []
    for id in found["id"]:
        pairs = zip(solved.attempts.get(id, []), answers.get(id, ()), strict=False)
        tests.append([max(share_right(attempt.grid, output) for attempt in pair) for pair, output in pairs])
    return found.assign(test_right=pd.Series(tests, index=found.index, dtype=object))


def show(found: dict[str, Any]) -> None:
    """Print the figures of `judge`."""
    settings, parts = found["settings"], found["parts"]
    whole = {name: parts[name]["all"] for name in parts}
    with pd.option_context("display.width", 200, "display.max_columns", 30, "display.precision", 3):
        if len(found["tasks"]):
            print(found["tasks"][_PRINTED].to_string(index=False), end="\n\n")
        if len(found["misses"]):
            print("Nearest misses: the share of cells right in each demonstration, and in each test output")
            for row in found["misses"].to_dict("records"):
                print(_miss(row))
            print()
        print(
            f"solved {whole['solved']} of {whole['known']} with two attempts, {whole['solved_first']} with one, "
            f"{whole['solved_any']} by any candidate; {whole['full_fit']} with a full fit, precision "
            f"{_share(whole['precision'])}"
        )
        print(f"{settings['seconds']:.1f} s of a budget of {settings['budget']:g} s\n")
        print(found["parts"].to_string(), end="\n\n")
        print("By source: with its candidates alone, lost and gained without them, and of first attempts")
        print(found["sources"].to_string(), end="\n\n")
        print("Against time: tasks that were right by then, and of these how many still are at the end")
        print(found["times"].to_string(index=False), end="\n\n")
        print("The same against the seconds that workers had searched, all together")
        print(found["core_times"].to_string(index=False), end="\n\n")
        print("Calibration of first attempts with a full fit")
        print(found["calibration"].to_string(index=False))
    error = found["calibration_error"]
    print("no such attempt" if error is None else f"expected calibration error {error:.3f}", end="\n\n")
    for worker, peak in found["memory"].items():
        print(f"worker {worker}: at most {peak / 2**20:,.0f} MiB")
    print(
        f"{len(found['errors']) + found['errors_hidden']} errors, {found['defects']} defects",
        *found["errors"],
        sep="\n",
    )


def _miss(row: dict[str, Any]) -> str:
    if pd.isna(row["source"]):
        return f"{row['id']}  nothing found"
    tests = f", test {_shares(row['test_right'])}" if row["test_right"] else ""
    kind = "a full fit is wrong" if row["fits"] else f"{row['fit']:.1%}{', all but one' if row['misses_one'] else ''}"
    return f"{row['id']}  {kind}: {_shares(row['right'])}{tests}  {row['source']}, {row['length']:g} bits"


def _shares(shares: Sequence[float]) -> str:
    return " ".join(f"{share:.0%}" for share in shares)


def _share(number: Any) -> str:
    return "unknown" if pd.isna(number) else f"{number:.1%}"


def _plain(value: Any) -> Any:
    """Tables as lists of objects, for JSON, or as {name: object} if their index holds names."""
    if isinstance(value, pd.Series):
        return {str(key): number for key, number in value.to_dict().items()}
    if not isinstance(value, pd.DataFrame):
        return value
    named = isinstance(value.index, pd.RangeIndex) or value.index.dtype.kind in "iu"
    return json.loads(value.to_json(orient="records" if named else "index"))


if __name__ == "__main__":
    main()
