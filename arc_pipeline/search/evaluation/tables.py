"""Run `propagate` with many tables on many grids in one launch, so that its learner sees whether a table is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends import Backend, Column
from ...backends.arena import to_host
from ...backends.tables import decode_table
from ...dsl import OPS
from ...dsl.families.propagation import WAYS
from ...dsl.types import COUNT, GRID, TABLE

ABSENT = -1  # the key where a row has no entry
_ARITY = 2  # of the tables' keys: the number of a rule and a place

Packed = tuple[np.ndarray, np.ndarray]  # cells and heads in the layout of arena slots, as `pack` makes them


@dataclass(frozen=True)
class Tables:
    """Tables of cellular rules as rows: packed keys, int (n, width), ascending, ABSENT where a row has no entry, and
    their values, int (n, width)."""

    keys: np.ndarray
    values: np.ndarray

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, rows: Any) -> Tables:
        """The tables at these row numbers."""
        return Tables(self.keys[rows], self.values[rows])

    @property
    def sizes(self) -> np.ndarray:
        """The number of entries of each table: int64 (n,)."""
        return (self.keys != ABSENT).sum(axis=1)

    def numbers(self) -> tuple[np.ndarray, np.ndarray]:
        """The tables in the format of kernels: the integers of all tables, one table after the other, and the number of
        integers of each; int32."""
        table, entry = np.nonzero(self.keys != ABSENT)
        counts = (2 * self.sizes + 1).astype(np.int32)
        made, key = np.full(int(counts.sum()), _ARITY, np.int32), 2 * np.arange(len(table)) + table + 1
        made[key], made[key + 1] = self.keys[table, entry], self.values[table, entry]
        return made, counts

    def literal(self, row: int) -> dict[Any, int]:
        """One table as the literal of a program."""
        return decode_table(self.take([row]).numbers()[0].tolist())


def propagated(backend: Backend, grids: Packed, tables: Tables, ways: str) -> np.ndarray:
    """What `propagate` makes of each grid with each table, seen in some of WAYS: uint8 (tables * grids, SLOT), table
    after table."""
    xp, arena = backend.xp, backend.arena
    table, grid = np.divmod(np.arange(len(tables) * len(grids[0])), len(grids[0]))
    with arena.device:
        mark = arena.mark()
        numbers, counts = tables.numbers()
        begins = int(arena.upload_numbers([numbers])[0][0]) + np.cumsum(counts) - counts
        begin, count = (xp.asarray(part[table].astype(np.int32)) for part in (begins, counts))
        arguments = [
            Column(GRID, arena.upload_slots(*grids)[xp.asarray(grid)], None, None),
            Column(TABLE, begin, count, None),
            Column(COUNT, xp.full(len(table), [*WAYS].index(ways), np.int32), None, None),
            None,
        ]
        made = to_host(arena.cells[backend.run(OPS["propagate"], arguments, len(table)).data])
        arena.release(mark)
        return made
