"""Simulated devices: the CPU poses as several GPUs of set speeds, memories and faults, in a time that is only played.

Time passes as kernels run, or as `spend` says, and nothing else takes any: what such a run does depends on no machine
and on no other process.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from ..backends import BackendError
from ..backends.array_kernel import ArrayLaunch
from ..backends.backend import Launch
from ..backends.cpu import CpuBackend

T = TypeVar("T")

VALUES_A_SECOND = 400_000.0  # that a device of speed 1 computes, and so does the CPU beside it


@dataclass(frozen=True)
class Device:
    """What a device is like. `speed`: of its kernels, 1 is that of the CPU; `memory`: bytes of values that it holds;
    `fault`: what is wrong with it once it has had `after` jobs, None for nothing. A device that is "lost" raises
    BackendError from then on, and does not open if it has had none; one that "lacks memory" raises MemoryError in every
    job; one that "hangs" never comes back from the next job."""

    speed: float = 1.0
    memory: int = 1 << 27
    fault: Literal["lost", "lacks memory", "hangs"] | None = None
    after: int = 0


class Devices(Executor):
    """An executor of simulated devices, with a worker for each, which begins on it and may go on to another. A call is
    run at once, in the thread of the worker that is free first, and is done when `wait` has played on to its end.
    Workers on one device do not slow each other down.

    `wait`, `ticks`, `open_backend`, `gpus_of` and `number_among_workers` take the places of those that the package
    uses. `now`: the played time, in seconds; `calls` and `busy`: by worker, how many calls it had, and the seconds that
    they took.
    """

    def __init__(self, *devices: Device) -> None:
        self.now = 0.0
        self._here = threading.local()
        self._devices = [_Posing(device, number) for number, device in enumerate(devices, start=1)]
        self._workers = [_Worker(device, self._here) for device in self._devices]
        self._running: list[tuple[float, Future[Any], Future[Any]]] = []  # end, what the caller has, what was made

    @property
    def calls(self) -> list[int]:
        """How many calls each worker had."""
        return [one.calls for one in self._workers]

    @property
    def busy(self) -> list[float]:
        """The seconds of each worker's calls, infinite for one that hangs."""
        return [one.busy for one in self._workers]

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run a call; its future is done later, by `wait`."""
        one = min(self._workers, key=lambda one: max(one.time, self.now))
        one.time = max(one.time, self.now)
        made, future = one.run(lambda: fn(*args, **kwargs)), Future[T]()
        future.set_running_or_notify_cancel()
        self._running.append((one.time, future, made))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the threads."""
        for one in self._workers:
            one.thread.shutdown(wait, cancel_futures=cancel_futures)

    def wait(
        self, futures: Iterable[Future[Any]], timeout: float = math.inf, return_when: str = FIRST_COMPLETED
    ) -> None:
        """Play on until the first of these calls is done, or for `timeout` seconds. Other ways to wait are not there:
        NotImplementedError."""
        if return_when != FIRST_COMPLETED:
            raise NotImplementedError(f"it waits for the first call only, not for {return_when}")
        waiting = set(futures)
        of_these = [entry for entry in self._running if entry[1] in waiting]
        entry = min(of_these, key=lambda entry: entry[0])
        if entry[0] > self.now + timeout:
            self.now += timeout
            return
        self._running.remove(entry)
        end, future, made = entry
        self.now = max(self.now, end)
        if (error := made.exception()) is not None:
            future.set_exception(error)
        else:
            future.set_result(made.result())

    def ticks(self) -> float:
        """The played time: in a worker's thread that of its call, elsewhere that up to which it was waited."""
        one: _Worker | None = getattr(self._here, "worker", None)
        return self.now if one is None else one.time

    def gpus_of(self, backend: str) -> int:
        """All devices pose as GPUs, which the backend "cpu" does not use."""
        return 0 if backend == "cpu" else len(self._devices)

    def number_among_workers(self) -> int:
        """The number of the worker in whose thread it is called, from 1, which is that of the device it begins on."""
        worker: _Worker = self._here.worker
        return self._workers.index(worker) + 1

    def open_backend(
        self, name: str = "auto", limit: int | None = None, threads: int | None = None, device: int = 0
    ) -> CpuBackend:
        """For "cpu" the CPU, else the device of this number, from 0, on which the worker in whose thread it is called
        works from then on. Raises BackendError if the device is lost."""
        worker: _Worker = self._here.worker
        if name != "cpu":
            worker.use(self._devices[device])
        most = worker.on.device.memory if limit is None else min(limit, worker.on.device.memory)
        return _CpuBeside(worker, most) if name == "cpu" else _DeviceBackend(worker, most)

    def spend(self, seconds: float) -> None:
        """Let a call take the time that a device of speed 1 needs `seconds` for. Raises what is wrong with the device
        on which it runs."""
        self._here.worker.take(seconds)


class _Hanging(BaseException):
    """Leads out of a call that never comes back."""


class _Posing:
    """A device as the play goes on. `jobs`: how many it has had, the one that runs included."""

    def __init__(self, device: Device, number: int) -> None:
        self.device, self.name, self.jobs = device, f"device {number}", 0

    @property
    def fault(self) -> str | None:
        """What is wrong with it now."""
        return self.device.fault if self.jobs > self.device.after else None


class _Worker:
    """A worker as the play goes on. `on`: the device that it uses; `time`: when it is free, and while it runs a call,
    its clock."""

    def __init__(self, device: _Posing, here: Any) -> None:
        self.on = device
        self.time = self.busy = 0.0
        self.calls = 0
        self.thread = ThreadPoolExecutor(1, initializer=lambda: setattr(here, "worker", self))

    def run(self, call: Callable[[], T]) -> Future[T]:
        """Run a call to its end; if it hangs, the worker is never free again."""
        self.calls += 1
        self.on.jobs += 1
        began, made = self.time, self.thread.submit(call)
        if isinstance(made.exception(), _Hanging):
            self.time = math.inf
        self.busy += self.time - began
        return made

    def use(self, device: _Posing) -> None:
        """Go on to a device, which then has the job that runs."""
        if device is not self.on:
            self.on = device
            device.jobs += 1

    def take(self, seconds: float) -> None:
        """Let time pass by its clock."""
        if self.on.fault == "hangs":
            raise _Hanging
        if self.on.fault == "lacks memory":
            raise MemoryError(f"{self.on.name} is out of memory")
        if self.on.fault == "lost":
            raise RuntimeError(f"{self.on.name} has fallen off the bus")  # as CuPy does, before anybody asks for more
        self.time += seconds / self.on.device.speed


class _DeviceBackend(CpuBackend):
    """The CPU backend on the device that a worker uses, by whose name it goes."""

    def __init__(self, worker: _Worker, limit: int) -> None:
        self._by = worker
        self.synchronize()
        super().__init__(limit, threads=1)
        self.name = worker.on.name

    def _launch(self, launch: Launch | ArrayLaunch) -> None:
        self._by.take(launch.n / VALUES_A_SECOND)
        super()._launch(launch)

    def synchronize(self) -> None:
        """Raises BackendError if the device is lost."""
        if self._by.on.fault == "lost":
            raise BackendError(f"{self._by.on.name} cannot be used: it is lost")


class _CpuBeside(CpuBackend):
    """The CPU beside a worker's device, with whose faults it has nothing to do."""

    def __init__(self, worker: _Worker, limit: int) -> None:
        super().__init__(limit, threads=1)
        self._by = worker

    def _launch(self, launch: Launch | ArrayLaunch) -> None:
        self._by.time += launch.n / VALUES_A_SECOND
        super()._launch(launch)
