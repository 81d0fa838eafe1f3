"""Fits a conditional logit (McFadden 1974): of the outputs that fit, one or none is right for a test.

Weights maximise the likelihood less an L2 penalty, by Newton's method. For cross-validation, tasks are judged by
weights fitted to the other folds.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from arc_pipeline.answers.confidence import FEATURES, chances

PENALTY = 0.5  # on the squared weights, as weak as a few examples
FOLDS = 5
_STEPS = 100
_NEAR = 1e-9


def fit(rows: pd.DataFrame, penalty: float = PENALTY) -> np.ndarray:
    """The constant and the weights of FEATURES, float64 (1 + features,), that maximise the penalised log likelihood.

    Rows are outputs that fit; those with one id and test compete, and at most one of them is `right`.
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
    """The probability that each output is right under these weights: float64 (n,)."""
    return chances(_inputs(rows) @ weights, _choices(rows))


def left_out(rows: pd.DataFrame, penalty: float = PENALTY, folds: int = FOLDS) -> np.ndarray:
    """The cross-validated confidence: each task is judged by weights fitted to the other folds' tasks; float64 (n,)."""
    number, ids = pd.factorize(rows["id"])
    fold = (np.random.default_rng(0).permutation(len(ids)) % min(folds, len(ids)))[number]
    sure = np.zeros(len(rows))
    for k in np.unique(fold):
        others = rows[fold != k]
        weights = fit(others, penalty) if len(others) else np.zeros(1 + len(FEATURES))
        sure[fold == k] = confidence(rows[fold == k], weights)
    return sure


def attempts(rows: pd.DataFrame, sure: np.ndarray, most: int = 1) -> pd.DataFrame:
    """The `most` outputs of each test with the highest confidence; ties are broken by votes."""
    ordered = rows.assign(confidence=sure).sort_values(["confidence", "place"], ascending=[False, True], kind="stable")
    return ordered.groupby(["id", "test"], sort=False).head(most)


def log_loss(rows: pd.DataFrame, sure: np.ndarray) -> float:
    """The mean over tests of -ln of the probability given to the right output, or to none being right if none is."""
    tests = rows.assign(sure=sure, found=sure * rows["right"]).groupby(["id", "test"])
    believed = np.where(tests["right"].any(), tests["found"].sum(), 1.0 - tests["sure"].sum())
    return float(-np.log(np.maximum(believed, _NEAR)).mean())


def _inputs(rows: pd.DataFrame) -> np.ndarray:
    """A column of ones, then the FEATURES: float64 (n, 1 + features)."""
    return np.column_stack([np.ones(len(rows)), rows[list(FEATURES)].to_numpy(dtype=np.float64)])


def _choices(rows: pd.DataFrame) -> np.ndarray:
    """The index of each row's test: int64 (n,)."""
    return np.asarray(rows.groupby(["id", "test"], sort=False).ngroup().to_numpy(), dtype=np.int64)
