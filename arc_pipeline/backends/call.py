"""`struct Call` of kernel.h, filled in for one launch: the arguments of a kernel."""

from __future__ import annotations

import ctypes
import struct
from itertools import pairwise
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


def pack_call(arena: Arena, launch: Launch | ArrayLaunch) -> bytes:
    """The struct for all items of a launch. Raises ValueError for an operation with too many parameters."""
    if isinstance(launch, ArrayLaunch):
        return _pack_arrays(launch)
    if len(launch.arguments) > ARGUMENTS:
        raise ValueError(f"{launch.op.name} has {len(launch.arguments)} parameters; kernels take {ARGUMENTS} at most")
    data, counts, steps = [0] * ARGUMENTS, [0] * ARGUMENTS, [0] * ARGUMENTS
    for k, given in enumerate(launch.arguments):
        if given is not None:
            data[k], counts[k], steps[k] = address(given[0]), address(given[1]), given[2]
    return LAYOUT.pack(
        0,
        launch.n,
        *arena.addresses,
        arena.slot_limit,
        arena.number_limit,
        *data,
        *counts,
        *steps,
        address(launch.out),
        address(launch.out_count),
        address(launch.hash),
        address(launch.bytes),
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


def in_parts(call: bytes, n: int, parts: int) -> list[bytes]:
    """A call with n items in this many parts of about equal size, the first items last."""
    rest, bounds = call[_ITEMS.size :], [n * k // parts for k in range(parts, -1, -1)]
    return [_ITEMS.pack(begin, end) + rest for end, begin in pairwise(bounds)]


def address(array: Any) -> int:
    """The address of an array's first element in its device's memory; 0 for None."""
    if array is None:
        return 0
    if not isinstance(array, np.ndarray):
        return int(array.data.ptr)
    if array.size and array.flags.writeable:  # nearly all are: takes a fifth of __array_interface__'s time
        return ctypes.addressof(ctypes.c_char.from_buffer(array.data))
    return int(array.__array_interface__["data"][0])
