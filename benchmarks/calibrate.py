"""Fits the weights of confidence to tasks that may be inspected: `python -m benchmarks.calibrate [--ids FILE]`.

These are half of ARC-AGI-1's training set, and the given ids. Searches them, or reads the candidates of an earlier run
(--read), and opens the answers afterwards. Prints the weights and the calibration: as fitted, and cross-validated.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from arc_pipeline import Answers, Task, solve
from arc_pipeline.answers.calibration import calibration, calibration_error
from arc_pipeline.answers.confidence import FEATURES, WEIGHTS, Judge, Model
from arc_pipeline.answers.votes import votes, votes_without_fit
from arc_pipeline.backends import NAMES
from arc_pipeline.measure import time_bar
from arc_pipeline.search.candidates import Candidate
from arc_pipeline.search.effort import ROUNDS, STORED
from arc_pipeline.tasks.load import listed_ids

from .candidates import Found, keep, read
from .choices import attempts, confidence, fit, left_out, log_loss
from .halves import SEEN, of_half, training_ids
from .sets import load_sets, tasks_and_answers

_DIGITS = 4  # written: more than the data determine
_PRIOR = 0.5  # added to both counts of a rate, so that none is 0 or 1


def main(arguments: Sequence[str] | None = None) -> None:
    """Search or read candidates, fit the weights, print and write them."""
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
    fitted = fit_model(rows, near_misses_right(tasks, found, answers))
    fitting = rows[rows["fits"]]
    judged = judge(fitting, fitted)
    show(fitting, fitted, judged)
    errors = {name: calibration_error(calibrated(fitting, sure)) or 0.0 for name, sure in judged.items()}
    told = {"attempts": len(attempts(fitting, judged["left out"]))}
    told |= {f"error {name}": round(error, _DIGITS) for name, error in errors.items()}
    given.weights.write_text(json.dumps(fitted.as_dict() | {"fitted to": told}, indent=1) + "\n")


def search(tasks: Sequence[Task], given: argparse.Namespace) -> dict[str, list[Candidate]]:
    """The candidates of each task after a run of `solve`."""
    rounds = ROUNDS[: given.rounds]
    with tempfile.TemporaryDirectory() as folder, time_bar(given.budget, everywhere=False) as bar:
        solved = solve(tasks, folder, budget_seconds=given.budget, backend=given.backend, workers=given.workers,
                       rounds=rounds, progress=bar)  # fmt: skip
    return {id: result.candidates for id, result in solved.results.items()}


def examples(tasks: Sequence[Task], found: Found, answers: Answers) -> pd.DataFrame:
    """A row for each output that fitting candidates vote for or, if no candidate fits, that any candidate votes for.

    Columns: id; test: the index of the test input; place: 0 for the output with the largest share of the votes, then 1,
    ...; fits; right; FEATURES, <NA> if nothing fits.
    """
    rows = []
    for task in tasks:
        fitting, judge_of = [candidate for candidate in found[task.id] if candidate.fits], Judge(task)
        for test, answer in enumerate(answers[task.id]):
            groups = votes(fitting, test) if fitting else votes_without_fit(found[task.id], test)
            unknown = np.full((len(groups), len(FEATURES)), np.nan)
            measured = judge_of.features(test, groups) if fitting else unknown
            for place, (group, values) in enumerate(zip(groups, measured, strict=True)):
                rows.append([task.id, test, place, bool(fitting), np.array_equal(group.grid, answer), *values])
    return pd.DataFrame(rows, columns=["id", "test", "place", "fits", "right", *FEATURES])


def near_misses_right(tasks: Sequence[Task], found: Found, answers: Answers) -> list[bool]:
    """Whether near misses of the library's programs have the right output, for each test where there are some and no
    program that fits has it."""
    told = []
    for task in tasks:
        near = [one for one in found[task.id] if one.is_near_miss and one.source == STORED]
        fitting = [one for one in found[task.id] if one.fits]
        for test, answer in enumerate(answers[task.id]):
            right, known = (any(np.array_equal(one.outputs[test], answer) for one in some) for some in (near, fitting))
            if near and not known:
                told.append(right)
    return told


def fit_model(rows: pd.DataFrame, near: Sequence[bool] = ()) -> Model:
    """The weights, fitted to the outputs that fit; of the others how often `near` misses of the library are right, and
    `partial`: how often the first two are."""
    constant, *others = fit(rows[rows["fits"]]).round(_DIGITS).tolist()
    partial = rows.loc[(rows["place"] <= 1) & ~rows["fits"], "right"]
    return Model(constant, tuple(others), _rate(near), _rate(partial.tolist()))


def _rate(happened: Collection[bool]) -> float:
    return round((sum(happened) + _PRIOR) / (len(happened) + 2 * _PRIOR), _DIGITS)


def judge(fitting: pd.DataFrame, fitted: Model) -> dict[str, np.ndarray]:
    """The confidence of each output that fits: as fitted, and with each task judged by weights of other folds."""
    weights = np.array([fitted.constant, *fitted.weights])
    return {"as fitted": confidence(fitting, weights), "left out": left_out(fitting)}


def calibrated(fitting: pd.DataFrame, sure: np.ndarray) -> pd.DataFrame:
    """The table of `calibration` for first attempts."""
    first = attempts(fitting, sure)
    return calibration(first.assign(attempt_1=first["right"].astype("boolean")))


def orders(fitting: pd.DataFrame, judged: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """How many tasks with a full fit one and two attempts solve, if outputs are ranked by votes or by confidence."""
    rows = {}
    for name, sure in {"votes": -fitting["place"].to_numpy(dtype=np.float64), **judged}.items():
        rows[name] = {}
        for label, most in ("one", 1), ("two", 2):
            tests = attempts(fitting, sure, most).groupby(["id", "test"])["right"].any()
            rows[name][label] = int(tests.groupby("id").all().sum())
    return pd.DataFrame(rows).T


def show(fitting: pd.DataFrame, fitted: Model, judged: Mapping[str, np.ndarray]) -> None:
    """Print the weights, the calibration, and how many tasks each ranking solves."""
    print(json.dumps(fitted.as_dict(), indent=1))
    for name, sure in judged.items():
        table = calibrated(fitting, sure)
        error, loss = calibration_error(table) or 0.0, log_loss(fitting, sure)
        print(f"\nFirst attempts with a full fit, {name}: expected calibration error {error:.3f}, log loss {loss:.3f}")
        print(table.to_string(index=False, float_format="{:.3f}".format))
    print("\nTasks with a full fit that one attempt solves, and two, ordered by")
    print(orders(fitting, judged).to_string())


if __name__ == "__main__":
    main()
