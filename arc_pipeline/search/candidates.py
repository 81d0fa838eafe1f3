"""What a strategy proposes for a task: a program, its outputs on the tests, and how it came about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..programs import Program


@dataclass(frozen=True)
class Candidate:
    """`outputs`: one uint8 (h, w) a test input. `length`: description length in bits, the shorter the likelier.

    `fit`: share of the demonstrations' output cells that come out right; 1.0 fits every demonstration exactly.
    `source`: the strategy's name.
    """

    program: Program
    outputs: tuple[np.ndarray, ...]
    length: float
    fit: float
    source: str

    @property
    def fits(self) -> bool:
        return self.fit == 1.0
