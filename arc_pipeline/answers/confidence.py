"""How likely each output is to be right: a conditional logit (McFadden 1974) over the outputs that fit.

Its options are these outputs and "none of them is right". `python -m benchmarks.calibrate` fits the weights, with an L2
penalty, to all outputs for tasks that may be inspected; confidence.json holds them, with the number of these outputs
and the calibration error.
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
FEATURES = ("share", "left_out", "length", "depth", "surprise", "agreement", "generality", *MEASURES)
_LEAST_SHARE = 2.0**-8  # of the weight of all candidates: smaller shares count as this
_LEAST_BITS = 5.0  # no program is shorter than one call
_MOST_UNSAID = 100.0  # bits: cells of large outputs depend on each other, so that more say little more
_MOST_ODDS = 20.0  # natural logarithm: caps the log odds
_ALIKE = 1 / 3  # Jaccard similarity: derivations that are more alike are not independent


class Judge:
    """Computes the features of outputs for the tests of one task."""

    def __init__(self, task: Task) -> None:
        searched = replace(task, train=excerpt(task).train)  # only the samples that were searched
        self._plausibility = Plausibility(searched)
        self._implausible = dict[tuple[int, tuple[int, ...], bytes], np.ndarray]()  # rounds ask for an output again
        self._unsaid = min(max(_LEAST_BITS, null_code_length(searched)), _MOST_UNSAID)

    def features(self, test: int, groups: Sequence[Votes]) -> np.ndarray:
        """The FEATURES of outputs that fit, for one of the task's tests: float64 (groups, features), one row per Votes.

        share: log2 of the group's share of the weight of all candidates that fit, at least -8; what chance an accident
        has is part of these weights. left_out: the largest left-out accuracy (0..1) of its candidates. length: log2 of
        the description length of the likeliest candidate, divided by the null code length of the demonstrations'
        outputs, of which at most 100 bits count. depth: log2 of the number of calls on its longest path, but no more
        than its length can say, as a program of the library is said by its name. surprise: the bits by which its
        outputs are of an unlikely shape. agreement: log2 of the number of independent derivations. generality: the
        share (0..1) of turned and recoloured demonstrations that it has right. Then come the MEASURES of the
        implausibility of the output itself.
        """
        return np.array([self._measured(test, group) for group in groups]).reshape(len(groups), len(FEATURES))

    def _measured(self, test: int, group: Votes) -> np.ndarray:
        share = log2(max(group.share, _LEAST_SHARE))
        left_out = max(candidate.left_out for candidate in group.candidates)
        likeliest = group.candidates[0]
        length = log2(max(likeliest.length, _LEAST_BITS) / self._unsaid)
        agreement = log2(independent(group.candidates))
        key = test, group.grid.shape, group.grid.tobytes()
        implausible = self._implausible.get(key)
        if implausible is None:
            implausible = self._implausible[key] = self._plausibility.of(test, group.grid)
        depth = log2(max(1.0, min(likeliest.program.depth, likeliest.length / _LEAST_BITS)))
        told = share, left_out, length, depth, likeliest.surprise, agreement, likeliest.generality
        return np.array([*told, *implausible])


def independent(candidates: Sequence[Candidate]) -> int:
    """The number of candidates that have little in common with those counted before them.

    Candidates are compared by the Jaccard similarity of the sets of their programs' operations. Which strategy found a
    program, and in which view, does not count: the longer a search goes on, the more ways lead to the same idea.
    """
    chosen: list[frozenset[str]] = []
    for candidate in candidates:
        made_of = frozenset(node.op for node in candidate.program.nodes)
        if all(len(made_of & other) <= _ALIKE * len(made_of | other) for other in chosen):
            chosen.append(made_of)
    return len(chosen)


@dataclass(frozen=True)
class Model:
    """A conditional logit. The log odds that an output is right, against none of those that fit, are `constant` plus
    the sum of FEATURES times `weights`. `near`: the probability (0..1) that near misses of the library's programs have
    the right output if none that fits is right; `partial`: that another attempt which does not fit is right then."""

    constant: float
    weights: tuple[float, ...]
    near: float
    partial: float

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """The probability that each output is right; features of all that fit: (n, features) -> float64 (n,)."""
        odds = self.constant + features @ np.array(self.weights)
        return chances(odds, np.zeros(len(odds), dtype=np.int64))

    def as_dict(self) -> dict[str, Any]:
        """The parameters by name, in the form of confidence.json."""
        named = dict(zip(FEATURES, self.weights, strict=True))
        return {"constant": self.constant, "weights": named, "near": self.near, "partial": self.partial}


@cache
def model(path: Path = WEIGHTS) -> Model:
    """The model in a file of weights. Raises KeyError if a parameter or the weight of a feature is missing."""
    found = json.loads(path.read_text(encoding="utf-8"))
    weights = tuple(float(found["weights"][name]) for name in FEATURES)
    return Model(float(found["constant"]), weights, float(found["near"]), float(found["partial"]))


def chances(odds: np.ndarray, choice: np.ndarray) -> np.ndarray:
    """The probability of each output, from its log odds against "none is right": float64 (n,).

    `choice`: int (n,), the same number for outputs that compete, at most one of which is right.
    """
    if not len(odds):
        return np.zeros(0)
    weights = np.exp(np.minimum(odds, _MOST_ODDS))
    return np.asarray(weights / (1.0 + np.bincount(choice, weights))[choice])
