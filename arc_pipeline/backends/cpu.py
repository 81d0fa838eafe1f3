"""The CPU backend: kernels compiled by the machine's C++ compiler, with items divided over threads."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import numpy as np

from ..measure import now
from .array_kernel import ArrayLaunch
from .backend import Backend, Launch
from .call import in_parts, pack_call
from .compiler import SERIAL, load_families
from .moving import load_mover

_Kernel = Callable[[bytes], None]
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
        self._kernels: dict[str, _Kernel] = {}
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
        run, call, parts = self._kernel(launch), pack_call(self.arena, launch), -(-launch.n // _MOST_ITEMS)
        if self._pool is not None:
            calls = self._run_beside(self._pool, run, call, launch, parts)
        else:
            calls = [call] if parts == 1 else in_parts(call, launch.n, parts)
            self._drain(calls, run)
        if calls:
            self.look_at_time()

    def _run_beside(
        self, pool: ThreadPoolExecutor, run: _Kernel, call: bytes, launch: Launch | ArrayLaunch, parts: int
    ) -> list[bytes]:
        """Run a launch in at least `parts` parts, on as many threads as are worth it; returns the parts for which there
        was no time."""
        name, n = launch.name, launch.n
        work = n * self._costs.get(name, _USUAL_COST)
        worth = max(1, min(int(work / _WORTH_A_THREAD), self.threads * _PARTS_PER_THREAD, n))
        calls, started = in_parts(call, n, max(worth, parts)), now()
        others = [pool.submit(self._drain, calls, run) for _ in range(min(worth, self.threads) - 1)]
        self._drain(calls, run)
        for other in others:
            other.result()
        self._costs[name] = (now() - started) * (1 + len(others)) / n
        return calls

    def _drain(self, calls: list[bytes], run: _Kernel) -> None:
        """Pop and run the remaining calls while there is time; other threads may do the same."""
        with suppress(IndexError):  # another thread may take the last one
            while calls and not self._is_late:
                run(calls.pop())

    def _kernel(self, launch: Launch | ArrayLaunch) -> _Kernel:
        if (kernel := self._kernels.get(launch.name)) is not None:
            return kernel
        if launch.family not in self._libraries:  # kernels over arrays are loaded on first use
            self._libraries |= load_families(self._flags, [launch.family])
        loaded = self._libraries[launch.family][f"op_{launch.name}"]
        loaded.argtypes, loaded.restype = [ctypes.c_char_p], None
        self._kernels[launch.name] = loaded
        return loaded
