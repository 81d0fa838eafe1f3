"""The memory of values: slots for cells, a pool for lists of numbers, and columns of slot numbers that point into them.

There is one arena per device. Memory is a stack: `mark`, allocate, `release`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property, wraps
from itertools import islice
from typing import Any, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar, cast

import numpy as np

from ..dsl.types import Type
from ..dsl.values import MAX_SIDE, VOID, Piece, at, origin_of
from ..measure import span
from .call import address

SLOT = 912  # bytes, as in kernel.h
NONE = -(2**31)  # the void number, as in kernel.h
EMPTY = -1  # where a list without elements begins, as in kernel.h
_HEAD = 8  # bytes: h, w, y, x as int16
_NUMBERS_PER_SLOT = 8
_BYTES = SLOT + _HEAD + 4 * _NUMBERS_PER_SLOT  # of a limit, for each slot
_HIGHEST = 2**31 - 2  # slots and places are int32 in columns and kernels
_FRESH = 1 << 16  # slots, 60 MB, that are had from the system at once
_TO_A_PAGE = 4096 // SLOT  # slots, of which one is on each page of memory


class ArenaFull(MemoryError):  # noqa: N818, a state of the arena that callers handle
    """The arena has no room for a request; release memory, take a smaller chunk and try again."""


@dataclass(frozen=True)
class Column:
    """Values of one type, one per row, on the backend's device.

    `data` int32 (rows,): the slot, the number, or the first position of the run, EMPTY for a list without elements.
    `count` int32 (rows,): the length of the run, 0 for an empty list or void; None for types that are not lists. `hash`
    uint64 (rows,): equal values have equal hashes; None if hashes are not needed, as for the arguments of a call.
    """

    type: Type
    data: Any
    count: Any
    hash: Any

    def __len__(self) -> int:
        return len(self.data)

    def take(self, rows: Any) -> Column:
        """The values at the given row indices."""
        count, hash = (None if part is None else part[rows] for part in (self.count, self.hash))
        return Column(self.type, self.data[rows], count, hash)


class Mark(NamedTuple):
    """How much of an arena is in use: slots, and places in the pool of numbers."""

    slots: int
    numbers: int


Device = AbstractContextManager[Any]
Mover = Callable[[Any, Any, np.ndarray, int], None]  # (cells, heads, ascending slots, first new slot)
_MAIN_MEMORY: Device = nullcontext()  # where there is no device to enter
_P = ParamSpec("_P")
_R = TypeVar("_R")
_S = TypeVar("_S", bound="_OnDevice")


class _OnDevice(Protocol):
    device: Device


def on_device(method: Callable[Concatenate[_S, _P], _R]) -> Callable[Concatenate[_S, _P], _R]:
    """Make a method run with its object's device as the current one, as a process may hold arenas on several GPUs."""

    @wraps(method)
    def entered(self: _S, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        if self.device is _MAIN_MEMORY:
            return method(self, *args, **kwargs)
        with self.device:
            return method(self, *args, **kwargs)

    return cast(Callable[Concatenate[_S, _P], _R], entered)


class Arena:
    """Slots and numbers on one device. `xp`: numpy or cupy; `limit`: bytes it may hold; `device`: a context manager."""

    def __init__(self, xp: Any, limit: int, device: Device | None = None) -> None:
        self.xp = xp
        self.device: Device = _MAIN_MEMORY if device is None else device
        self.slot_limit = int(min(limit // _BYTES, _HIGHEST))
        if self.slot_limit < 1024:
            raise ValueError(f"a memory limit of {limit} bytes holds {self.slot_limit} slots; 1024 are the least")
        self.number_limit = min(self.slot_limit * _NUMBERS_PER_SLOT, _HIGHEST)
        self.cells = xp.empty((self.slot_limit, SLOT), dtype=np.uint8)
        self.heads = xp.empty((self.slot_limit, 4), dtype=np.int16)
        self.numbers = xp.empty(self.number_limit, dtype=np.int32)
        self.cursors = xp.zeros(2, dtype=np.int64)
        self.mover: Mover | None = None  # moves slots down faster than indexing, if the device has one
        self._used = Mark(0, 0)
        self.bytes_uploaded = 0
        self.bytes_downloaded = 0
        self.peak_slots = 0
        self._had = 0  # slots whose memory the system has given; it does so as they are first written

    def close(self) -> None:
        """Release all memory; the arena has no room afterwards."""
        self.cells, self.heads, self.numbers = self.cells[:0].copy(), self.heads[:0].copy(), self.numbers[:0].copy()
        self.slot_limit = self.number_limit = 0
        self._used = Mark(0, 0)
        self.__dict__.pop("addresses", None)

    @cached_property
    def addresses(self) -> tuple[int, ...]:
        """Where its cells, heads, numbers and cursors begin in the device's memory."""
        return tuple(map(address, (self.cells, self.heads, self.numbers, self.cursors)))

    def mark(self) -> Mark:
        return self._used

    def release(self, mark: Mark) -> None:
        """Free everything allocated since `mark`."""
        self._used = mark

    @contextmanager
    def released(self) -> Iterator[None]:
        """A context at whose end everything allocated within it is freed."""
        mark = self.mark()
        try:
            yield
        finally:
            self.release(mark)

    @property
    def peak_bytes(self) -> int:
        """The most bytes that values took at a time."""
        return self.peak_slots * (SLOT + _HEAD)

    @property
    def free_slots(self) -> int:
        return self.slot_limit - self._used.slots

    def held_since(self, mark: Mark) -> int:
        """The bytes of a limit that have been taken since `mark`: an arena with such a limit would hold no more."""
        slots, numbers = self._used.slots - mark.slots, self._used.numbers - mark.numbers
        return max(slots, -(-numbers // _NUMBERS_PER_SLOT)) * _BYTES

    @contextmanager
    def sparing(self, share: float) -> Iterator[None]:
        """Reserve a share (0..1) of all slots: within this context they cannot be allocated."""
        whole = self.slot_limit
        self.slot_limit = whole - int(whole * share)
        try:
            yield
        finally:
            self.slot_limit = whole

    def take_slots(self, n: int) -> int:
        """Allocate n slots; returns the first. Raises ArenaFull if there are not enough."""
        start = self._used.slots
        self.advance(start + n, self._used.numbers)
        if start + n > self._had and self.xp is np:
            self._get_memory(max(start, self._had), start + n)
        return start

    def _get_memory(self, start: int, stop: int) -> None:
        """Write on each page of these slots and of some more what is there: a gigabyte takes a second or two the first
        time, which is a warm-up, and not the time of the kernels that happen to write there first. (Slots that are not
        in use may hold values all the same, as those that are about to be moved down.)"""
        self._had = min(max(stop, start + _FRESH), len(self.cells))
        with span("memory", cold=1):
            self.cells[start : self._had : _TO_A_PAGE, 0] |= 0

    def take_numbers(self, n: int) -> int:
        """Allocate n places in the number pool; returns the first. Raises ArenaFull if there are not enough."""
        start = self._used.numbers
        self.advance(self._used.slots, start + n)
        return start

    def advance(self, slots: int, numbers: int) -> None:
        """Set how much is in use, for kernels that allocate the lists they make. Raises ArenaFull beyond the limits."""
        if slots > self.slot_limit or numbers > self.number_limit:
            there = f"{self.slot_limit} and {self.number_limit} available"
            raise ArenaFull(f"{slots} slots and {numbers} numbers requested, {there}")
        self._used = Mark(slots, numbers)
        self.peak_slots = max(self.peak_slots, slots)

    def upload(self, pieces: Sequence[Any]) -> Any:
        """Copy cells (uint8 (h, w), None for void) into new slots; returns their numbers, int32 (n,)."""
        return self.upload_slots(*pack(pieces))

    @on_device
    def upload_slots(self, cells: np.ndarray, heads: np.ndarray) -> Any:
        """Copy packed cells, as `pack` returns them, into new slots; returns their numbers, int32 (n,)."""
        start = self.take_slots(len(cells))
        self.cells[start : start + len(cells)] = self.xp.asarray(cells)
        self.heads[start : start + len(cells)] = self.xp.asarray(heads)
        self.bytes_uploaded += cells.nbytes + heads.nbytes
        return self.xp.arange(start, start + len(cells), dtype=np.int32)

    @on_device
    def upload_numbers(self, runs: Sequence[Iterable[int]]) -> tuple[Any, Any]:
        """Copy lists of integers into the pool; returns the first place and the length of each run, int32 (n,)."""
        lists = [run if isinstance(run, np.ndarray) else np.fromiter(run, dtype=np.int32) for run in runs]
        count = np.array([len(run) for run in lists], dtype=np.int32)
        start = self.take_numbers(int(count.sum()))
        flat = np.concatenate(lists) if lists else np.empty(0, np.int32)
        self.numbers[start : start + len(flat)] = self.xp.asarray(flat)
        self.bytes_uploaded += flat.nbytes
        return self.xp.asarray((start + np.cumsum(count) - count).astype(np.int32)), self.xp.asarray(count)

    @on_device
    def download(self, slots: Any) -> list[Piece | None]:
        """The cells in these slots, with None for void."""
        cells, heads = to_host(self.cells[slots]), to_host(self.heads[slots])
        self.bytes_downloaded += cells.nbytes + heads.nbytes
        return [
            at(row[: h * w].reshape(h, w), (y, x)) if h else VOID
            for row, (h, w, y, x) in zip(cells, heads.tolist(), strict=True)
        ]

    @on_device
    def shapes(self, slots: Any) -> np.ndarray:
        """Heights and widths of the cells in `slots`, an array of any shape: int16 (..., 2) on the host."""
        return to_host(self.heads[self.xp.asarray(slots)][..., :2])

    @on_device
    def boxes(self, slots: Any) -> np.ndarray:
        """Height, width, and row and column of the origin, of the cells in `slots`: int64 (..., 4) on the host."""
        return to_host(self.heads[self.xp.asarray(slots)]).astype(np.int64)

    @on_device
    def values(self, column: Column) -> list[Any]:
        """The values of a column in Python: pieces, integers, lists of these, None for void."""
        if column.count is None:
            return self._read(column.type, column.data)
        rows, places, _ = spread(self.xp, column.count)
        index = column.data[rows] + places
        flat = iter(self._read(column.type, index if column.type.storage == "cells" else self.numbers[index]))
        lengths, empty = to_host(column.count).tolist(), to_host(column.data == EMPTY).tolist()
        return [list(islice(flat, n)) if n or none else VOID for n, none in zip(lengths, empty, strict=True)]

    def _read(self, kind: Type, data: Any) -> list[Any]:
        if kind.storage == "cells":
            return list(self.download(data))
        return [None if number == NONE else number for number in to_host(data).tolist()]


def pack(pieces: Sequence[Any]) -> tuple[np.ndarray, np.ndarray]:
    """Cells (uint8 (h, w), None for void) as slots: uint8 (n, SLOT), zero behind cells; heads int16 (n, 4): h, w, y, x.

    Raises ValueError for a side over MAX_SIDE.
    """
    cells = np.zeros((len(pieces), SLOT), dtype=np.uint8)
    heads = np.zeros((len(pieces), 4), dtype=np.int16)
    for k, piece in enumerate(pieces):
        if piece is not None and piece.size:
            if max(piece.shape) > MAX_SIDE:
                raise ValueError(f"cells of shape {piece.shape}: a side is at most {MAX_SIDE}")
            cells[k, : piece.size] = np.asarray(piece, dtype=np.uint8).ravel()
            heads[k] = (*piece.shape, *origin_of(piece))
    return cells, heads


def to_host(array: Any) -> np.ndarray:
    """A NumPy array with the content of an array that may be on a device."""
    return array.get() if hasattr(array, "get") else np.asarray(array)


def spread(xp: Any, counts: Any) -> tuple[Any, Any, Any]:
    """The indices of a ragged expansion of counts (n,): each element's row and place in the row, each row's start."""
    bounds = xp.cumsum(xp.concatenate([xp.zeros(1, np.int64), counts.astype(np.int64)]))
    starts, places = bounds[:-1], xp.arange(int(bounds[-1]), dtype=np.int64)
    if xp is np:
        rows = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    else:  # CuPy's repeat takes counts on the host only
        rows = xp.searchsorted(bounds[1:], places, side="right")
    return rows, places - starts[rows], starts
