"""Lays out calls of operations in separate memory, with forbidden slots between values and noise in all free bytes.

`call_image` lays out one call; `misdeeds` reports what a kernel changed outside of its results. What is forbidden is
recorded as well, and benchmarks/sanitize.cpp poisons it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np

from arc_pipeline.backends.arena import NONE, SLOT, pack
from arc_pipeline.backends.call import ARGUMENTS
from arc_pipeline.backends.tables import encode_table
from arc_pipeline.dsl import MAX_CELLS, Choice, Op, Type
from arc_pipeline.dsl.types import COUNT, TABLE
from arc_pipeline.dsl.values import MAX_SIDE, VOID, at
from arc_pipeline.testing.values import RandomValues

OPEN = (MAX_CELLS + 7) // 8 * 8  # bytes of a slot that a result may change: hashing zeroes the rest of the last word
_SHUT = -1
_HEADER = struct.Struct(f"512s64s8q{2 * ARGUMENTS}q")  # as in sanitize.cpp
_SLOTS_FOR_LISTS, _NUMBERS_FOR_LISTS = 30, 170  # for each item
_FEW_SLOTS_FOR_LISTS = 5
_GAP = 4  # forbidden numbers between runs
_CUT_LATER = {"hidden_content"}  # these make the whole grid in the result's slot and keep a part of it


@dataclass
class CallImage:
    """One call and all memory that it sees: slots, heads, numbers, which are open, arguments, slots of results."""

    op: Op
    items: int
    cells: np.ndarray
    heads: np.ndarray
    numbers: np.ndarray
    open_cells: np.ndarray
    open_numbers: np.ndarray
    cursors: tuple[int, int]
    limits: tuple[int, int]
    arguments: list[tuple[np.ndarray, np.ndarray | None] | None]
    out: np.ndarray
    style: str

    def write(self, file: BinaryIO, library: str) -> None:
        """Write the call in the format that sanitize.cpp reads."""
        given = [*self.arguments, *[None] * (ARGUMENTS - len(self.arguments))]
        lengths = [0 if a is None else len(a[0]) for a in given]
        counted = [int(a is not None and a[1] is not None) for a in given]
        sizes = (self.items, len(self.cells), len(self.numbers), *self.cursors, *self.limits, self.op.result.is_list)
        file.write(_HEADER.pack(library.encode(), f"op_{self.op.name}".encode(), *sizes, *lengths, *counted))
        parts = [self.cells, self.heads, self.numbers, self.open_cells, self.open_numbers]
        for argument in self.arguments:
            parts += [part for part in argument or () if part is not None]
        for part in [*parts, self.out]:
            file.write(part.tobytes())


@dataclass
class Aftermath:
    """The memory after a call."""

    cells: np.ndarray
    heads: np.ndarray
    numbers: np.ndarray
    out: np.ndarray
    out_count: np.ndarray | None
    hash: np.ndarray
    cursors: np.ndarray

    @classmethod
    def read(cls, file: BinaryIO, image: CallImage) -> Aftermath:
        """Read what sanitize.cpp writes after a call. Raises EOFError if the file ends before."""

        def take(shape: tuple[int, ...], kind: Any) -> np.ndarray:
            count = int(np.prod(shape))
            content = file.read(count * np.dtype(kind).itemsize)
            if len(content) < count * np.dtype(kind).itemsize:
                raise EOFError
            return np.frombuffer(content, kind).reshape(shape)

        n = image.items
        after = cls(
            take(image.cells.shape, np.uint8),
            take(image.heads.shape, np.int16),
            take(image.numbers.shape, np.int32),
            take((n,), np.int32),
            take((n,), np.int32) if image.op.result.is_list else None,
            take((n,), np.uint64),
            take((2,), np.int64),
        )
        take((1,), np.int64)
        return after

    def results(self, op: Op) -> list[Any]:
        """Each item's result independent of its place in memory: shapes, cells or numbers, with the hash."""
        found: list[Any] = []
        for k, (first, hashed) in enumerate(zip(self.out.tolist(), self.hash.tolist(), strict=True)):
            count = 1 if self.out_count is None else int(self.out_count[k])
            if op.result.storage == "cells":
                found.append((hashed, [self._cells(slot) for slot in range(first, first + count)]))
            else:
                run = self.numbers[first : first + count].tolist() if self.out_count is not None else first
                found.append((hashed, count, run))
        return found

    def _cells(self, slot: int) -> tuple[tuple[int, ...], bytes]:
        head = tuple(self.heads[slot].tolist())
        return head, self.cells[slot, : head[0] * head[1]].tobytes()


