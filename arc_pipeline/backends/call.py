"""`struct Call` of kernel.h, filled in for one launch: the arguments of a kernel."""

from __future__ import annotations

import ctypes
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from .array_kernel import ArrayLaunch

if TYPE_CHECKING:
    from .arena import Arena
    from .backend import Launch

ARGUMENTS = 6
# begin, end; cells, heads, numbers, cursors; both limits; argument, count, step; out, out_count, hash, bytes
LAYOUT = struct.Struct(f"qq4Qqq{ARGUMENTS}Q{ARGUMENTS}Q{ARGUMENTS}i4Q")

_ITEMS = struct.Struct("qq")  # begin and end
_ABSENT = (None, None, 0)


def pack_call(arena: Arena, launch: Launch | ArrayLaunch) -> bytes:
    """The struct for all items of a launch. Raises ValueError for an operation with too many parameters."""
    if isinstance(launch, ArrayLaunch):
        return _pack_arrays(launch)
    if len(launch.arguments) > ARGUMENTS:
        raise ValueError(f"{launch.op.name} has {len(launch.arguments)} parameters; kernels take {ARGUMENTS} at most")
    given = [_ABSENT if argument is None else argument for argument in launch.arguments]
    given += [_ABSENT] * (ARGUMENTS - len(given))
    data, counts, steps = zip(*given, strict=True)
    return LAYOUT.pack(
        0,
        launch.n,
        *map(address, (arena.cells, arena.heads, arena.numbers, arena.cursors)),
        arena.slot_limit,
        arena.number_limit,
        *map(address, data),
        *map(address, counts),
        *steps,
        *map(address, (launch.out, launch.out_count, launch.hash, launch.bytes)),
    )


def _pack_arrays(launch: ArrayLaunch) -> bytes:
    """The struct for a kernel over arrays: integers as they are; of each array its address, rows and width."""
    words = [0, launch.n]
    for given in [*launch.arguments, launch.out]:
        if isinstance(given, int):
            words.append(given)
        else:
            rows, width = given.shape if len(given.shape) == 2 else (1, len(given))
            words += [address(given), rows, width]
    return struct.pack(f"{len(words)}q", *words)


def part_of(call: bytes, begin: int, end: int) -> bytes:
    """The same call, restricted to items `begin` to `end`."""
    return _ITEMS.pack(begin, end) + call[_ITEMS.size :]


def address(array: Any) -> int:
    """The address of an array's first element in its device's memory; 0 for None."""
    if array is None:
        return 0
    if not isinstance(array, np.ndarray):
        return int(array.data.ptr)
    if array.size and array.flags.writeable:  # nearly all are: takes a fifth of __array_interface__'s time
        return ctypes.addressof(ctypes.c_char.from_buffer(array.data))
    return int(array.__array_interface__["data"][0])
