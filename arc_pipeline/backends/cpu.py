"""The CPU backend: kernels compiled by the machine's C++ compiler, items split over threads."""

from __future__ import annotations

import ctypes
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from .backend import CALL, Backend, Launch
from .compiler import SERIAL, TEAM, load_families

_SPLIT = 2048  # fewer items than this a thread are not worth a second thread


class CpuBackend(Backend):
    """Serial kernels, `threads` of them at a time. CompileError if the kernels do not compile."""

    name = "cpu"
    _flags = SERIAL

    def __init__(self, limit: int, threads: int = 1) -> None:
        self._libraries = load_families(self._flags)
        super().__init__(np, limit)
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None

    def _launch(self, launch: Launch) -> None:
        run = self._libraries[launch.op.family][f"op_{launch.op.name}"]
        parts = min(self.threads, -(-launch.n // _SPLIT))
        if parts <= 1 or self._pool is None:
            run(_pointer(call_struct(self, launch, 0, launch.n)))
            return
        bounds = np.linspace(0, launch.n, parts + 1, dtype=np.int64).tolist()
        calls = [call_struct(self, launch, a, b) for a, b in zip(bounds, bounds[1:], strict=False)]
        list(self._pool.map(lambda call: run(_pointer(call)), calls))


class TeamBackend(CpuBackend):
    """Threads play the lanes of a warp: finds a missing SYNC without a GPU. Slow; for tests."""

    name = "team"
    _flags = TEAM


def call_struct(backend: Backend, launch: Launch, begin: int, end: int) -> np.ndarray:
    """The `struct Call` of kernel.h for items [begin, end) of a launch, as an array of one element."""
    call = np.zeros(1, dtype=CALL)
    arena, row = backend.arena, call[0]
    row["begin"], row["end"] = begin, end
    for name in ("cells", "heads", "numbers", "cursors"):
        row[name] = address(getattr(arena, name))
    row["slot_limit"], row["number_limit"] = arena.slot_limit, arena.number_limit
    for k, given in enumerate(launch.arguments):
        if given is not None:
            data, count, row["step"][k] = given
            row["argument"][k] = address(data)
            row["count"][k] = address(count)
    row["out"], row["out_count"], row["hash"] = map(address, (launch.out, launch.out_count, launch.hash))
    return call


def address(array: Any) -> int:
    """Where an array's first element lies in its device's memory; 0 for None."""
    if array is None:
        return 0
    return int(array.ctypes.data) if isinstance(array, np.ndarray) else int(array.data.ptr)


def _pointer(call: np.ndarray) -> ctypes.c_void_p:
    return ctypes.c_void_p(call.ctypes.data)
