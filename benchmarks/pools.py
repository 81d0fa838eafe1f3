"""Values drawn once and uploaded once, from which rows of arguments for any operation are picked by index.

So that ten thousand or a million rows cost no more to make than to pick.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from arc_pipeline.backends import Argument, Backend, Column
from arc_pipeline.dsl import CONCRETE, Choice, Op, Type, list_of
from arc_pipeline.dsl.random_values import LONGEST, RandomValues
from arc_pipeline.dsl.types import GRID, TABLE
from arc_pipeline.tasks import load_tasks

_TABLES = 1000
_VOID_SHARE = 0.02  # of values, and of lists instead of their elements


def development_grids() -> list[np.ndarray]:
    """The training inputs of the ARC-AGI-1 training tasks."""
    return [pair.input for task in load_tasks("arc-agi-1/training").tasks for pair in task.train]


@dataclass(frozen=True)
class Rows:
    """Arguments of one call: for each parameter a type with row numbers (n,) in its pool, a literal, or None."""

    op: Op
    picked: tuple[tuple[Type, np.ndarray] | int | None, ...]
    count: int

    def arguments(self, columns: dict[Type, Column], backend: Backend) -> list[Argument]:
        """The arguments as a backend takes them, from its uploaded pools."""
        xp = backend.xp
        return [columns[p[0]].take(xp.asarray(p[1])) if isinstance(p, tuple) else p for p in self.picked]


class Pools:
    """`size` values of each type (fewer tables), random and real; `grids` are all those of type Grid."""

    def __init__(self, rng: np.random.Generator, real: Sequence[np.ndarray], size: int) -> None:
        self.rng, self.random = rng, RandomValues(rng, real)
        kinds = [*CONCRETE, *map(list_of, CONCRETE)]
        self.values: dict[Type, list[Any]] = {
            kind: [None, *(self.random.value(kind, _VOID_SHARE) for _ in range(size - 1))] for kind in kinds
        }
        # Half of the grids are real ones.
        self.values[GRID][size // 2 :] = [real[int(k)] for k in rng.integers(0, len(real), size - size // 2)]
        self.values[TABLE] = [self.random.table() for _ in range(min(size, _TABLES))]
        self._by_length = {kind: _by_length(self.values[kind]) for kind in map(list_of, CONCRETE)}

    def upload(self, backend: Backend) -> dict[Type, Column]:
        """All pools as columns."""
        return {kind: backend.upload(kind, values) for kind, values in self.values.items()}

    def rows(self, op: Op, count: int) -> Rows:
        """Random arguments; the lists of one row are equally long, as operations on two lists expect."""
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
        """Row numbers of lists of these lengths; some are void instead."""
        lengths = np.where(self.rng.random(len(lengths)) < _VOID_SHARE, 0, lengths)
        picked = np.empty(len(lengths), dtype=np.int64)
        for length, there in enumerate(self._by_length[kind]):
            wanted = np.flatnonzero(lengths == length)
            picked[wanted] = self.rng.choice(there, len(wanted))
        return picked


def _by_length(lists: list[Any]) -> list[np.ndarray]:
    """The row numbers of the lists of each length from 0, void, on."""
    lengths = np.array([len(run or ()) for run in lists])
    return [np.flatnonzero(lengths == length) for length in range(LONGEST + 1)]
