"""The reference backend: every item runs in the operation's Python reference, which defines the result. Slow."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dsl.reference import evaluate
from ..dsl.types import TABLE, Choice
from ..dsl.values import ABSENT, Piece, at, origin_of
from .arena import EMPTY, NONE
from .array_kernel import ArrayLaunch
from .backend import Backend, Launch
from .hashing import hash_cells, hash_numbers, hash_runs
from .tables import decode_table

_EMPTY = np.empty((0, 0), np.uint8)


class ReferenceBackend(Backend):
    """Runs the references, item by item, over the same arena as the other backends."""

    name = "reference"
    launch_rows = 1 << 8  # an item takes about 100 us, so the cost of a launch is small beside these
    array_rows = 1 << 6  # of a kernel over arrays between checks of the deadline

    def __init__(self, limit: int) -> None:
        super().__init__(np, limit)

    def _launch(self, launch: Launch | ArrayLaunch) -> None:
        if isinstance(launch, ArrayLaunch):
            for begin in range(0, launch.n, self.array_rows):
                self.look_at_time()
                rows = slice(begin, min(begin + self.array_rows, launch.n))
                launch.out[rows] = launch.kernel.reference(*launch.kernel.part(launch.arguments, rows))
            return
        for item in range(launch.n):
            self.look_at_time()
            values = [self._argument(launch, k, item) for k in range(len(launch.op.parameters))]
            launch.bytes[0] += self._store(launch, item, evaluate(launch.op, values))

    def _argument(self, launch: Launch, k: int, item: int) -> Any:
        given, kind = launch.arguments[k], launch.op.parameters[k].type
        if given is None:
            return ABSENT
        data, count, step = given
        value = int(data[item * step])
        if isinstance(kind, Choice):
            return kind.options[value] if isinstance(kind.options[0], str) else value
        if count is not None:
            run = range(value, value + int(count[item * step]))
            if kind == TABLE:
                return decode_table([int(self.arena.numbers[place]) for place in run]) if run else None
            read = self._piece if kind.storage == "cells" else self._number
            return [read(place) for place in run] if run or value == EMPTY else None
        return self._piece(value) if kind.storage == "cells" else (None if value == NONE else value)

    def _piece(self, slot: int) -> Piece | None:
        h, w, y, x = self.arena.heads[slot].tolist()
        return at(self.arena.cells[slot, : h * w].reshape(h, w), (y, x)) if h else None

    def _number(self, place: int) -> int | None:
        value = int(self.arena.numbers[place])
        return None if value == NONE else value

    def _write(self, slot: int, piece: Any) -> np.uint64:
        if piece is None:
            self.arena.heads[slot] = 0
            return hash_cells(_EMPTY, (0, 0))
        self.arena.cells[slot, : piece.size] = np.asarray(piece).ravel()
        self.arena.heads[slot] = (*piece.shape, *origin_of(piece))
        return hash_cells(piece, origin_of(piece))

    def _store(self, launch: Launch, item: int, value: Any) -> int:
        """Store and hash a result; returns the number of bytes of cells written."""
        if launch.out_count is None:
            if launch.op.result.storage == "cells":
                launch.hash[item] = self._write(int(launch.out[item]), value)
            else:
                launch.out[item] = NONE if value is None else value
                launch.hash[item] = hash_numbers(launch.out[item : item + 1])[0]
            return value.size if isinstance(value, Piece) else 0
        items = value or []
        cursor = self.arena.cursors
        if launch.op.result.storage == "cells":
            start = int(cursor[0])
            cursor[0] += len(items)
            fits = cursor[0] <= self.arena.slot_limit
            hashes = np.array([self._write(start + k, v) for k, v in enumerate(items) if fits], dtype=np.uint64)
        else:
            start = int(cursor[1])
            cursor[1] += len(items)
            fits = cursor[1] <= self.arena.number_limit
            numbers = np.array([NONE if v is None else v for v in items if fits], dtype=np.int32)
            self.arena.numbers[start : start + len(numbers)] = numbers
            hashes = hash_numbers(numbers)
        count, empty = np.array([len(hashes)]), np.array([value == []])
        launch.out[item] = start if len(hashes) else EMPTY if empty[0] else 0
        launch.out_count[item] = len(hashes)
        launch.hash[item] = hash_runs(np, hashes, np.arange(len(hashes)), np.zeros(1, np.int64), count, empty)[0]
        return sum(v.size for v in items if fits and isinstance(v, Piece))
