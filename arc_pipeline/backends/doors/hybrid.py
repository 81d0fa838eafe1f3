"""CPU or GPU, whichever is faster for launches of a size; if no GPU can be used, the CPU, with a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..backend import Backend
from ..errors import BackendError, CompileError, NoFolderError
from ..fallbacks import fall_back
from . import cpu, cuda

if TYPE_CHECKING:
    from ..cuda import CudaBackend

GPU = "beside"


def opened(limit: int | None, threads: int | None = None, device: int = 0) -> Backend:
    """The hybrid or, with a warning that says why the GPU cannot be used, the CPU."""
    try:
        of_gpu = cuda.opened(limit, threads, device)
        return beside(cpu.opened(limit, threads), of_gpu)
    except BackendError as error:
        return instead("hybrid", error, limit, threads)


def beside(of_cpu: Backend, of_gpu: CudaBackend) -> Backend:
    """A hybrid of both, with the threshold measured on this machine."""
    from ..crossover import machine_of
    from ..hybrid import HybridBackend

    with of_gpu.explained():
        return HybridBackend.calibrated(of_cpu, of_gpu, machine_of(of_cpu, of_gpu.device_name))


def instead(name: str, error: BackendError, limit: int | None, threads: int | None) -> Backend:
    """The CPU in place of a backend whose GPU cannot be used. Raises `error` again if the GPU is not its cause."""
    if isinstance(error, CompileError | NoFolderError):
        raise error
    return fall_back(cpu.opened(limit, threads), f"{name} without a GPU: the CPU is used", str(error))
