"""Run one operation with many tables on many grids in one launch, so that learners see whether a table is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends import Backend, Column
from ...backends.arena import SLOT, to_host
from ...backends.tables import decode_table
from ...dsl import OPS, Choice
from ...dsl.types import COUNT, GRID, TABLE

ABSENT = -1  # the key where a row has no entry

Packed = tuple[np.ndarray, np.ndarray]  # cells and heads in the layout of arena slots, as `pack` makes them


@dataclass(frozen=True)
class Tables:
    """Table literals as rows: packed keys, int (n, width), ascending, ABSENT where a row has no entry, and their
    values, int (n, width)."""

    arity: int
    keys: np.ndarray
    values: np.ndarray

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, rows: Any) -> Tables:
        """The tables at these row numbers."""
        return Tables(self.arity, self.keys[rows], self.values[rows])

    @property
    def sizes(self) -> np.ndarray:
        """The number of entries of each table: int64 (n,)."""
        return (self.keys != ABSENT).sum(axis=1)

    def numbers(self) -> tuple[np.ndarray, np.ndarray]:
        """The tables in the format of kernels: the integers of all tables, one table after the other, and the number of
        integers of each; int32."""
        there = self.keys != ABSENT
        table, entry = np.nonzero(there)
        counts = 2 * there.sum(axis=1, dtype=np.int32) + 1
        made, key = np.full(int(counts.sum()), self.arity, np.int32), 2 * np.arange(len(table)) + table + 1
        made[key], made[key + 1] = self.keys[table, entry], self.values[table, entry]
        return made, counts

    def literal(self, row: int) -> dict[Any, int]:
        """One table as the literal of a program."""
        return decode_table(self.take([row]).numbers()[0].tolist())


def run_tables(
    backend: Backend,
    operation: str,
    grids: Packed,
    tables: Tables,
    cases: np.ndarray,
    choices: Sequence[np.ndarray] = (),
) -> np.ndarray:
    """The cells that an operation makes of grids with tables, uint8 (n, SLOT); it must keep the grids' shapes.

    cases: int (n, 2), indices of a grid and a table; choices: for each further parameter that is a choice, the number
    of each table's option, int (tables,). Parameters beyond these are optional and left out.
    """
    op, xp, arena = OPS[operation], backend.xp, backend.arena
    if not len(cases):
        return np.zeros((0, SLOT), dtype=np.uint8)
    with arena.device:
        mark = arena.mark()
        numbers, counts = tables.numbers()
        start = int(arena.upload_numbers([numbers])[0][0])
        grid, table = xp.asarray(cases[:, 0]), xp.asarray(cases[:, 1])
        begins = (start + np.cumsum(counts) - counts).astype(np.int32)
        arguments: list[Any] = [
            Column(GRID, arena.upload_slots(*grids)[grid], None, None),
            Column(TABLE, xp.asarray(begins)[table], xp.asarray(counts)[table], None),
        ]
        for parameter, options in zip(op.parameters[2:], choices, strict=False):
            assert isinstance(parameter.type, Choice)
            arguments.append(Column(COUNT, xp.asarray(options.astype(np.int32))[table], None, None))
        arguments += [None] * (len(op.parameters) - len(arguments))
        made = to_host(arena.cells[backend.run(op, arguments, len(cases)).data])
        arena.release(mark)
        return made
