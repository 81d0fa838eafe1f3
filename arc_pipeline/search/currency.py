"""The one currency of the search: bits that programs, tables, guesses and choices cost, and the odds that a fit is
chance.

Description lengths are those of programs/description.py. A candidate has three figures that are kept apart: its length
in bits, the share of demonstrations that it gets right when left out, and the probability that it fits by chance.
"""

from __future__ import annotations

from math import log2
from typing import Any

import numpy as np

CALL = 10.0  # about one call more, where no program is written yet
NUMBER = 4  # one number in a table, as a program's text has it
ENTRY = 4  # one entry of a table, where only its size is known
GUESS = 8.0  # an entry or a value that no demonstration shows
UNKNOWN_CELL = 2  # a test cell that a table does not know: the fewer there are, the likelier it can be completed
ONE_OF_MANY = 20.0  # to say which of the features of a task, or which triple of them, where some is right by chance
STAGE = 8.0  # about one more operation before all others
VIEW = 12.0  # a view that nothing in the task asks for
SURE = 60.0  # of a candidate that fits: few that are as short and as well borne out are wrong
_LEFT_OUT = 32.0  # few rules are right that would not have been learned with a demonstration less


def total(length: Any, left_out: Any, chance: Any = 0.0) -> Any:
    """The bits by which candidates are ranked: their lengths, and what is added for those that the demonstrations do
    not bear out one by one (`left_out`: share of them, 0..1), or that may fit by `chance` (probability)."""
    return length + _LEFT_OUT * (1.0 - left_out * (1.0 - chance))


def table(cost: Any, arity: Any, entries: Any) -> Any:
    """A table over features that cost so much together, before it is written."""
    return CALL * cost + NUMBER * (arity + 1) * entries


def said_by(cells: np.ndarray, learned: int = 0) -> float:
    """What it says to equal some cells, of which so many were learned: uint8 (...)."""
    return log2(max(2, len(np.unique(cells)))) * (cells.size - learned)


def chance(tried: float, bits: float) -> float:
    """The probability that what says so many bits is right by chance, if it is one of so many that were tried."""
    odds = tried * 2.0**-bits
    return odds / (1.0 + odds)