@dataclass
class _Slots:
    pieces: list[Any] = field(default_factory=list)
    open: list[int] = field(default_factory=list)

    def put(self, pieces: Sequence[Any]) -> int:
        """Add consecutive slots with these pieces, and a forbidden slot behind them; returns the first."""
        first = len(self.pieces)
        self.pieces += [*pieces, VOID]
        self.open += [*(0 if piece is None else piece.size for piece in pieces), _SHUT]
        return first

    def leave(self, count: int) -> int:
        """Add `count` writable slots, and a forbidden slot behind them; returns the first."""
        first = self.put([VOID] * count)
        self.open[first : first + count] = [OPEN] * count
        return first


def call_image(
    op: Op,
    types: Sequence[Type | Choice | None],
    values: Sequence[Sequence[Any]],
    noise: np.random.Generator,
    style: str = "random",
) -> CallImage:
    """The image of a call on rows of values, given as one list per parameter. All other bytes are noise.

    With the style "scarce" there is little room for lists. Two images of one call differ only in the noise.
    """
    slots, numbers, open_numbers = _Slots(), [0] * _GAP, [0] * _GAP
    slots.leave(0)
    arguments: list[tuple[np.ndarray, np.ndarray | None] | None] = []
    for parameter, kind, column in zip(op.parameters, types, values, strict=True):
        if kind is None:
            arguments.append(None)
        elif isinstance(kind, Choice):
            arguments.append((np.array([parameter.encode(column[0])], np.int32), None))
        elif kind.item is None:
            plain = [slots.put([v]) for v in column] if kind.storage == "cells" else _numbers(column)
            arguments.append((np.array(plain, np.int32), None))
        else:
            runs = [encode_table(v) if kind == TABLE and v is not None else v or [] for v in column]
            if kind.storage == "cells":
                starts = [slots.put(run) for run in runs]
            else:
                starts = []
                for run in runs:
                    starts.append(len(numbers))
                    numbers += [*_numbers(run), *[0] * _GAP]
                    open_numbers += [*[1] * len(run), *[0] * _GAP]
            arguments.append((np.array(starts, np.int32), np.array([len(run) for run in runs], np.int32)))
    items, scarce = len(values[0]), style == "scarce"
    single_slots = op.result.storage == "cells" and not op.result.is_list
    out = [slots.leave(1) if single_slots else 0 for _ in range(items)]
    lists = op.result.is_list
    room = (
        (_FEW_SLOTS_FOR_LISTS if scarce else _SLOTS_FOR_LISTS * items) if lists and op.result.storage == "cells" else 0
    )
    free = slots.leave(room)
    first_number, more = len(numbers), (_NUMBERS_FOR_LISTS * items if lists and op.result.storage == "number" else 0)
    if scarce:
        more = min(more, _FEW_SLOTS_FOR_LISTS)
    numbers += [0] * (more + _GAP)
    open_numbers += [1] * more + [0] * _GAP

    cells, heads = pack(slots.pieces)
    opened = np.array(slots.open, np.int32)
    given = np.array([p is not None or o == 0 for p, o in zip(slots.pieces, slots.open, strict=True)])
    sizes = np.where(given, np.maximum(opened, 0), 0)
    cells = np.where(np.arange(SLOT) < sizes[:, None], cells, noise.integers(0, 256, cells.shape)).astype(np.uint8)
    heads = np.where(given[:, None], heads, noise.integers(-(2**15), 2**15, heads.shape)).astype(np.int16)
    usable = np.array(open_numbers, np.uint8)
    usable_now = usable.copy()
    usable_now[first_number:] = 0
    pool = np.where(usable_now, np.array(numbers), noise.integers(-(2**31), 2**31, len(numbers))).astype(np.int32)
    return CallImage(
        op, items, cells, heads, pool, opened, usable, (free, first_number), (free + room, first_number + more),
        arguments, np.array(out, np.int32), style,
    )  # fmt: skip


