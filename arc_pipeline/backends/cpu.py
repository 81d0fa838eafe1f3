"""The CPU backend: kernels compiled by the machine's C++ compiler, with items divided over threads."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from typing import Any

import numpy as np

from ..measure import now
from .array_kernel import ArrayLaunch
from .backend import Backend, Launch
from .call import pack_call, part_of
from .compiler import SERIAL, load_families
from .moving import load_mover

_WORTH_A_THREAD = 200e-6  # seconds of work that make up for handing it to a thread
_PARTS_PER_THREAD = 4  # items differ in cost, so several parts per thread balance the load
_USUAL_COST = 1e-6  # seconds per item, assumed until an operation has run
_MOST_ITEMS = 512  # between checks of the deadline: the slowest operations take 1 ms per item on the largest grids


class CpuBackend(Backend):
    """Serial kernels, on up to `threads` threads if a launch is large. Raises CompileError if they do not compile."""

    name = "cpu"
    _flags: tuple[str, ...] = SERIAL

    def __init__(self, limit: int, threads: int = 1) -> None:
        self._libraries = load_families(self._flags)
        self._kernels: dict[str, Any] = {}
        self._costs: dict[str, float] = {}
        super().__init__(np, limit)
        self.arena.mover = load_mover()
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads - 1) if threads > 1 else None

    def close(self) -> None:
        """Release its memory and end its threads."""
        super().close()
        if self._pool is not None:
            self._pool.shutdown()

    def _launch(self, launch: Launch | ArrayLaunch) -> None:
        run, name, call = self._kernel(launch), launch.name, pack_call(self.arena, launch)
        work = launch.n * self._costs.get(name, _USUAL_COST)
        worth = max(1, min(int(work / _WORTH_A_THREAD), self.threads * _PARTS_PER_THREAD, launch.n))
        parts = max(worth if self._pool else 1, -(-launch.n // _MOST_ITEMS))
        bounds = [launch.n * k // parts for k in range(parts + 1)]
        calls = [part_of(call, begin, end) for begin, end in reversed(list(pairwise(bounds)))]
        started, others = now(), []
        if self._pool is not None:
            others = [self._pool.submit(self._drain, calls, run) for _ in range(min(worth, self.threads) - 1)]
        self._drain(calls, run)
        for other in others:
            other.result()
        self._costs[name] = (now() - started) * (1 + len(others)) / launch.n
        if calls:
            self.look_at_time()

    def _drain(self, calls: list[bytes], run: Callable[[bytes], None]) -> None:
        """Pop and run the remaining calls while there is time; other threads may do the same."""
        with suppress(IndexError):
            while not self._is_late:
                run(calls.pop())

    def _kernel(self, launch: Launch | ArrayLaunch) -> Any:
        name, family = launch.name, launch.family
        if name not in self._kernels:
            if family not in self._libraries:  # kernels over arrays are loaded on first use
                self._libraries |= load_families(self._flags, [family])
            kernel = self._libraries[family][f"op_{name}"]
            kernel.argtypes, kernel.restype = [ctypes.c_char_p], None
            self._kernels[name] = kernel
        return self._kernels[name]
