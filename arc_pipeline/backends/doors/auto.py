"""The hybrid if a GPU can be used, the GPU alone if there is no C++ compiler beside it, else the CPU."""

from __future__ import annotations

import logging

from .. import machine
from ..backend import Backend
from ..errors import BackendError, NoCompilerError
from . import cpu, cuda, hybrid

GPU = "beside"
_log = logging.getLogger(__name__)


def opened(limit: int | None, threads: int | None = None, device: int = 0) -> Backend:
    """The best backend for this machine."""
    if not machine.gpu_at_hand():
        _log.info("backend auto: this machine has no NVIDIA driver, so the CPU is used")
        return cpu.opened(limit, threads)
    try:
        of_gpu = cuda.opened(limit, threads, device)
        return hybrid.beside(cpu.opened(limit, threads), of_gpu) if _compiler_at_hand() else of_gpu
    except BackendError as error:
        return hybrid.instead("auto", error, limit, threads)


def _compiler_at_hand() -> bool:
    from ..compiler import find_compiler

    try:
        find_compiler()
    except NoCompilerError as error:
        _log.info("backend auto: the GPU runs alone: %s", error)
        return False
    return True
