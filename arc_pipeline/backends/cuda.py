"""The CUDA backend: kernels compiled by NVRTC, a warp for each item, arrays in CuPy. Needs CuPy and an NVIDIA GPU.

Launches and arithmetic go to the current stream of the backend's device and return at once; what comes to the host
waits for them. Only this module and nvrtc.py import CuPy, and only when a GPU is asked for.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from .array_kernel import ArrayLaunch
from .backend import Backend, Launch
from .call import pack_call
from .counters import Counter
from .errors import BackendError, CompileError
from .nvrtc import architecture_for, load_images, nvrtc_version, supported_capabilities

_WARPS = 4  # a block, as in kernel.h
_BLOCKS_PER_PROCESSOR = 64  # several times what is resident, so that items of unequal cost even out
_PENDING = 4096  # launches whose times are not read yet

_log = logging.getLogger(__name__)


class CudaBackend(Backend):
    """One GPU, by its number. `limit`: bytes its arena may hold, by default half of what is free on the GPU.

    BackendError where there is no such GPU, it cannot be used, or there is no CuPy, CompileError if the kernels do not
    compile.
    """

    name = "cuda"
    launch_rows = 1 << 18
    chunk_slots = 1 << 40  # as many as there are: large launches hide what a launch costs

    def __init__(self, limit: int | None = None, device: int = 0) -> None:
        self._cupy = cupy = find_gpu(device)
        self._described = f"GPU number {device}"
        self._kernels: dict[str, Any] = {}
        self._pending: deque[tuple[Counter, EventPair]] = deque()
        with self.explained():
            gpu = cupy.cuda.Device(device)
            with gpu:
                capability = int(gpu.compute_capability)
                self.device_name = _name_of(cupy, device)
                self._described = f"{self.device_name} (sm_{capability})"
                self._architecture = architecture_for(capability)
                if self._architecture.startswith("compute_"):
                    _log.info("%s is newer than NVRTC: PTX for %s is taken", self._described, self._architecture)
                self._modules = self._loaded(None)
                super().__init__(cupy, free_memory(cupy) // 2 if limit is None else limit, gpu)
            self._most_blocks = gpu.attributes["MultiProcessorCount"] * _BLOCKS_PER_PROCESSOR
            gpu.use()  # for the arithmetic of a process that has one GPU, as workers do

    @contextmanager
    def explained(self) -> Iterator[None]:
        """What CuPy and the driver raise comes out as a BackendError that says which GPU it is and what can be done."""
        try:
            yield
        except CompileError:
            raise
        except BackendError as error:
            raise BackendError(f"cuda: {self._described} cannot be used: {error}") from error
        except (RuntimeError, MemoryError, OSError) as error:
            advice = _advice(self._cupy, error)
            raise BackendError(f"cuda: {self._described} cannot be used: {error}. {advice}") from error

    def close(self) -> None:
        """Give its memory back to the GPU: CuPy would keep it for arrays of this process to come."""
        with self.device:
            self._settle()
            super().close()
            self._cupy.get_default_memory_pool().free_all_blocks()

    def _loaded(self, families: list[str] | None) -> dict[str, Any]:
        return {name: self._load(image) for name, image in load_images(self._architecture, families).items()}

    def _load(self, image: bytes) -> Any:
        module = self._cupy.cuda.function.Module()
        module.load(image)
        return module

    def _launch(self, launch: Launch | ArrayLaunch) -> None:
        name, family = launch.name, launch.family
        if name not in self._kernels:
            if family not in self._modules:  # kernels over arrays, which not everybody asks for
                self._modules |= self._loaded([family])
            self._kernels[name] = self._modules[family].get_function(f"op_{name}")
        blocks = min(-(-launch.n // _WARPS), self._most_blocks)
        # CuPy passes a NumPy array of one element by value.
        call = np.frombuffer(pack_call(self.arena, launch), dtype=np.uint8)
        self._kernels[name]((blocks,), (32 * _WARPS,), (call.view(f"V{len(call)}"),))

    def _timed(self, launch: Launch | ArrayLaunch, counter: Counter) -> None:
        timer = self.timer()
        timer.start()
        self._launch(launch)
        timer.stop()
        self._pending.append((counter, timer))
        if len(self._pending) > _PENDING:
            self._read_times(_PENDING // 2)

    def _read_times(self, most: int) -> None:
        """Add the times of the oldest launches, which are done or will be soonest."""
        for _ in range(min(most, len(self._pending))):
            counter, timer = self._pending.popleft()
            counter.seconds += timer.seconds()

    def _settle(self) -> None:
        self._read_times(len(self._pending))

    def timer(self) -> EventPair:
        """A pair of events in the current stream."""
        return EventPair(self._cupy.cuda, self.device)

    def synchronize(self) -> None:
        """Wait until all launches are done."""
        with self.device:
            self._cupy.cuda.get_current_stream().synchronize()


class EventPair:
    """Times what a GPU does between `start` and `stop`; an EventTimer of measure."""

    def __init__(self, cuda: Any, device: Any) -> None:
        self._cuda, self._device = cuda, device
        with device:
            self._events = cuda.Event(), cuda.Event()

    def start(self) -> None:
        """Note the beginning in the current stream."""
        with self._device:
            self._events[0].record()

    def stop(self) -> None:
        """Note the end in the current stream."""
        with self._device:
            self._events[1].record()

    def seconds(self) -> float:
        """Seconds between the two; waits until the end is reached."""
        with self._device:
            self._events[1].synchronize()
            return float(self._cuda.get_elapsed_time(*self._events)) / 1000


def find_gpu(device: int = 0) -> Any:
    """CuPy, once it is sure that GPU number `device` can be used; else BackendError that says what is missing."""
    try:
        import cupy
    except Exception as error:  # ImportError where it is missing; anything beside a NumPy that it does not know
        raise BackendError(
            f"cuda: CuPy cannot be imported ({error}). Install cupy-cuda12x, for CUDA 13 cupy-cuda13x"
        ) from error
    runtime = cupy.cuda.runtime
    try:
        devices = runtime.getDeviceCount()
    except runtime.CUDARuntimeError as error:
        driver = runtime.driverGetVersion()
        if driver:
            found = f"the driver, for CUDA {_release(driver)}, gives no GPU to this process"
            advice = (
                "Make a GPU visible to it, and install a driver at least as new as the CUDA that CuPy was built for"
            )
        else:
            found = "no NVIDIA driver was found"
            advice = "Install one, or choose a machine with an NVIDIA GPU"
        raise BackendError(f"cuda: CuPy {cupy.__version__} is here, but {found} ({error}). {advice}") from error
    if not 0 <= device < devices:
        raise BackendError(f"cuda: GPU number {device} is asked for, but CuPy finds {devices}, counted from 0")
    return cupy


def free_memory(cupy: Any) -> int:
    """Bytes that are free on the current GPU."""
    return int(cupy.cuda.runtime.memGetInfo()[0])


def _advice(cupy: Any, error: Exception) -> str:
    """What can be done about an error of the driver, with the versions that it may be due to."""
    if isinstance(error, MemoryError) or "out of memory" in str(error):
        return "Free memory on it, whose users nvidia-smi shows, or pass a smaller limit=<bytes>"
    nvrtc, newest = ".".join(map(str, nvrtc_version())), max(supported_capabilities())
    driver = _release(cupy.cuda.runtime.driverGetVersion())
    return (
        f"NVRTC {nvrtc} knows GPUs up to sm_{newest}, the driver is for CUDA {driver}, CuPy is {cupy.__version__}: "
        "NVRTC must be new enough for the GPU, and the driver for NVRTC. Install a newer driver, another "
        "nvidia-cuda-nvrtc-cu12, or the CuPy for another CUDA, and see whether nvidia-smi finds the GPU well"
    )


def _release(version: int) -> str:
    return f"{version // 1000}.{version % 1000 // 10}"


def _name_of(cupy: Any, device: int) -> str:
    name = cupy.cuda.runtime.getDeviceProperties(device)["name"]
    return name.decode() if isinstance(name, bytes) else str(name)
