"""Pools of values, drawn and uploaded once, from which rows of arguments for any operation are picked by index.

So millions of rows cost no more than to pick them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..backends import Argument, Backend, Column
from ..dsl import CONCRETE, Choice, Op, Type, list_of
from ..dsl.types import GRID, TABLE
from ..testing.values import LONGEST, RandomValues

_TABLES = 1000
_VOID_SHARE = 0.02  # share of void values, and of void lists


@dataclass(frozen=True)
class Rows:
    """Arguments of one call: for each parameter a type with indices (n,) into its pool, an encoded literal, or None."""

    op: Op
    picked: tuple[tuple[Type, np.ndarray] | int | None, ...]
    count: int

    def arguments(self, columns: dict[Type, Column], backend: Backend) -> list[Argument]:
        """The arguments for a backend, from its uploaded pools."""
        xp = backend.xp
        return [columns[p[0]].take(xp.asarray(p[1])) if isinstance(p, tuple) else p for p in self.picked]


class Pools:
    """Pools of `size` values of each type (fewer tables), random and, if there are `real` grids (uint8 (h, w)), mixed
    with these; half of the Grids then are real ones."""

    def __init__(self, rng: np.random.Generator, size: int, real: Sequence[np.ndarray] = ()) -> None:
        self.rng, self.random = rng, RandomValues(rng, real)
        kinds = [*CONCRETE, *map(list_of, CONCRETE)]
        self.values: dict[Type, list[Any]] = {
            kind: [None, *(self.random.value(kind, _VOID_SHARE) for _ in range(size - 1))] for kind in kinds
        }
        if len(real):
            self.values[GRID][size // 2 :] = [real[int(k)] for k in rng.integers(0, len(real), size - size // 2)]
        self.values[TABLE] = [self.random.table() for _ in range(min(size, _TABLES))]
        self._by_length = {kind: _by_length(self.values[kind]) for kind in map(list_of, CONCRETE)}

    def upload(self, backend: Backend) -> dict[Type, Column]:
        """All pools as columns, by type."""
        return {kind: backend.upload(kind, values) for kind, values in self.values.items()}

    def rows(self, op: Op, count: int) -> Rows:
        """Random arguments for `count` rows; lists in a row have the same length, as operations on two expect."""
        lengths = self.rng.integers(1, LONGEST + 1, count)
        picked: list[tuple[Type, np.ndarray] | int | None] = []
        for parameter, kind in zip(op.parameters, self.random.types(op.parameters), strict=True):
            if isinstance(kind, Choice):
                picked.append(parameter.encode(kind.options[self.rng.integers(len(kind.options))]))
            elif kind is None:
                picked.append(None)
            elif kind in self._by_length:
                picked.append((kind, self._lists(kind, lengths)))
            else:
                picked.append((kind, self.rng.integers(0, len(self.values[kind]), count)))
        return Rows(op, tuple(picked), count)

    def _lists(self, kind: Type, lengths: np.ndarray) -> np.ndarray:
        """Indices of lists with these lengths; some are void instead."""
        lengths = np.where(self.rng.random(len(lengths)) < _VOID_SHARE, 0, lengths)
        picked = np.empty(len(lengths), dtype=np.int64)
        for length, there in enumerate(self._by_length[kind]):
            wanted = np.flatnonzero(lengths == length)
            picked[wanted] = self.rng.choice(there, len(wanted))
        return picked


def _by_length(lists: list[Any]) -> list[np.ndarray]:
    """The indices of the lists of each length, from 0, which is void."""
    lengths = np.array([len(run or ()) for run in lists])
    return [np.flatnonzero(lengths == length) for length in range(LONGEST + 1)]
