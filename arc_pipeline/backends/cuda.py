"""The CUDA backend: kernels compiled by NVRTC, one warp per item, arrays in CuPy. Needs CuPy and an NVIDIA GPU.

Launches and arithmetic are queued on the current stream of the backend's device and return at once; copying to the host
waits for them. Only this module and nvrtc.py import CuPy, and only if a GPU is requested.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..measure import Span, add_kernel_seconds, enclosing_span, tell_profiler
from .array_kernel import ArrayLaunch
from .backend import Backend, Launch
from .call import pack_call
from .counters import Counter
from .errors import BackendError, CompileError
from .machine import Gpu
from .nvrtc import architecture_for, load_images, nvrtc_version, supported_capabilities

_WARPS = 4  # per block, as in kernel.h
_BLOCKS_PER_PROCESSOR = 64  # several times the resident ones, to balance items of unequal cost
_PENDING = 4096  # most launches whose times have not been read

_log = logging.getLogger(__name__)


class CudaBackend(Backend):
    """The GPU with number `device`. `limit`: the bytes that its arena may hold, by default half of its free memory.

    Raises BackendError if there is no such GPU or no CuPy, or it cannot be used, and CompileError if the kernels do not
    compile.
    """

    name = "cuda"
    launch_rows = 1 << 18
    chunk_slots = 1 << 40  # unlimited: large launches hide the cost of a launch

    def __init__(self, limit: int | None = None, device: int = 0) -> None:
        self._cupy = cupy = find_gpu(device)
        self._described = f"GPU number {device}"
        self._kernels: dict[str, Any] = {}
        self._pending: deque[tuple[Counter, EventPair, Span | None]] = deque()
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
            nvtx = cupy.cuda.nvtx
            tell_profiler(nvtx.RangePush, nvtx.RangePop)  # half a microsecond where no profiler listens
            gpu.use()  # for arithmetic in a process that uses one GPU, as workers do

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn exceptions of CuPy and the driver into a BackendError that names the GPU and says what can be done."""
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
        """Return its memory to the GPU; CuPy would keep it for later arrays of this process."""
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
            if family not in self._modules:  # kernels over arrays are loaded on first use
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
        self._pending.append((counter, timer, enclosing_span()))
        if len(self._pending) > _PENDING:
            self._read_times(_PENDING // 2)

    def _read_times(self, most: int) -> None:
        """Add up the times of the `most` oldest launches, which are done first."""
        for _ in range(min(most, len(self._pending))):
            counter, timer, around = self._pending.popleft()
            seconds = timer.seconds()
            counter.seconds += seconds
            add_kernel_seconds(seconds, around, on_gpu=True)

    def _settle(self) -> None:
        self._read_times(len(self._pending))

    def timer(self) -> EventPair:
        """A pair of events in the current stream."""
        return EventPair(self._cupy.cuda, self.device)

    def synchronize(self) -> None:
        """Wait until all launches are done. Raises BackendError if the GPU cannot be used any more."""
        with self.explained(), self.device:
            self._cupy.cuda.get_current_stream().synchronize()


class EventPair:
    """Times what a GPU does between `start` and `stop`; an EventTimer of `measure`."""

    def __init__(self, cuda: Any, device: Any) -> None:
        self._cuda, self._device = cuda, device
        with device:
            self._events = cuda.Event(), cuda.Event()

    def start(self) -> None:
        """Record the start event in the current stream."""
        with self._device:
            self._events[0].record()

    def stop(self) -> None:
        """Record the end event in the current stream."""
        with self._device:
            self._events[1].record()

    def seconds(self) -> float:
        """Seconds between the two events; waits for the second."""
        with self._device:
            self._events[1].synchronize()
            return float(self._cuda.get_elapsed_time(*self._events)) / 1000


def find_gpu(device: int = 0) -> Any:
    """The module cupy, if GPU number `device` can be used. Raises BackendError that says what is missing."""
    try:
        import cupy
    except Exception as error:  # ImportError if it is missing; anything if it does not support this NumPy
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


def asked(device: int) -> Gpu:
    """What the driver says of a GPU. Raises BackendError if it cannot be asked."""
    cupy = find_gpu(device)
    runtime = cupy.cuda.runtime
    try:
        with cupy.cuda.Device(device) as gpu:
            free, memory = map(int, runtime.memGetInfo())
            capability = int(gpu.compute_capability)
        driver = _release(runtime.driverGetVersion())
        return Gpu(device, _name_of(cupy, device), memory, free, f"{capability // 10}.{capability % 10}", driver)
    except RuntimeError as error:
        raise BackendError(f"cuda: GPU number {device} cannot be asked what it is: {error}") from error


def free_memory(cupy: Any) -> int:
    """The free memory of the current GPU, in bytes."""
    return int(cupy.cuda.runtime.memGetInfo()[0])


def _advice(cupy: Any, error: Exception) -> str:
    """What can be done about an error of the driver, with the versions that may be its cause."""
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
