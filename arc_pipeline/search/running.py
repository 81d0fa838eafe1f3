"""Run one operation with many tables on many grids in one launch: what learners ask to see whether a table is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..backends import Backend, Column
from ..dsl import OPS, Choice
from ..dsl.types import COUNT, FIELD, GRID, TABLE

Table = dict[Any, int]


def run_tables(
    backend: Backend,
    operation: str,
    grids: Sequence[np.ndarray],
    tables: Sequence[Table],
    cases: np.ndarray,
    choices: Sequence[Sequence[str]] = (),
    beside: Sequence[np.ndarray] | None = None,
) -> list[Any]:
    """What an operation makes of grids, uint8 (h, w), with tables: one result a case, None where it is void.

    cases: int (n, 2), which grid and which table; choices: of each further parameter that is a choice the option of
    each table; beside: the cell feature that goes with each grid, if the operation takes one.
    """
    op, xp, arena = OPS[operation], backend.xp, backend.arena
    if not len(cases):
        return []
    mark = arena.mark()
    grid, table = xp.asarray(cases[:, 0]), xp.asarray(cases[:, 1])
    arguments: list[Any] = [backend.upload_cells(GRID, grids).take(grid), backend.upload(TABLE, tables).take(table)]
    for parameter, options in zip(op.parameters[2:], choices, strict=False):
        assert isinstance(parameter.type, Choice)
        encoded = np.array([parameter.encode(option) for option in options], dtype=np.int32)
        arguments.append(Column(COUNT, xp.asarray(encoded[cases[:, 1]]), None, None))
    if len(arguments) < len(op.parameters):
        arguments.append(None if beside is None else backend.upload_cells(FIELD, beside).take(grid))
    made = arena.values(backend.run(op, arguments, len(cases)))
    arena.release(mark)
    return made
