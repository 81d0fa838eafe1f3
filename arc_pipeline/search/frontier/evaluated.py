"""Values that several launches made, side by side, so that what is asked of them is asked of thousands at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends import Arena, Column, Mark, compact_all
from ...backends.arena import spread
from .batch import Batch
from .nodes import TYPE_CODE


@dataclass(frozen=True)
class Evaluated:
    """n candidates and their values, launch after launch; a candidate has one row for each sample of its task.

    `production_id`, `choice`, `type`, `task` int64 (n,) and `args` int64 (n, 2): as in Nodes. `columns`: the values,
    one column a launch; `data` int32 and `hash` uint64 (rows,): those of all columns, on the device. `counts` int64
    (n,): rows of each candidate; `row`, `place` int64 (rows,): of which candidate a row is, and of which sample of its
    task; `start` int64 (n,): the first row.
    """

    production_id: np.ndarray
    choice: np.ndarray
    args: np.ndarray
    type: np.ndarray
    task: np.ndarray
    counts: np.ndarray
    row: np.ndarray
    place: np.ndarray
    start: np.ndarray
    columns: Sequence[Column]
    data: Any
    hash: Any

    @classmethod
    def of(cls, xp: Any, batches: Sequence[Batch], columns: Sequence[Column], rows: np.ndarray) -> Evaluated:
        """What these batches made; `rows` int64 (tasks,): samples of each task."""
        sizes = [len(batch) for batch in batches]
        task = np.concatenate([batch.task for batch in batches])
        counts = rows[task]
        row, place, start = spread(np, counts)
        return cls(
            production_id=np.repeat([batch.production_id for batch in batches], sizes),
            choice=np.concatenate([batch.choice for batch in batches]),
            args=np.concatenate([batch.args for batch in batches]),
            type=np.repeat([TYPE_CODE[column.type] for column in columns], sizes),
            task=task,
            counts=counts,
            row=row,
            place=place,
            start=start,
            columns=columns,
            data=xp.concatenate([column.data for column in columns]),
            hash=xp.concatenate([column.hash for column in columns]),
        )

    def __len__(self) -> int:
        return len(self.task)

    def compacted(self, arena: Arena, kept: np.ndarray, mark: Mark) -> list[Column]:
        """The values of the candidates that are kept, bool (n,), moved down to `mark`; all others are given back."""
        ends = np.cumsum([len(column) for column in self.columns])
        parts = np.split(kept[self.row], ends[:-1])
        pairs = zip(self.columns, parts, strict=True)
        return compact_all(arena, [c.take(arena.xp.asarray(np.flatnonzero(p))) for c, p in pairs if p.any()], mark)
