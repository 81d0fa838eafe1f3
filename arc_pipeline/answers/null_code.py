"""How many bits the demonstrations' outputs take to say without a program: what a program for them is worth."""

from __future__ import annotations

from math import lgamma, log

import numpy as np

from ..tasks import Pair, Task

_COLOR_BITS = 4  # to say a colour at all
_COLORS = 10
_SAME = 10  # the code of a cell that is as in the input


def null_code_length(task: Task) -> float:
    """The bits of the colours of all demonstrations' outputs if their shapes and inputs are known.

    Of each output what takes less to say: how many cells have which colours and where, or, if it has the shape of its
    input, which cells become which colours and where.
    """
    return sum(map(_bits, task.train))


def _bits(pair: Pair) -> float:
    told = [_arrangement(pair.output)]
    if pair.keeps_shape:
        told.append(_arrangement(np.where(pair.input == pair.output, _SAME, pair.output)))
    return min(told)


def _arrangement(codes: np.ndarray) -> float:
    """Bits to say which of the cells have which codes, and for each code that it occurs."""
    counts = np.bincount(codes.ravel(), minlength=_SAME + 1).tolist()
    ways = lgamma(codes.size + 1) - sum(lgamma(count + 1) for count in counts)  # the logarithm of a multinomial
    return ways / log(2) + _COLOR_BITS * sum(count > 0 for count in counts[:_COLORS])
