"""Bits as the common currency of the search: what programs, tables, guesses and choices cost, and what chance is worth.

Description lengths of programs are those of programs/description.py. Three figures of a candidate are kept apart: its
length in bits, its leave-one-out accuracy, and the probability that it fits by chance.
"""

from __future__ import annotations

from math import log2
from typing import Any

import numpy as np

CALL = 10.0  # approximate cost of one more call, before a program is written
NUMBER = 4  # one number in a table, as a program's text has it
ENTRY = 4  # one entry of a table, where only its size is known
GUESS = 8.0  # an entry or a value that no demonstration shows
ONE_OF_MANY = 20.0  # choosing one of a task's features, or a triple of them, where some fit by chance
STORED = 11  # to name one of the values that the library's programs make
STAGE = 8.0  # per unit of cost of a first step
VIEW = 12.0  # a view that nothing in the task suggests
SURE = 60.0  # fitting candidates of fewer bits are rarely wrong
_MOST = 20.0  # bits of doubt
_LEFT_OUT = 32.0  # high, as few rules are right that would not be learned with one demonstration less


def total(length: Any, left_out: Any, chance: Any = 0.0) -> Any:
    """The bits by which candidates are ranked: their length, plus a penalty that falls with `left_out`, their
    leave-one-out accuracy (0..1), and the doubt that `chance` leaves, the probability that the fit is an accident."""
    return length + _LEFT_OUT * (1.0 - left_out) + doubt(chance)


def doubt(chance: Any) -> Any:
    """The surprisal, in bits, of a fit that is no accident, given the probability that it is one; at most _MOST."""
    return -np.log2(np.maximum(1.0 - chance, 2.0**-_MOST))


def with_near_misses(chance: float, misses: int) -> float:
    """The probability that a fit is an accident, if by itself it is one with the probability `chance`, and so many
    programs that cost no more fit all demonstrations but one.

    A single demonstration refuted each of these, and the test may refute the fit as well: with one demonstration less
    it would have been one of 1 + `misses` that fit. So an accident counts as `misses` times as likely as none.
    """
    return 1.0 - (1.0 - chance) / (1.0 + misses)


def table(cost: Any, arity: Any, entries: Any) -> Any:
    """The estimated bits of a table with this many entries over `arity` features that together cost `cost`."""
    return CALL * cost + NUMBER * (arity + 1) * entries


def said_by(cells: np.ndarray, learned: int = 0) -> float:
    """The bits that equalling these cells says, uint8 (...), of which `learned` cells do not count: for each cell, log2
    of the number of different colours, at least 1."""
    return log2(max(2, len(np.unique(cells)))) * (cells.size - learned)


def chance(tried: Any, bits: Any) -> Any:
    """The probability that something which says `bits` bits is right by chance, if it is one of `tried`."""
    odds = tried * 2.0**-bits
    return odds / (1.0 + odds)