def _numbers(values: Sequence[Any]) -> list[int]:
    return [NONE if v is None else int(v) for v in values]


def misdeeds(image: CallImage, after: Aftermath) -> list[str]:
    """What the call changed outside of its results' memory, and results of illegal size, as texts."""
    mine = np.zeros(image.cells.shape, bool)
    heads = np.zeros(len(mine), bool)
    numbers = np.zeros(len(image.numbers), bool)
    said = []
    if image.op.result.storage == "cells":
        counts = np.ones(image.items, int) if after.out_count is None else after.out_count
        for first, count in zip(after.out.tolist(), counts.tolist(), strict=True):
            for slot in range(first, first + count):
                h, w = after.heads[slot, :2].tolist()
                heads[slot] = True
                if not (0 <= h <= MAX_SIDE and 0 <= w <= MAX_SIDE and (h > 0) == (w > 0)):
                    said.append(f"a result of {h} rows and {w} columns")
                # A void result may have been written in part.
                mine[slot, : (h * w + 7) // 8 * 8 if h and image.op.name not in _CUT_LATER else OPEN] = True
    if after.out_count is not None:
        for first, count in zip(after.out.tolist(), after.out_count.tolist(), strict=True):
            beyond = count and image.op.result.storage == "number" and first + count > image.limits[1]
            if beyond or (image.op.result.storage == "cells" and count and first + count > image.limits[0]):
                said.append("a list beyond its limit")
            if image.op.result.storage == "number":
                numbers[first : first + count] = True
    for name, allowed, before, now in (
        ("cells", mine, image.cells, after.cells),
        ("heads", heads[:, None], image.heads, after.heads),
        ("numbers", numbers, image.numbers, after.numbers),
    ):
        changed = np.argwhere((before != now) & ~allowed)
        if len(changed):
            place = changed[0].tolist()
            said.append(f"{len(changed)} {name} that are not the result's changed, the first at {place}")
    return said


def degenerate_rows(values: RandomValues, op: Op, types: Sequence[Any], rows: int, raw: bool) -> list[list[Any]]:
    """Rows of extreme values: one cell, one colour, full size, stripes, extreme numbers, long lists.

    `raw`: cells may hold any byte from 0 to 255, whatever their type.
    """
    drawn = values.rows(op.parameters, types, rows)
    for kind, column in zip(types, drawn, strict=True):
        if kind is None or isinstance(kind, Choice) or kind == TABLE:
            continue
        for k in range(rows):
            if kind.item is None:
                column[k] = _edge(values, kind, column[k], k, raw)
            elif column[k]:
                run = [_edge(values, kind.item, v, k + place, raw) for place, v in enumerate(column[k])]
                column[k] = run * 9 if k % 4 == 3 else run
    return drawn


def _edge(values: RandomValues, kind: Type, value: Any, k: int, raw: bool) -> Any:
    rng = values.rng
    if value is None:
        return None
    if kind.storage != "cells":
        return int(rng.choice([-(2**31) + 1, 2**31 - 1, 0, 1, -1, 30, 31, 65536])) if kind == COUNT else value
    if raw and k % 3 == 0:
        return at(rng.integers(0, 256, value.shape), value.origin)
    full = MAX_SIDE
    top = 256 if raw else int(value.max()) + 1
    h, w = [(1, 1), (full, full), (1, full), (full, 1), (full, full), (2, 2), (full, full), (29, 30)][k % 8]
    cells = rng.integers(0, top, (h, w))
    if k % 8 in (1, 5):
        cells[:] = rng.integers(0, top)
    elif k % 8 == 4:
        cells[:] = cells[:1] if rng.random() < 0.5 else cells[:, :1]
    elif k % 8 == 6:
        cells = (np.add.outer(np.arange(h), np.arange(w)) % 2) * (top - 1)
    corner = (
        (0, 0) if str(kind) == "Grid" else [(0, 0), (127, 127), (-127, -127), value.origin][int(rng.integers(0, 4))]
    )
    return at(cells, corner)
