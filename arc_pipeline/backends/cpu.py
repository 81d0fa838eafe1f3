"""The CPU backend: kernels compiled by the machine's C++ compiler, items split over threads."""

from __future__ import annotations

import ctypes
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np

from .backend import Backend, Launch
from .call import pack_call
from .compiler import SERIAL, TEAM, load_families

_SPLIT = 1024  # fewer items than this are not worth being handed to another thread
_PARTS_PER_THREAD = 4  # items differ in what they cost, so each thread gets several parts


class CpuBackend(Backend):
    """Serial kernels, `threads` of them at a time. CompileError if the kernels do not compile."""

    name = "cpu"
    _flags: tuple[str, ...] = SERIAL

    def __init__(self, limit: int, threads: int = 1) -> None:
        self._libraries = load_families(self._flags)
        self._kernels: dict[str, Any] = {}
        super().__init__(np, limit)
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None

    def _launch(self, launch: Launch) -> None:
        run = self._kernel(launch)
        parts = min(self.threads * _PARTS_PER_THREAD, launch.n // _SPLIT)
        if parts <= 1 or self._pool is None:
            run(pack_call(self.arena, launch, 0, launch.n))
            return
        bounds = np.linspace(0, launch.n, parts + 1, dtype=np.int64).tolist()
        list(self._pool.map(run, [pack_call(self.arena, launch, *part) for part in pairwise(bounds)]))

    def _kernel(self, launch: Launch) -> Any:
        name = launch.op.name
        if name not in self._kernels:
            kernel = self._libraries[launch.op.family][f"op_{name}"]
            kernel.argtypes, kernel.restype = [ctypes.c_char_p], None
            self._kernels[name] = kernel
        return self._kernels[name]


class TeamBackend(CpuBackend):
    """Threads play the lanes of a warp: finds a missing SYNC without a GPU. Slow; for tests."""

    name = "team"
    _flags = TEAM
