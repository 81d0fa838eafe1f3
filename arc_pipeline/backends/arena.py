"""Where values live: slots for cells, a pool for lists of numbers, and columns of slot numbers that point there.

One arena per device. Memory is taken and given back like a stack: `mark`, work, `release`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..dsl.types import Type
from ..dsl.values import VOID, Piece, at, origin_of

SLOT = 912  # bytes, as in kernel.h
NONE = -(2**31)  # the void number, as in kernel.h
_HEAD = 8  # bytes: h, w, y, x as int16
_NUMBERS_PER_SLOT = 8


class ArenaFull(MemoryError):
    """The arena has no room for what was asked; release, take a smaller chunk and try again."""


@dataclass(frozen=True)
class Column:
    """Values of one type, one a row, on the backend's device.

    `data` int32 (rows,): the slot, the number, or the first of the run; `count` int32 (rows,): length of the run,
    None for types that are not lists; `hash` uint64 (rows,): equal values have equal hashes.
    """

    type: Type
    data: Any
    count: Any
    hash: Any

    def __len__(self) -> int:
        return len(self.data)

    def take(self, rows: Any) -> Column:
        """The values at these row numbers."""
        return Column(self.type, self.data[rows], None if self.count is None else self.count[rows], self.hash[rows])


@dataclass(frozen=True)
class Mark:
    slots: int
    numbers: int


class Arena:
    """Slots and numbers on one device; `xp` is numpy or cupy, `limit` the bytes it may hold."""

    def __init__(self, xp: Any, limit: int) -> None:
        self.xp = xp
        self.slot_limit = int(min(limit // (SLOT + _HEAD + 4 * _NUMBERS_PER_SLOT), 2**31 - 2))
        if self.slot_limit < 1024:
            raise ValueError(f"a memory limit of {limit} bytes holds {self.slot_limit} slots; 1024 are the least")
        self.number_limit = self.slot_limit * _NUMBERS_PER_SLOT
        self.cells = xp.empty((self.slot_limit, SLOT), dtype=np.uint8)
        self.heads = xp.empty((self.slot_limit, 4), dtype=np.int16)
        self.numbers = xp.empty(self.number_limit, dtype=np.int32)
        self.cursors = xp.zeros(2, dtype=np.int64)
        self._used = Mark(0, 0)
        self.bytes_uploaded = 0
        self.bytes_downloaded = 0
        self.peak_slots = 0

    def mark(self) -> Mark:
        return self._used

    def release(self, mark: Mark) -> None:
        """Give back everything taken since `mark`."""
        self._used = mark

    @property
    def free_slots(self) -> int:
        return self.slot_limit - self._used.slots

    def take_slots(self, n: int) -> int:
        """The first of n new slots. ArenaFull if there are not so many."""
        start = self._used.slots
        self.advance(start + n, self._used.numbers)
        return start

    def take_numbers(self, n: int) -> int:
        """The first of n new places in the number pool. ArenaFull if there are not so many."""
        start = self._used.numbers
        self.advance(self._used.slots, start + n)
        return start

    def advance(self, slots: int, numbers: int) -> None:
        """Say that the arena is used up to here (kernels that make lists take room themselves)."""
        if slots > self.slot_limit or numbers > self.number_limit:
            raise ArenaFull(f"{slots} slots and {numbers} numbers wanted, {self.slot_limit} and {self.number_limit} there")
        self._used = Mark(slots, numbers)
        self.peak_slots = max(self.peak_slots, slots)

    def upload(self, pieces: Sequence[Any]) -> Any:
        """Put cells (uint8 (h, w), None for void) into new slots; returns their numbers, int32 (n,)."""
        start = self.take_slots(len(pieces))
        cells = np.zeros((len(pieces), SLOT), dtype=np.uint8)
        heads = np.zeros((len(pieces), 4), dtype=np.int16)
        for k, piece in enumerate(pieces):
            if piece is not None:
                cells[k, : piece.size] = np.asarray(piece, dtype=np.uint8).ravel()
                heads[k] = (*piece.shape, *origin_of(piece))
        self.cells[start : start + len(pieces)] = self.xp.asarray(cells)
        self.heads[start : start + len(pieces)] = self.xp.asarray(heads)
        self.bytes_uploaded += cells.nbytes + heads.nbytes
        return self.xp.arange(start, start + len(pieces), dtype=np.int32)

    def upload_numbers(self, runs: Sequence[Iterable[int]]) -> tuple[Any, Any]:
        """Put lists of integers into the pool; returns first and length of each run, int32 (n,)."""
        lists = [np.fromiter(run, dtype=np.int32) for run in runs]
        count = np.array([len(run) for run in lists], dtype=np.int32)
        start = self.take_numbers(int(count.sum()))
        flat = np.concatenate(lists) if lists else np.empty(0, np.int32)
        self.numbers[start : start + len(flat)] = self.xp.asarray(flat)
        self.bytes_uploaded += flat.nbytes
        return self.xp.asarray((start + np.cumsum(count) - count).astype(np.int32)), self.xp.asarray(count)

    def download(self, slots: Any) -> list[Piece | None]:
        """The cells in these slots, void ones as None."""
        cells, heads = to_host(self.cells[slots]), to_host(self.heads[slots])
        self.bytes_downloaded += cells.nbytes + heads.nbytes
        return [
            at(row[: h * w].reshape(h, w), (y, x)) if h else VOID
            for row, (h, w, y, x) in zip(cells, heads.tolist(), strict=True)
        ]

    def values(self, column: Column) -> list[Any]:
        """The values of a column as Python sees them: pieces, integers, lists of them, None for void."""
        data = to_host(column.data)
        if column.count is None:
            if column.type.storage == "cells":
                return list(self.download(column.data))
            return [None if v == NONE else v for v in data.tolist()]
        flat: list[list[Any]] = []
        for start, count in zip(data.tolist(), to_host(column.count).tolist(), strict=True):
            if column.type.storage == "cells":
                flat.append(list(self.download(slice(start, start + count))))
            else:
                numbers = to_host(self.numbers[start : start + count]).tolist()
                flat.append([None if v == NONE else v for v in numbers])
        return [run or VOID for run in flat]


def to_host(array: Any) -> np.ndarray:
    """A NumPy array of what may be a device array."""
    return array.get() if hasattr(array, "get") else np.asarray(array)


def spread(xp: Any, counts: Any) -> tuple[Any, Any, Any]:
    """Rows of a ragged expansion: for counts (n,), the row of each element, its place in the row, each row's start."""
    ends = xp.cumsum(counts, dtype=np.int64)
    starts = ends - counts
    total = int(ends[-1]) if len(counts) else 0
    rows = xp.searchsorted(ends, xp.arange(total, dtype=np.int64), side="right") if xp is not np else np.repeat(
        np.arange(len(counts), dtype=np.int64), counts
    )
    return rows, xp.arange(total, dtype=np.int64) - starts[rows], starts
