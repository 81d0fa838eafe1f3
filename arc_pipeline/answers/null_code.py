"""The null code length: the bits needed to encode the demonstrations' outputs without a program."""

from __future__ import annotations

from math import lgamma, log

import numpy as np

from ..tasks import Pair, Task

_COLOR_BITS = 4  # to name a colour
_COLORS = 10
_SAME = 10  # the code of a cell that is unchanged


def null_code_length(task: Task) -> float:
    """The bits that encode the colours of all demonstrations' outputs, given their shapes and inputs.

    Each output is encoded by the shorter of two codes: how many cells have each colour and where; or, if it has the
    shape of its input, which cells change, to which colours, and where.
    """
    return sum(map(_bits, task.train))


def _bits(pair: Pair) -> float:
    told = [_arrangement(pair.output)]
    if pair.keeps_shape:
        told.append(_arrangement(np.where(pair.input == pair.output, _SAME, pair.output)))
    return min(told)


def _arrangement(codes: np.ndarray) -> float:
    """The bits that say which cells have which codes, plus 4 bits for each colour that occurs."""
    counts = np.bincount(codes.ravel(), minlength=_SAME + 1).tolist()
    ways = lgamma(codes.size + 1) - sum(lgamma(count + 1) for count in counts)  # log of a multinomial coefficient
    return ways / log(2) + _COLOR_BITS * sum(count > 0 for count in counts[:_COLORS])
