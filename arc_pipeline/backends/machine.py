"""What this machine offers: usable cores, GPUs and their free memory, and the default size of an arena."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from .memory import free_memory


def cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def limit_here(limit: int | None) -> int:
    """The bytes that values may take: `limit`, or half of the free memory if it is None."""
    return free_memory() // 2 if limit is None else limit


def gpu_at_hand() -> bool:
    """Whether there is an NVIDIA driver, so that an unusable GPU deserves a warning."""
    windows = os.path.join(os.environ.get("SYSTEMROOT", ""), "System32", "nvcuda.dll")
    return any(map(os.path.exists, ("/proc/driver/nvidia/version", "/dev/nvidiactl", "/dev/dxg", windows)))


def gpu_count() -> int:
    """The number of CUDA GPUs of this machine; 0 if CuPy or the driver is missing or unusable."""
    if not gpu_at_hand():
        return 0
    try:
        from cupy.cuda import runtime

        return int(runtime.getDeviceCount())
    except Exception:  # no usable CuPy or driver: opening a backend will say why
        return 0


def gpu_memory() -> int:
    """The free memory, in bytes, of the GPU that has least; `sys.maxsize` if no GPU can be asked."""
    from .cuda import find_gpu
    from .cuda import free_memory as free_on_gpu

    free = []
    for number in range(gpu_count()):
        with suppress(RuntimeError):  # a BackendError, or an error of CuPy
            cupy = find_gpu(number)
            with cupy.cuda.Device(number):
                free.append(free_on_gpu(cupy))
    return min(free, default=sys.maxsize)
