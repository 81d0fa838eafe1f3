"""The hashes of kernel.h in NumPy and CuPy, for the reference backend, uploads and lifted calls.

A hash is a sum of mixed 64-bit words (multiply, shift and xor, similar to splitmix64), so that lanes may add in any
order. All arithmetic is modulo 2**64.
"""

from __future__ import annotations

from typing import Any

import numpy as np

_U = np.uint64


def mix64(v: Any) -> Any:
    """Mix 64-bit words, elementwise: uint64 (n,) -> uint64 (n,)."""
    v = v * _U(0x9E3779B97F4A7C15)
    v = v ^ (v >> _U(32))
    v = v * _U(0xD6E8FEB86659FD93)
    return v ^ (v >> _U(29))


def mix_placed(hashes: Any, places: Any) -> Any:
    """Mix hashes with the places of their values, so that sums of them depend on the places: uint64 (n,)."""
    return mix64(hashes + (places + 1).astype(np.uint64) * _U(0x9FB21C651E98DF25))


def hash_numbers(values: Any) -> Any:
    """The hashes of numbers: int32 (n,) -> uint64 (n,)."""
    return mix64(values.astype(np.uint32).astype(np.uint64) + _U(0x51ED270B7A3F9C1D))


def hash_cells(cells: np.ndarray, origin: tuple[int, int]) -> np.uint64:
    """The hash of one piece: uint8 (h, w), or void with shape (0, 0), and its origin."""
    data = np.ascontiguousarray(cells, dtype=np.uint8).tobytes()
    words = np.frombuffer(data + b"\0" * (-len(data) % 8), dtype="<u8").astype(np.uint64)
    steps = np.arange(1, len(words) + 1, dtype=np.uint64) * _U(0xA24BAED4963EE407)
    h, w = cells.shape if cells.size else (0, 0)
    total = mix64(np.add.reduce(mix64(words + steps), keepdims=True, dtype=np.uint64) + _U(h * 64 + w))
    if cells.size and origin != (0, 0):
        total = mix64(total + _U((origin[0] + 128) * 256 + origin[1] + 128))
    return np.uint64(total[0])


def hash_slots(cells: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """The hash of each slot: uint8 (n, bytes), zero behind the cells, and int16 (n, 4) of h, w, y, x -> uint64 (n,)."""
    h, w, y, x = heads.astype(np.int64).T
    used = -(-(h * w) // 8)
    words = cells.view("<u8")[:, : int(used.max(initial=0))].astype(np.uint64)
    place = np.arange(words.shape[1])
    mixed = mix64(words + (place + 1).astype(np.uint64) * _U(0xA24BAED4963EE407))
    mixed[place >= used[:, None]] = 0
    total = mix64(mixed.sum(axis=1, dtype=np.uint64) + (h * 64 + w).astype(np.uint64))
    moved = mix64(total + ((y + 128) * 256 + x + 128).astype(np.uint64))
    return np.where((y != 0) | (x != 0), moved, total)


def hash_runs(xp: Any, hashes: Any, places: Any, starts: Any, counts: Any, empty: Any) -> Any:
    """The hash of each list, computed from the hashes of its elements: uint64 (lists,).

    hashes, places: (total,), the hashes of all elements, list after list, and each one's index in its list; starts,
    counts: (lists,), where each list begins in them, and its length; empty: bool (lists,), which of those of length 0
    are lists without elements, and not void.
    """
    mixed = mix64(hashes + (places + 1).astype(np.uint64) * _U(0xC2B2AE3D27D4EB4F))
    sums = xp.cumsum(xp.concatenate([xp.zeros(1, np.uint64), mixed]), dtype=np.uint64)
    lengths = counts.astype(np.uint64) * _U(0x165667B19E3779F9) + empty.astype(np.uint64)
    return mix64(sums[starts + counts] - sums[starts] + lengths)
