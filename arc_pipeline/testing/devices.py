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
    """An executor of simulated devices. Each call is run at once, in a thread of the device that is free first, and is
    done when `wait` has played on to its end.

    `wait`, `ticks`, `open_backend` and `gpus_of` take the places of those that the package uses. `now`: the played
    time, in seconds; `calls` and `busy`: by device, how many calls it had, and the seconds that they took.
    """

    def __init__(self, *devices: Device) -> None:
        self.now = 0.0
        self._here = threading.local()
        self._played = [_Played(device, number, self._here) for number, device in enumerate(devices, start=1)]
        self._running: list[tuple[float, Future[Any], Future[Any]]] = []  # end, what the caller has, what was made

    @property
    def calls(self) -> list[int]:
        """How many calls each device had."""
        return [one.calls for one in self._played]

    @property
    def busy(self) -> list[float]:
        """The seconds of each device's calls, infinite for one that hangs."""
        return [one.busy for one in self._played]

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run a call; its future is done later, by `wait`."""
        one = min(self._played, key=lambda one: max(one.time, self.now))
        one.time = max(one.time, self.now)
        made, future = one.run(lambda: fn(*args, **kwargs)), Future[T]()
        future.set_running_or_notify_cancel()
        self._running.append((one.time, future, made))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the threads."""
        for one in self._played:
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
        """The played time: in a thread of a device that of its call, elsewhere that up to which it was waited."""
        one: _Played | None = getattr(self._here, "device", None)
        return self.now if one is None else one.time

    def gpus_of(self, backend: str) -> int:
        """All devices pose as GPUs, which the backend "cpu" does not use."""
        return 0 if backend == "cpu" else len(self._played)

    def open_backend(
        self, name: str = "auto", limit: int | None = None, threads: int | None = None, device: int = 0
    ) -> CpuBackend:
        """For "cpu" the CPU, else the device in whose thread it is called, whatever `device` says. Raises BackendError
        if that is lost."""
        here: _Played = self._here.device
        most = here.device.memory if limit is None else min(limit, here.device.memory)
        return _CpuBeside(here, most) if name == "cpu" else _DeviceBackend(here, most)

    def spend(self, seconds: float) -> None:
        """Let a call take the time that a device of speed 1 needs `seconds` for. Raises what is wrong with the device
        that runs it."""
        self._here.device.take(seconds)


class _Hanging(BaseException):
    """Leads out of a call that never comes back."""


class _Played:
    """A device as the play goes on. `time`: when it is free, and while it runs a call, its clock."""

    def __init__(self, device: Device, number: int, here: Any) -> None:
        self.device, self.name = device, f"device {number}"
        self.time = self.busy = 0.0
        self.calls = 0
        self.thread = ThreadPoolExecutor(1, initializer=lambda: setattr(here, "device", self))

    @property
    def fault(self) -> str | None:
        """What is wrong with it now."""
        return self.device.fault if self.calls > self.device.after else None

    def run(self, call: Callable[[], T]) -> Future[T]:
        """Run a call to its end; if it hangs, the device is never free again."""
        self.calls += 1
        began, made = self.time, self.thread.submit(call)
        if isinstance(made.exception(), _Hanging):
            self.time = math.inf
        self.busy += self.time - began
        return made

    def take(self, seconds: float) -> None:
        """Let time pass by its clock."""
        if self.fault == "hangs":
            raise _Hanging
        if self.fault == "lacks memory":
            raise MemoryError(f"{self.name} is out of memory")
        if self.fault == "lost":
            raise RuntimeError(f"{self.name} has fallen off the bus")  # as CuPy does, before anybody asks what it means
        self.time += seconds / self.device.speed


class _DeviceBackend(CpuBackend):
    """The CPU backend on one of the devices, by whose name it goes."""

    def __init__(self, device: _Played, limit: int) -> None:
        self._on = device
        self.synchronize()
        super().__init__(limit, threads=1)
        self.name = device.name

    def _launch(self, launch: Launch | ArrayLaunch) -> None:
        self._on.take(launch.n / VALUES_A_SECOND)
        super()._launch(launch)

    def synchronize(self) -> None:
        """Raises BackendError if the device is lost."""
        if self._on.fault == "lost":
            raise BackendError(f"{self._on.name} cannot be used: it is lost")


class _CpuBeside(CpuBackend):
    """The CPU beside a device, with whose faults it has nothing to do."""

    def __init__(self, device: _Played, limit: int) -> None:
        super().__init__(limit, threads=1)
        self._on = device

    def _launch(self, launch: Launch | ArrayLaunch) -> None:
        self._on.time += launch.n / VALUES_A_SECOND
        super()._launch(launch)
