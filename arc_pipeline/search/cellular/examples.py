"""What rules of a neighbourhood are learned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

Operation = Literal["propagate", "rewrite"]
OPERATIONS: tuple[Operation, ...] = ("propagate", "rewrite")


class Example(NamedTuple):
    """A grid, what becomes of it, and a feature that may be asked as well, all (h, w)."""

    grid: np.ndarray
    output: np.ndarray
    beside: np.ndarray | None = None


@dataclass
class Work:
    """How many steps are left to be done."""

    left: int
