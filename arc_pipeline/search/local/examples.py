"""What rules of a neighbourhood are learned from."""

from __future__ import annotations

from collections.abc import Sequence
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


def before_and_after(examples: Sequence[Example]) -> tuple[np.ndarray, np.ndarray]:
    """The cells of all grids, one after the other, and what becomes of them: uint8 (cells,) each."""
    grids, outputs = [each.grid.ravel() for each in examples], [each.output.ravel() for each in examples]
    return np.concatenate(grids), np.concatenate(outputs)


@dataclass
class Work:
    """How many steps are left to be done."""

    left: int
