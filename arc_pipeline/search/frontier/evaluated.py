"""The values that several launches made, joined, so that thousands of them are judged at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends import Arena, Column, Mark, compact_rows
from ...backends.arena import spread
from .grammar import MAX_HOLES
from .nodes import IN_SLOTS, IS_CELLS, Nodes
from .portions import Portion


@dataclass(frozen=True)
class Evaluated:
    """n evaluated calls and their values, launch after launch; a call has one row for each sample of its task.

    `production_id`, `choice`, `type`, `task`, `cost` int64 (n,) and `args` int64 (n, MAX_HOLES): as in Nodes. `data`,
    `count` int32 and `hash` uint64 (rows,): the values as in Column, on the device; `count` is 0 for values that are
    not lists. `counts`, `start` int64 (n,): how many rows each call has, and the first of them.
    """

    production_id: np.ndarray
    choice: np.ndarray
    args: np.ndarray
    type: np.ndarray
    task: np.ndarray
    cost: np.ndarray
    counts: np.ndarray
    start: np.ndarray
    data: Any
    count: Any
    hash: Any

    @classmethod
    def of(cls, xp: Any, calls: Portion, type: np.ndarray, columns: Sequence[Column], rows: np.ndarray) -> Evaluated:
        """The values of these calls, which several launches made, a column each. `type` int64 (n,): the codes of their
        types; `rows` int64 (tasks,): the number of samples of each task."""
        counts, ends = rows[calls.task], np.cumsum([0, *map(len, columns)]).tolist()
        lengths = xp.zeros(ends[-1], np.int32)
        for column, begin, end in zip(columns, ends, ends[1:], strict=False):
            if column.count is not None:
                lengths[begin:end] = column.count
        return cls(
            **vars(calls),
            type=type,
            counts=counts,
            start=np.cumsum(counts) - counts,
            data=xp.concatenate([column.data for column in columns]),
            count=lengths,
            hash=xp.concatenate([column.hash for column in columns]),
        )

    @classmethod
    def of_nodes(cls, xp: Any, nodes: Nodes, chosen: np.ndarray, cost: np.ndarray, rows: np.ndarray) -> Evaluated:
        """Nodes as leaves of another frontier, where they have no production, and their choice is the node: int64 (n,)
        nodes and what they cost there; `rows` as in `of`."""
        task, n = nodes.task.all[chosen].astype(np.int64), len(chosen)
        of, place, start = spread(np, rows[task])
        where = xp.asarray(nodes.first_row.all[chosen][of] + place)
        none, kind = np.full((n, 1 + MAX_HOLES), -1), nodes.type.all[chosen].astype(np.int64)
        parts = (part.all[where] for part in (nodes.data, nodes.count, nodes.hash))
        return cls(none[:, 0], chosen, none[:, 1:], kind, task, cost, rows[task], start, *parts)

    def __len__(self) -> int:
        return len(self.task)

    def taken(self, xp: Any, kept: np.ndarray) -> tuple[Any, Any, Any]:
        """The values of the calls that are kept, bool (n,), where they are: data, count and hash."""
        rows = xp.asarray(np.flatnonzero(np.repeat(kept, self.counts)))
        return self.data[rows], self.count[rows], self.hash[rows]

    def compacted(self, arena: Arena, kept: np.ndarray, mark: Mark) -> tuple[Any, Any, Any]:
        """The values of the calls that are kept, bool (n,), moved down in the arena to `mark`: data, count and hash.
        The memory of all other values is released."""
        xp, type = arena.xp, np.repeat(self.type[kept], self.counts[kept])
        data, count, hash = self.taken(xp, kept)
        lengths = xp.where(xp.asarray(IS_CELLS[type]), 1, count)
        return compact_rows(arena, data, lengths, xp.asarray(IN_SLOTS[type]), mark), count, hash
