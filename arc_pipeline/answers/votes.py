"""Groups candidates by their output for a test input; the votes of shorter candidates weigh more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from ..search.candidates import Candidate

_HALF_LIFE = 4.0  # bits of description length that halve a weight, as candidates agree on some of them anyway
_LEAST_FIT = 1e-6  # less than the share of one cell in any task


@dataclass(frozen=True)
class Votes:
    """The candidates with one output for a test input, likeliest first; `share` (0..1): of the weight of all voters."""

    grid: np.ndarray
    candidates: tuple[Candidate, ...]
    share: float


def votes(candidates: Sequence[Candidate], test: int) -> list[Votes]:
    """The outputs for a test input that these candidates vote for, the one with the largest share first.

    A candidate's weight halves with every _HALF_LIFE bits of description length.
    """
    likeliest = max(map(_bits, candidates), default=0.0)
    groups: dict[tuple[tuple[int, ...], bytes], list[tuple[float, Candidate]]] = {}
    for candidate in candidates:
        output = candidate.outputs[test]
        weight = 2.0 ** (_bits(candidate) - likeliest)
        groups.setdefault((output.shape, output.tobytes()), []).append((weight, candidate))
    total = sum(weight for group in groups.values() for weight, _ in group)
    found = []
    for group in groups.values():
        ordered = tuple(candidate for _, candidate in sorted(group, key=lambda vote: -vote[0]))
        found.append(Votes(group[0][1].outputs[test], ordered, sum(weight for weight, _ in group) / total))
    return sorted(found, key=lambda group: -group.share)


def votes_without_fit(candidates: Sequence[Candidate], test: int) -> list[Votes]:
    """The same of the candidates that do not fit: first what those say that miss one demonstration alone."""
    unfit = [candidate for candidate in candidates if not candidate.fits]
    near = [candidate for candidate in unfit if candidate.is_near_miss]
    return votes(near, test) + votes([candidate for candidate in unfit if not candidate.is_near_miss], test)


def _bits(candidate: Candidate) -> float:
    """The base-2 logarithm of a candidate's weight."""
    # Among candidates that do not fit, 1% of the cells counts as much as 6 bits of length, or a little more.
    return 100 * log2(max(candidate.fit, _LEAST_FIT)) - candidate.bits / _HALF_LIFE
