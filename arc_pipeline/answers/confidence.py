"""How sure an attempt is: a logistic model of a few measures of it, whose weights confidence.json holds.

`python -m benchmarks.calibrate` fits them, with an L2 penalty, to the first attempts at tasks that may be looked at;
the file says at how many, and how far confidence was from the share right.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ..tasks import Task
from .plausibility import MEASURES, plausibility
from .votes import Votes

WEIGHTS = Path(__file__).with_name("confidence.json")
FEATURES = ("share", "evidence", "length", "agreement", "few", *MEASURES)
_MOST_BITS = 150.0  # longer programs are no less likely to be right than those of this length
_BITS = 50.0  # the unit of length, so that all features are of about one size and the penalty is fair


def features(task: Task, test: int, group: Votes) -> np.ndarray:
    """The FEATURES of votes of candidates that fit, for one of the task's tests: float64.

    share: of the weight of all candidates that fit (0..1); evidence: the largest share (0..1) of the demonstrations
    that are right when left out; length: bits of the likeliest candidate, in units of 50, at most 3; agreement: 1 where
    candidates of several strategies have the output, else 0; few: 1 divided by the number of demonstrations; then what
    is implausible in the output itself.
    """
    evidence = max(candidate.evidence for candidate in group.candidates)
    length = min(group.candidates[0].bits, _MOST_BITS) / _BITS
    agreement = len({candidate.source for candidate in group.candidates}) > 1
    of_votes = [group.share, evidence, length, agreement, 1 / len(task.train)]
    return np.concatenate([of_votes, plausibility(task, test, group.grid)], dtype=np.float64)


@dataclass(frozen=True)
class Model:
    """`constant`, `weights`: of the log odds that an output is right; a weight for each of FEATURES. `second`: how many
    (0..1) second attempts that fit are right where the first is wrong; `partial`: how many attempts that do not fit."""

    constant: float
    weights: tuple[float, ...]
    second: float
    partial: float

    def first(self, task: Task, test: int, group: Votes) -> float:
        """The probability that the output of these votes is right for a test of the task, as a first attempt."""
        if not _fits(group):
            return self.partial
        return float(logistic(self.constant + features(task, test, group) @ np.array(self.weights)))

    def next(self, first: float, group: Votes) -> float:
        """The same as a second attempt, beside a first one of this confidence."""
        return min(first, (1.0 - first) * (self.second if _fits(group) else self.partial))

    def as_dict(self) -> dict[str, Any]:
        """The numbers by name, as confidence.json has them."""
        named = dict(zip(FEATURES, self.weights, strict=True))
        return {"constant": self.constant, "weights": named, "second": self.second, "partial": self.partial}


@cache
def model(path: Path = WEIGHTS) -> Model:
    """The model of a file of weights; KeyError for one that lacks a feature."""
    found = json.loads(path.read_text(encoding="utf-8"))
    weights = tuple(float(found["weights"][name]) for name in FEATURES)
    return Model(float(found["constant"]), weights, float(found["second"]), float(found["partial"]))


def logistic(odds: np.ndarray | float) -> np.ndarray:
    """The probability of these log odds."""
    return 1.0 / (1.0 + np.exp(-np.asarray(odds, dtype=np.float64)))


def _fits(group: Votes) -> bool:
    """Whether these are votes of candidates that fit; a grid that none has voted for is not."""
    return any(candidate.fits for candidate in group.candidates)
