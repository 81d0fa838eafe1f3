"""The door: `open_backend(name)` chooses where programs run, once. Compilers and CuPy are looked for only here.

What cannot be had is an error, or a fallback that is counted and said once in a process; never silence.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING

from .backend import Backend
from .errors import BackendError, CompileError, NoCompilerError, NoFolderError
from .memory import free_memory

if TYPE_CHECKING:
    from .cuda import CudaBackend

NAMES = ("auto", "reference", "cpu", "cuda", "hybrid")
REFERENCE_SLOWNESS = 100  # times, against the CPU's kernels; what the warning says

_log = logging.getLogger(__name__)
_said: set[str] = set()


def open_backend(name: str = "auto", limit: int | None = None, threads: int | None = None, device: int = 0) -> Backend:
    """A backend, ready to run.

    name: "reference" (plain Python), "cpu", "cuda", "hybrid" (CPU or GPU, whichever is faster for launches of a size)
        or "auto": the hybrid if there is a GPU that can be used, the GPU alone if there is no C++ compiler beside it,
        else the CPU.
    limit: bytes that its values may take, on each of a hybrid's two devices; by default half of what is free there.
        Processes that share a device have to share this out.
    threads: of the CPU's kernels, by default as many as this process may use cores.
    device: the number of the GPU. It becomes the current one of this thread.

    Where no C++ compiler works the reference stands in for the CPU, and where no GPU can be used the CPU for a hybrid:
    both are counted as fallbacks and said in a warning, with what each compiler or the GPU answered. BackendError for
    "cuda" where no GPU can be used, and where no folder takes compiled kernels; CompileError for kernels that do not
    compile, ValueError for an unknown name or a limit that is too small.
    """
    if name not in NAMES:
        raise ValueError(f"unknown backend {name!r}: choose one of {', '.join(NAMES)}")
    if name == "reference":
        return _reference(limit)
    if name == "cpu":
        return _cpu(limit, threads)
    if name == "auto" and not _gpu_at_hand():
        _log.info("backend auto: this machine has no NVIDIA driver, so the CPU is used")
        return _cpu(limit, threads)
    try:
        cuda = _cuda(limit, device)
        if name == "cuda" or (name == "auto" and not _compiler_at_hand()):
            return cuda
        return _hybrid(_cpu(limit, threads), cuda)
    except (CompileError, NoFolderError):
        raise
    except BackendError as error:  # the GPU's: what the CPU lacks has been dealt with
        if name == "cuda":
            raise
        return _fall_back(_cpu(limit, threads), f"{name} without a GPU: the CPU is used", str(error))


def _reference(limit: int | None) -> Backend:
    from .reference import ReferenceBackend

    return ReferenceBackend(_limit(limit))


def _compiler_at_hand() -> bool:
    from .compiler import find_compiler

    try:
        find_compiler()
    except NoCompilerError as error:
        _log.info("backend auto: the GPU runs alone: %s", error)
        return False
    return True


def _cpu(limit: int | None, threads: int | None) -> Backend:
    from .compiler import find_compiler

    try:
        find_compiler()
    except NoCompilerError as error:
        why = f"at least {REFERENCE_SLOWNESS} times slower; install g++ or clang++. It was said: {error}"
        return _fall_back(_reference(limit), "no C++ compiler works: the reference is used", why)
    from .cpu import CpuBackend

    return CpuBackend(_limit(limit), _cores() if threads is None else threads)


def _cuda(limit: int | None, device: int) -> CudaBackend:
    from .cuda import CudaBackend

    return CudaBackend(limit, device)


def _hybrid(cpu: Backend, cuda: CudaBackend) -> Backend:
    from .compiler import processor
    from .hybrid import HybridBackend

    machine = f"{cuda.device_name}, {getattr(cpu, 'threads', 1)} threads of {processor()}, {cpu.name}"
    with cuda.explained():
        return HybridBackend.calibrated(cpu, cuda, machine)


def gpu_count() -> int:
    """How many GPUs this machine has for CUDA; 0 where CuPy or the driver is missing."""
    if not _gpu_at_hand():
        return 0
    try:
        from cupy.cuda import runtime

        return int(runtime.getDeviceCount())
    except Exception:  # no CuPy, or one or a driver that cannot be used: opening a backend says why
        return 0


def gpu_memory() -> int:
    """Bytes that are free on the GPU that has least; `sys.maxsize` where none tells: opening a backend says why."""
    from .cuda import find_gpu, free_memory

    free = []
    for number in range(gpu_count()):
        with suppress(RuntimeError):  # a BackendError, or CuPy's own
            cupy = find_gpu(number)
            with cupy.cuda.Device(number):
                free.append(free_memory(cupy))
    return min(free, default=sys.maxsize)


def _gpu_at_hand() -> bool:
    """Whether there is an NVIDIA driver, so that a GPU that cannot be used is worth a warning."""
    windows = os.path.join(os.environ.get("SYSTEMROOT", ""), "System32", "nvcuda.dll")
    return any(map(os.path.exists, ("/proc/driver/nvidia/version", "/dev/nvidiactl", "/dev/dxg", windows)))


def _fall_back(backend: Backend, what: str, why: str) -> Backend:
    backend.counters.add_fallback(what)
    if what not in _said:
        _said.add(what)
        warnings.warn(f"{what} ({why})", RuntimeWarning, stacklevel=3)
    return backend


def _limit(limit: int | None) -> int:
    return free_memory() // 2 if limit is None else limit


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
