"""What all backends share: columns in, one launch, a column out; lifting over lists; counters.

A backend differs only in where its arrays live (`xp`) and in how it does the items of a call (`_launch`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..dsl.op import Op
from ..dsl.types import TABLE, Choice, Type
from ..dsl.values import origin_of
from ..measure import now
from .arena import NONE, Arena, ArenaFull, Column, spread, to_host
from .hashing import hash_cells, hash_numbers, hash_runs

ARGUMENTS = 6
# The layout of `struct Call` in kernel.h.
CALL = np.dtype(
    [
        ("begin", np.int64), ("end", np.int64), ("cells", np.uint64), ("heads", np.uint64), ("numbers", np.uint64),
        ("cursors", np.uint64), ("slot_limit", np.int64), ("number_limit", np.int64),
        ("argument", np.uint64, ARGUMENTS), ("count", np.uint64, ARGUMENTS), ("step", np.int32, ARGUMENTS),
        ("out", np.uint64), ("out_count", np.uint64), ("hash", np.uint64),
    ],
    align=True,
)  # fmt: skip

Argument = Column | int | None  # a column, an encoded literal, or an optional argument that is absent


@dataclass
class Counter:
    """What one operation did on one backend: launches, items (results made), bytes of cells written, seconds."""

    launches: int = 0
    items: int = 0
    bytes: int = 0
    seconds: float = 0.0


@dataclass
class Counters:
    """Counters by operation, and every fallback by name."""

    operations: dict[str, Counter] = field(default_factory=dict)
    fallbacks: dict[str, int] = field(default_factory=dict)

    def of(self, name: str) -> Counter:
        return self.operations.setdefault(name, Counter())

    def add_fallback(self, name: str) -> None:
        self.fallbacks[name] = self.fallbacks.get(name, 0) + 1


@dataclass
class Launch:
    """One launch as `_launch` gets it: n items of `op`, arguments as arrays with step 0 or 1, results to fill."""

    op: Op
    n: int
    arguments: list[tuple[Any, Any, int] | None]
    out: Any
    out_count: Any
    hash: Any


class Backend(ABC):
    """Runs operations on columns of values. `limit`: bytes its arena may hold."""

    name: str

    def __init__(self, xp: Any, limit: int) -> None:
        self.xp = xp
        self.arena = Arena(xp, limit)
        self.counters = Counters()

    @abstractmethod
    def _launch(self, launch: Launch) -> None:
        """Do all items of the launch."""

    def synchronize(self) -> None:
        """Wait until all launches are done."""

    def upload_cells(self, type: Type, pieces: Sequence[Any]) -> Column:
        """Cells (uint8 (h, w), None for void) as a column of `type`; hashed as any other value."""
        empty = np.empty((0, 0), np.uint8)
        hashes = [hash_cells(empty, (0, 0)) if p is None else hash_cells(p, origin_of(p)) for p in pieces]
        return Column(type, self.arena.upload(pieces), None, self.xp.asarray(np.array(hashes, dtype=np.uint64)))

    def upload_lists(self, type: Type, lists: Sequence[Sequence[Any] | None]) -> Column:
        """Lists (None for void) as a column of the list type `type`; a table is a list of integers."""
        assert type.item is not None
        runs = [run or () for run in lists]
        flat = [value for run in runs for value in run]
        counts = np.array([len(run) for run in runs], dtype=np.int64)
        if type.storage == "cells":
            column = self.upload_cells(type.item, flat)
            start, count = int(column.data[0]) if flat else 0, counts.astype(np.int32)
            data: Any = (start + np.cumsum(counts) - counts).astype(np.int32)
            hashes = column.hash
        else:
            data, count = self.arena.upload_numbers([[NONE if v is None else v for v in run] for run in runs])
            hashes = hash_numbers(self.xp.asarray(np.array([NONE if v is None else v for v in flat], dtype=np.int32)))
        _, places, starts = spread(self.xp, self.xp.asarray(counts))
        hashed = hash_runs(self.xp, hashes, places, starts, self.xp.asarray(counts))
        return Column(type, self.xp.asarray(data), self.xp.asarray(count), hashed)

    def upload_number_column(self, type: Type, numbers: Sequence[int | None]) -> Column:
        """Integers (None for void) as a column of `type`."""
        data = self.xp.asarray(np.array([NONE if v is None else v for v in numbers], dtype=np.int32))
        return Column(type, data, None, hash_numbers(data))

    def run(self, op: Op, arguments: Sequence[Argument], rows: int) -> Column:
        """Apply `op` to `rows` rows of arguments in one launch.

        Arguments stand in the order of the parameters; an int is a literal, the same in all rows, encoded as by
        `Parameter.encode`, and so is a column of one row. Lists where an element is asked for are mapped over. ArenaFull leaves the arena as it was.
        """
        types = [a.type if isinstance(a, Column) else None for a in arguments]
        result = op.result_type(types)
        mark = self.arena.mark()
        try:
            lifted = [k for k, given in enumerate(types) if given is not None and _lifts(op, k, given)]
            if not lifted:
                return self._run_flat(op, arguments, rows, result)
            return self._run_lifted(op, arguments, lifted, result)
        except ArenaFull:
            self.arena.release(mark)
            raise

    def _run_lifted(self, op: Op, arguments: Sequence[Argument], lifted: list[int], result: Type) -> Column:
        xp = self.xp
        columns = [a for k, a in enumerate(arguments) if k in lifted and isinstance(a, Column)]
        counts = columns[0].count.astype(np.int64)
        for other in columns[1:]:
            counts = xp.where(counts == other.count, counts, 0)
        rows, places, starts = spread(xp, counts)
        flat = [
            self._elements(a, rows, places)
            if k in lifted
            else a.take(rows)
            if isinstance(a, Column) and len(a) == len(counts)
            else a
            for k, a in enumerate(arguments)
        ]
        assert result.item is not None
        n = len(rows)
        if result.storage == "cells":
            first = self.arena.take_slots(n)
            out = xp.arange(first, first + n, dtype=np.int32)
        else:
            first = self.arena.take_numbers(n)
            out = self.arena.numbers[first : first + n]
        made = self._fill(op, flat, result.item, out, None)
        hashed = hash_runs(xp, made.hash, places, starts, counts)
        return Column(result, (starts + first).astype(np.int32), counts.astype(np.int32), hashed)

    def _elements(self, argument: Argument, rows: Any, places: Any) -> Column:
        assert isinstance(argument, Column) and argument.type.item is not None
        index = argument.data[rows] + places.astype(np.int32)
        data = index if argument.type.storage == "cells" else self.arena.numbers[index]
        return Column(argument.type.item, data, None, argument.hash[:0])

    def _run_flat(self, op: Op, arguments: Sequence[Argument], n: int, result: Type) -> Column:
        if result.is_list:
            return self._fill(op, arguments, result, self.xp.zeros(n, np.int32), self.xp.zeros(n, np.int32))
        if result.storage == "cells":
            first = self.arena.take_slots(n)
            return self._fill(op, arguments, result, self.xp.arange(first, first + n, dtype=np.int32), None)
        return self._fill(op, arguments, result, self.xp.empty(n, np.int32), None)

    def _fill(self, op: Op, arguments: Sequence[Argument], result: Type, out: Any, out_count: Any) -> Column:
        n = len(out)
        hashes = self.xp.empty(n, np.uint64)
        if n:
            self._counted(Launch(op, n, [self._prepared(a, n) for a in arguments], out, out_count, hashes), result)
        return Column(result, out, out_count, hashes)

    def _prepared(self, argument: Argument, n: int) -> tuple[Any, Any, int] | None:
        if argument is None:
            return None
        if isinstance(argument, Column):
            return argument.data, argument.count, int(len(argument) == n)
        return self.xp.full(1, argument, dtype=np.int32), None, 0

    def _counted(self, launch: Launch, result: Type) -> None:
        arena = self.arena
        before = arena.mark()
        if result.is_list:
            arena.cursors[0], arena.cursors[1] = before.slots, before.numbers
        started = now()
        self._launch(launch)
        if result.is_list:
            slots, numbers = to_host(arena.cursors).tolist()
            arena.advance(slots, numbers)
        counter = self.counters.of(launch.op.name)
        counter.launches += 1
        counter.items += launch.n
        counter.seconds += now() - started
        if result.storage == "cells":
            made = slice(before.slots, arena.mark().slots) if result.is_list else launch.out
            shapes = arena.heads[made, :2].astype(np.int32)
            counter.bytes += int((shapes[:, 0] * shapes[:, 1]).sum())


def _lifts(op: Op, k: int, given: Type) -> bool:
    wanted = op.parameters[k].type
    return given.is_list and given != TABLE and not isinstance(wanted, Choice) and not wanted.is_list
