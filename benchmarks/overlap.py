"""What it brings if several processes share a core and a GPU, on a simulated one: its kernels sleep, one at a time.

A process does its part of a step on the core and then waits for a kernel; while it waits, another one has the core. How
the system gives the core to whom is real.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from pathlib import Path

from arc_pipeline.measure import Deadline
from arc_pipeline.workers import LocalPool, origin

_STEP = 0.05  # seconds of the core and of the kernel together


def steps(share: float, processes: int, seconds: float) -> int:
    """How many steps so many processes do in these seconds on one core with one device. `share`: of a step that is its
    kernel. Only where files can be locked and processes bound to a core (Linux)."""
    core = min(os.sched_getaffinity(0))
    pool = LocalPool(processes)
    try:
        with tempfile.TemporaryDirectory() as folder:
            wait([pool.submit(origin) for _ in range(processes)])  # all have begun before the time counts
            device = Path(folder) / "device"
            done = [pool.submit(_work, device, core, share, seconds) for _ in range(processes)]
            return sum(one.result() for one in done)
    finally:
        pool.kill()


def _work(device: Path, core: int, share: float, seconds: float) -> int:
    """Do steps until the time is up; returns how many."""
    os.sched_setaffinity(0, {core})
    done, deadline = 0, Deadline(seconds)
    while not deadline.expired:
        began = time.thread_time()  # which stands still while others have the core
        while time.thread_time() - began < (1.0 - share) * _STEP:
            pass
        with _alone_on(device):
            threading.Event().wait(share * _STEP)
        done += 1
    return done


@contextmanager
def _alone_on(device: Path) -> Iterator[None]:
    """Wait until no other process has the device, and have it."""
    import fcntl

    with device.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
