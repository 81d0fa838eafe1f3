"""What this machine has: cores that may be used, GPUs and what is free on them, room for an arena."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from .memory import free_memory


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def limit_here(limit: int | None) -> int:
    """The bytes that values may take: half of what is free where none are named."""
    return free_memory() // 2 if limit is None else limit


def gpu_at_hand() -> bool:
    """Whether there is an NVIDIA driver, so that a GPU that cannot be used is worth a warning."""
    windows = os.path.join(os.environ.get("SYSTEMROOT", ""), "System32", "nvcuda.dll")
    return any(map(os.path.exists, ("/proc/driver/nvidia/version", "/dev/nvidiactl", "/dev/dxg", windows)))


def gpu_count() -> int:
    """How many GPUs this machine has for CUDA; 0 where CuPy or the driver is missing."""
    if not gpu_at_hand():
        return 0
    try:
        from cupy.cuda import runtime

        return int(runtime.getDeviceCount())
    except Exception:  # no CuPy, or one or a driver that cannot be used: opening a backend says why
        return 0


def gpu_memory() -> int:
    """Bytes that are free on the GPU that has least; `sys.maxsize` where none tells: opening a backend says why."""
    from .cuda import find_gpu
    from .cuda import free_memory as free_on_gpu

    free = []
    for number in range(gpu_count()):
        with suppress(RuntimeError):  # a BackendError, or CuPy's own
            cupy = find_gpu(number)
            with cupy.cuda.Device(number):
                free.append(free_on_gpu(cupy))
    return min(free, default=sys.maxsize)
