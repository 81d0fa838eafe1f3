"""Fits weights to choices: of the outputs that fit a task's demonstrations one is right for a test, or none.

A conditional logit (McFadden 1974): the likeliest weights by Newton's method, less an L2 penalty; tasks are judged by
weights fitted to the others.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from arc_pipeline.answers.confidence import FEATURES, chances

PENALTY = 0.5  # of the squared weights, as if each were known from a few examples
FOLDS = 5
_STEPS = 100
_NEAR = 1e-9


def fit(rows: pd.DataFrame, penalty: float = PENALTY) -> np.ndarray:
    """The constant and the weights of FEATURES, float64, that make likeliest which outputs are right, less the penalty.

    Rows are outputs that fit; those of one id and test compete, and at most one of them is `right`.
    """
    inputs, right, choice = _inputs(rows), rows["right"].to_numpy(dtype=np.float64), _choices(rows)
    count = int(choice.max()) + 1
    weights = np.zeros(inputs.shape[1])

    def worth(tried: np.ndarray) -> float:
        sure = chances(inputs @ tried, choice)
        none = 1.0 - np.bincount(choice, sure, count)
        found = np.bincount(choice, right * sure, count) + none * (np.bincount(choice, right, count) == 0)
        return float(np.log(np.maximum(found, 1e-300)).sum() - penalty * tried @ tried / 2)

    for _ in range(_STEPS):
        sure = chances(inputs @ weights, choice)
        slope = inputs.T @ (right - sure) - penalty * weights
        expected = np.zeros((count, inputs.shape[1]))
        np.add.at(expected, choice, inputs * sure[:, None])
        curve = inputs.T @ (inputs * sure[:, None]) - expected.T @ expected + penalty * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        while worth(weights + step) < worth(weights) and np.abs(step).max() > _NEAR:
            step /= 2
        weights += step
        if np.abs(step).max() <= _NEAR:
            break
    return weights


def confidence(rows: pd.DataFrame, weights: np.ndarray) -> np.ndarray:
    """The probability that each output is right, by these weights: float64 (n,)."""
    return chances(_inputs(rows) @ weights, _choices(rows))


def left_out(rows: pd.DataFrame, penalty: float = PENALTY, folds: int = FOLDS) -> np.ndarray:
    """The same, each task judged by weights that are fitted to the tasks of other folds."""
    number, ids = pd.factorize(rows["id"])
    fold = (np.random.default_rng(0).permutation(len(ids)) % min(folds, len(ids)))[number]
    sure = np.zeros(len(rows))
    for k in np.unique(fold):
        others = rows[fold != k]
        weights = fit(others, penalty) if len(others) else np.zeros(1 + len(FEATURES))
        sure[fold == k] = confidence(rows[fold == k], weights)
    return sure


def attempts(rows: pd.DataFrame, sure: np.ndarray, most: int = 1) -> pd.DataFrame:
    """The first `most` outputs of each test, the surest first, of those that are equally sure that with most votes."""
    ordered = rows.assign(confidence=sure).sort_values(["confidence", "place"], ascending=[False, True], kind="stable")
    return ordered.groupby(["id", "test"], sort=False).head(most)


def log_loss(rows: pd.DataFrame, sure: np.ndarray) -> float:
    """The mean of -ln of what was believed of what is so, for each test: that an output is right, or that none is."""
    tests = rows.assign(sure=sure, found=sure * rows["right"]).groupby(["id", "test"])
    believed = np.where(tests["right"].any(), tests["found"].sum(), 1.0 - tests["sure"].sum())
    return float(-np.log(np.maximum(believed, _NEAR)).mean())


def _inputs(rows: pd.DataFrame) -> np.ndarray:
    """A column of ones, then the FEATURES: float64 (n, 1 + features)."""
    return np.column_stack([np.ones(len(rows)), rows[list(FEATURES)].to_numpy(dtype=np.float64)])


def _choices(rows: pd.DataFrame) -> np.ndarray:
    """The number of each row's test: int64 (n,)."""
    return np.asarray(rows.groupby(["id", "test"], sort=False).ngroup().to_numpy(), dtype=np.int64)
