"""What rules of a neighbourhood are learned from, and what becomes of grids by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from ...backends import Backend
from ...dsl import OPS
from ...dsl.types import FIELD, GRID, TABLE

Operation = Literal["propagate", "rewrite"]
OPERATIONS: tuple[Operation, ...] = ("propagate", "rewrite")


class Example(NamedTuple):
    """A grid, what becomes of it, and a state that may be asked as well, all (h, w)."""

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


def run(
    backend: Backend,
    operation: Operation,
    tables: Sequence[dict[tuple[int, int], int]],
    ways: str,
    grids: Sequence[np.ndarray],
    states: Sequence[np.ndarray | None],
) -> list[list[np.ndarray]]:
    """What each table makes of each grid with the state beside it, (h, w) -> (h, w), all in one launch."""
    if not tables:
        return []
    op, xp, n = OPS[operation], backend.xp, len(tables) * len(grids)
    mark, each = backend.arena.mark(), xp.asarray(np.tile(np.arange(len(grids)), len(tables)))
    cells = backend.upload_cells(GRID, grids).take(each)
    beside = [one for one in states if one is not None]
    rules = backend.upload(TABLE, tables).take(xp.asarray(np.repeat(np.arange(len(tables)), len(grids))))
    state = backend.upload_cells(FIELD, beside).take(each) if beside else None
    made = backend.arena.values(backend.run(op, [cells, rules, op.parameters[2].encode(ways), state], n))
    backend.arena.release(mark)
    return [made[k : k + len(grids)] for k in range(0, n, len(grids))]
