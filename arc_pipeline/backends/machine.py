"""What this machine offers: usable cores, GPUs and what they are, free memory, and the default size of an arena."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass

from .errors import BackendError
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


@dataclass(frozen=True)
class Gpu:
    """What the driver says of a GPU. `memory`, `free`: bytes; `capability`: its compute capability, such as "7.5";
    `driver`: the newest CUDA that the driver is for, such as "12.4"."""

    number: int
    name: str
    memory: int
    free: int
    capability: str
    driver: str


def gpus() -> list[Gpu]:
    """The GPUs of this machine; [] where `gpu_count` is 0. Raises BackendError if one of them cannot be asked."""
    from .cuda import asked

    return [asked(number) for number in range(gpu_count())]


def why_no_gpu() -> str:
    """What is missing for a GPU to be used; "" if nothing is."""
    if not gpu_at_hand():
        return "this machine has no NVIDIA driver"
    from .cuda import find_gpu

    try:
        find_gpu()
    except BackendError as error:
        return str(error)
    return ""


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
