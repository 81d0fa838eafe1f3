"""How often rounds do something, estimated from few searches: what was counted is drawn towards a law of the seconds.

The law: the chance that another second does it falls as a power of the seconds spent on a task before, as failures do
in reliability growth (Duane, 1964). How much each count is drawn towards it is itself estimated (hierarchical Bayes;
Gelman et al., Bayesian Data Analysis, chapter 5).
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaln, logsumexp, softmax

# What the law may be, each with the same probability: the logarithm of the chance of the first second, the power with
# which it falls, and how many searches the law counts as.
_LEVELS = np.linspace(-9.0, 2.0, 45)
_FALLS = np.linspace(0.0, 2.5, 26)
_WEIGHTS = 2.0 ** np.arange(2, 9)
_LEAST = 1e-9  # of the chances that a beta distribution has as its mean


def shares(seconds: np.ndarray, happened: np.ndarray, searches: np.ndarray) -> np.ndarray:
    """The estimated share of the searches of each round in which something happens: float[kinds, rounds].

    `seconds`: of a task in each round, float[rounds]. `happened`, `searches`: how often each kind of thing happened,
    and in how many searches, int[kinds, rounds]; 0 of 0 for a round that was not measured, of which the law alone
    tells. The kinds have the power in common, and the searches that the law counts as, but each its own level.
    """
    middle = np.cumsum(seconds) - seconds / 2
    level, fall, weight = (one[..., None] for one in np.ix_(_LEVELS, _FALLS, _WEIGHTS))
    mean = -np.expm1(-np.exp(level - fall * np.log(middle)) * seconds)
    yes = weight * np.clip(mean, _LEAST, 1.0 - _LEAST)  # of the beta distribution, and the other parameter:
    no = weight - yes
    counts = [(k, n) for k, n in zip(happened, searches, strict=True)]
    evidence = [(betaln(k + yes, n - k + no) - betaln(yes, no)).sum(axis=-1) for k, n in counts]
    of_kind = [logsumexp(one, axis=0, keepdims=True) for one in evidence]  # by power and weight, whatever the level
    found = []
    for (k, n), one, own in zip(counts, evidence, of_kind, strict=True):
        probable = softmax(one - own + sum(of_kind))
        found.append(np.tensordot(probable, (k + yes) / (n + weight), axes=3))
    return np.array(found)
