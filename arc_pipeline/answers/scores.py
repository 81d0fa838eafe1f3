"""Scores a submission as the competition does. Opens answers, and so is a part of the final report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..tasks import Answers

if TYPE_CHECKING:  # pandas takes a second to import, and a search does without
    import pandas as pd

COLUMNS = {
    "id": "string",
    "outputs": "int64",
    "outputs_right": "int64",
    "attempt_1": "bool",
    "attempt_2": "bool",
    "solved": "bool",
}


def scores(attempts: Mapping[str, Sequence[tuple[np.ndarray, np.ndarray]]], answers: Answers) -> pd.DataFrame:
    """One row for each task of `attempts` whose answer is known, in order; no rows if none is.

    Columns: id; outputs: the number of its test outputs; outputs_right: how many of them one of the two attempts is;
    attempt_1, attempt_2: whether that attempt is right at all of them; solved: whether one of the two is, at each.
    """
    import pandas as pd

    rows = []
    for id, pairs in attempts.items():
        if id in answers:
            right = [
                [np.array_equal(grid, output) for grid in pair] for pair, output in zip(pairs, answers[id], strict=True)
            ]
            hit = sum(map(any, right))
            first, second = (all(pair[number] for pair in right) for number in (0, 1))
            rows.append((id, len(right), hit, first, second, hit == len(right)))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def told(table: pd.DataFrame) -> str:
    """The totals of such a table in one line: tasks solved, and the share of test outputs that an attempt hits, which
    is Kaggle's score."""
    outputs, right = int(table["outputs"].sum()), int(table["outputs_right"].sum())
    score = f"{right / outputs:.4f}" if outputs else "not known"
    return f"{int(table['solved'].sum())} of {len(table)} tasks solved, {right} of {outputs} outputs: score {score}"
