"""Fits the weights of confidence to tasks that may be looked at: `python -m benchmarks.calibrate [--ids FILE]`.

These are half of ARC-AGI-1's training set, and what is given. Searches them, or reads the candidates of an earlier run
(--read); answers are opened when that is over. Prints the weights and the calibration: as fitted, and with each task
judged by weights fitted to all others.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from arc_pipeline import Answers, Task, solve
from arc_pipeline.answers.calibration import calibration, calibration_error
from arc_pipeline.answers.confidence import FEATURES, WEIGHTS, Model, features, logistic
from arc_pipeline.answers.votes import votes
from arc_pipeline.backends import NAMES
from arc_pipeline.programs import parse
from arc_pipeline.search.candidates import Candidate
from arc_pipeline.search.effort import ROUNDS
from arc_pipeline.tasks.load import listed_ids

from .halves import SEEN, of_half, training_ids
from .sets import load_sets, tasks_and_answers

PENALTY = 0.5  # of the squared weights, as if each were known from a few examples
_STEPS = 50
_DIGITS = 4  # that are written: the data know fewer
_PRIOR = 0.5  # added to both counts of a rate, so that none is 0 or 1

Found = Mapping[str, Sequence[Candidate]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Search or read, fit, print, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ids", type=Path, nargs="+", default=(), help="files of more ids, one a line")
    parser.add_argument("--budget", type=float, default=1200.0, help="seconds of search (default 1200)")
    parser.add_argument("--rounds", type=int, default=len(ROUNDS), help="only the first so many rounds")
    parser.add_argument("--workers", type=int, help="processes; 0: none but this one; default: one a core or GPU")
    parser.add_argument("--backend", choices=sorted(NAMES), default="auto")
    parser.add_argument("--limit", type=int, help="only the first so many of the tasks")
    parser.add_argument("--keep", type=Path, help="also write the candidates into this file")
    parser.add_argument("--read", type=Path, help="do not search, but read the candidates from this file")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="write the weights here (default: the package's)")
    given = parser.parse_args(arguments)

    listed = (id for path in given.ids for id in listed_ids(path)[1])
    ids = dict.fromkeys(of_half((*sorted(training_ids()), *listed), SEEN))
    every, answers = tasks_and_answers(load_sets(list(ids)[: given.limit]))
    found = read(given.read) if given.read else search(every, given)
    if given.keep:
        keep(found, given.keep)
    tasks = [task for task in every if task.id in found]
    rows = examples(tasks, found, answers)
    if not rows["fits"].any():
        parser.error("no program fits every demonstration of any of these tasks, so there is nothing to fit to")
    fitted = fit_model(rows)
    tables = judge(rows, fitted)
    show(rows, fitted, tables)
    told = {"attempts": sum(int(count) for count in tables["left out"]["tasks"])}
    told |= {f"error {name}": round(calibration_error(table) or 0.0, _DIGITS) for name, table in tables.items()}
    given.weights.write_text(json.dumps(fitted.as_dict() | {"fitted to": told}, indent=1) + "\n")


def search(tasks: Sequence[Task], given: argparse.Namespace) -> dict[str, list[Candidate]]:
    """The candidates of each task after a run of the whole loop."""
    rounds = ROUNDS[: given.rounds]
    with tempfile.TemporaryDirectory() as folder, tqdm(total=len(rounds) * len(tasks), disable=None) as bar:
        solved = solve(tasks, folder, budget_seconds=given.budget, backend=given.backend, workers=given.workers,
                       rounds=rounds, progress=bar.update)  # fmt: skip
    return {id: result.candidates for id, result in solved.results.items()}


def keep(found: Found, path: Path) -> None:
    """Write candidates as JSON, a line a task."""
    lines = []
    for id, candidates in found.items():
        rows = [
            {"program": c.program.text, "outputs": [output.tolist() for output in c.outputs], "length": c.length,
             "fit": c.fit, "source": c.source, "evidence": c.evidence, "surprise": c.surprise}
            for c in candidates
        ]  # fmt: skip
        lines.append(json.dumps({"id": id, "candidates": rows}))
    path.write_text("\n".join(lines) + "\n")


def read(path: Path) -> dict[str, list[Candidate]]:
    """The candidates that `keep` has written."""
    found = {}
    for line in path.read_text().splitlines():
        row = json.loads(line)
        found[row["id"]] = [
            Candidate(parse(c["program"]), tuple(np.array(output, np.uint8) for output in c["outputs"]), c["length"],
                      c["fit"], c["source"], c["evidence"], c["surprise"])
            for c in row["candidates"]
        ]  # fmt: skip
    return found


def examples(tasks: Sequence[Task], found: Found, answers: Answers) -> pd.DataFrame:
    """A row for each output that candidates which fit vote for, or where none does, that others vote for.

    Columns: id; test: the number of the test input; place: 0 for the output of the largest share of the votes, then 1,
    ...; fits; right; FEATURES, <NA> where nothing fits.
    """
    rows = []
    for task in tasks:
        fitting = [candidate for candidate in found[task.id] if candidate.fits]
        for test, answer in enumerate(answers[task.id]):
            for place, group in enumerate(votes(fitting or found[task.id], test)):
                measured = features(task, test, group) if fitting else [np.nan] * len(FEATURES)
                right = np.array_equal(group.grid, answer)
                rows.append([task.id, test, place, bool(fitting), right, *measured])
    return pd.DataFrame(rows, columns=["id", "test", "place", "fits", "right", *FEATURES])


def fit_model(rows: pd.DataFrame) -> Model:
    """The weights, fitted to first outputs, and the two rates, counted."""
    first = rows["place"] == 0
    weights = fit(rows[first & rows["fits"]])
    failed = rows.loc[first & ~rows["right"], ["id", "test"]]
    second = rows[(rows["place"] == 1) & rows["fits"]].merge(failed, on=["id", "test"])
    partial = rows[(rows["place"] <= 1) & ~rows["fits"]]
    constant, *others = weights.round(_DIGITS).tolist()
    return Model(constant, tuple(others), _rate(second["right"]), _rate(partial["right"]))


def fit(rows: pd.DataFrame, penalty: float = PENALTY) -> np.ndarray:
    """The constant and the weights of FEATURES, float64, that make what is right likeliest, less the penalty."""
    inputs, right = _inputs(rows), rows["right"].to_numpy(dtype=np.float64)
    weights = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        sure = logistic(inputs @ weights)
        slope = inputs.T @ (right - sure) - penalty * weights
        curve = inputs.T @ (inputs * (sure * (1 - sure))[:, None]) + penalty * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def judge(rows: pd.DataFrame, fitted: Model) -> dict[str, pd.DataFrame]:
    """Two tables as `calibration` makes them: as fitted, and with each task judged by what fits all others."""
    first = rows[(rows["place"] == 0) & rows["fits"]]
    left_out = np.empty(len(first))
    for id in first["id"].unique():
        here = (first["id"] == id).to_numpy()
        left_out[here] = logistic(_inputs(first[here]) @ fit(first[~here]))
    judged = first.assign(attempt_1=first["right"].astype("boolean"))
    sure = {"as fitted": _confidence(first, fitted), "left out": left_out}
    return {name: calibration(judged.assign(confidence=values)) for name, values in sure.items()}


def orders(rows: pd.DataFrame, fitted: Model) -> pd.DataFrame:
    """How many tasks with a full fit are solved by one and by two attempts: by the most votes, or, as `choose` does it,
    by the most confidence first."""
    fitting = rows[rows["fits"]]
    found = {}
    sure = pd.Series(_confidence(fitting, fitted), fitting.index)
    surest = sure == sure.groupby([fitting["id"], fitting["test"]]).transform("max")
    for name, place in ("votes", fitting["place"]), ("confidence", fitting["place"].where(~surest, -1)):
        tests = fitting.assign(place=place).sort_values("place", kind="stable").groupby(["id", "test"])["right"]
        right = {"one": tests.first(), "two": tests.agg(lambda some: some.iloc[:2].any())}
        found[name] = {attempts: int(some.groupby("id").all().sum()) for attempts, some in right.items()}
    return pd.DataFrame(found).T


def show(rows: pd.DataFrame, fitted: Model, tables: dict[str, pd.DataFrame]) -> None:
    """Print the weights, the calibration, and what either order solves."""
    print(json.dumps(fitted.as_dict(), indent=1))
    for name, table in tables.items():
        print(f"\nFirst attempts with a full fit, {name}: expected calibration error {calibration_error(table):.3f}")
        print(table.to_string(index=False, float_format="{:.3f}".format))
    print("\nTasks with a full fit that one attempt solves, and two, ordered by")
    print(orders(rows, fitted).to_string())


def _confidence(rows: pd.DataFrame, fitted: Model) -> np.ndarray:
    return logistic(_inputs(rows) @ np.array([fitted.constant, *fitted.weights]))


def _rate(right: pd.Series) -> float:
    return round(float((right.sum() + _PRIOR) / (len(right) + 2 * _PRIOR)), _DIGITS)


def _inputs(rows: pd.DataFrame) -> np.ndarray:
    """A column of ones, then the FEATURES: float64 (n, 1 + features)."""
    return np.column_stack([np.ones(len(rows)), rows[list(FEATURES)].to_numpy(dtype=np.float64)])


if __name__ == "__main__":
    main()
