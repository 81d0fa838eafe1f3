"""Examples from which cellular rules are learned, and the work that is left for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

Operation = Literal["propagate", "rewrite"]
OPERATIONS: tuple[Operation, ...] = ("propagate", "rewrite")


class Example(NamedTuple):
    """A grid, its output, and optionally a cell feature beside it, all (h, w)."""

    grid: np.ndarray
    output: np.ndarray
    beside: np.ndarray | None = None


@dataclass
class Work:
    """How many steps of work are left; negative when they are used up."""

    left: int
