"""How sure an output is: one score for each output that fits, of a few measures whose weights confidence.json holds.

Outputs compete, and with them that none is right: a conditional logit (McFadden 1974). `python -m benchmarks.calibrate`
fits the weights, with an L2 penalty, to all outputs for tasks that may be looked at; the file says at how many, and how
far confidence was off.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

import numpy as np

from ..search.candidates import Candidate
from ..search.excerpt import excerpt
from ..tasks import Task
from .null_code import null_code_length
from .plausibility import MEASURES, Plausibility
from .votes import Votes

WEIGHTS = Path(__file__).with_name("confidence.json")
FEATURES = ("share", "left_out", "chance", "length", "agreement", "plain", *MEASURES)
_LEAST_SHARE = 2.0**-8  # of the weight of all candidates: what has less is not told apart
_LEAST_BITS = 5.0  # no program is shorter than a call
_PLAIN = "exact"  # the strategy that takes values of the frontier as they are
_MOST_ODDS = 20.0  # natural logarithms: as sure as can be
_ALIKE = 1 / 3  # of all that two derivations are made of: what has more in common is not independent


class Judge:
    """Measures outputs for the tests of one task."""

    def __init__(self, task: Task) -> None:
        searched = replace(task, train=excerpt(task).train)  # what candidates were found for, and soon looked through
        self._plausibility = Plausibility(searched)
        self._unsaid = max(_LEAST_BITS, null_code_length(searched))

    def features(self, test: int, groups: Sequence[Votes]) -> np.ndarray:
        """The FEATURES of votes of candidates that fit, for one of the task's tests: float64 (groups, features).

        share: log2 of the share of the weight of all candidates that fit, -8 at least; left_out: the largest share
        (0..1) of the demonstrations that are right when left out; chance: the least probability (0..1) that the fit is
        an accident; length: log2 of the bits of the likeliest candidate,
        as a part of those that the demonstrations' outputs take to say; agreement: log2 of the number of independent
        derivations; plain: 1 if the likeliest candidate is a value of the frontier, for which nothing was learned or
        put together, else 0; then what is implausible in the output itself.
        """
        return np.array([self._measured(test, group) for group in groups]).reshape(len(groups), len(FEATURES))

    def _measured(self, test: int, group: Votes) -> np.ndarray:
        share = log2(max(group.share, _LEAST_SHARE))
        left_out = max(candidate.left_out for candidate in group.candidates)
        chance = min(candidate.chance for candidate in group.candidates)
        likeliest = group.candidates[0]
        length = log2(max(likeliest.length, _LEAST_BITS) / self._unsaid)
        agreement, plain = log2(independent(group.candidates)), likeliest.source == _PLAIN
        return np.array([share, left_out, chance, length, agreement, plain, *self._plausibility.of(test, group.grid)])


def independent(candidates: Sequence[Candidate]) -> int:
    """How many of these candidates have little in common with those before them: strategy, view and operations."""
    chosen: list[frozenset[str]] = []
    for candidate in candidates:
        made_of = frozenset([candidate.source, candidate.view, *(node.op for node in candidate.program.nodes)])
        if all(len(made_of & other) <= _ALIKE * len(made_of | other) for other in chosen):
            chosen.append(made_of)
    return len(chosen)


@dataclass(frozen=True)
class Model:
    """`constant`, `weights`: of the log odds that an output is right, rather than none of those that fit; a weight for
    each of FEATURES. `partial`: the probability (0..1) that an attempt is right which does not fit."""

    constant: float
    weights: tuple[float, ...]
    partial: float

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """How likely each of all outputs that fit is to be the right one: (n, features) -> float64 (n,)."""
        odds = self.constant + features @ np.array(self.weights)
        return chances(odds, np.zeros(len(odds), dtype=np.int64))

    def as_dict(self) -> dict[str, Any]:
        """The numbers by name, as confidence.json has them."""
        named = dict(zip(FEATURES, self.weights, strict=True))
        return {"constant": self.constant, "weights": named, "partial": self.partial}


@cache
def model(path: Path = WEIGHTS) -> Model:
    """The model of a file of weights; KeyError for one that lacks a feature."""
    found = json.loads(path.read_text(encoding="utf-8"))
    weights = tuple(float(found["weights"][name]) for name in FEATURES)
    return Model(float(found["constant"]), weights, float(found["partial"]))


def chances(odds: np.ndarray, choice: np.ndarray) -> np.ndarray:
    """Probabilities of outputs from the log odds of each against none: float64 (n,). `choice`: int (n,), the same for
    those that compete, which are one of them right at most."""
    if not len(odds):
        return np.zeros(0)
    weights = np.exp(np.minimum(odds, _MOST_ODDS))
    return np.asarray(weights / (1.0 + np.bincount(choice, weights))[choice])
