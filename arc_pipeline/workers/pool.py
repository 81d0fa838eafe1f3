"""A pool of processes on this machine that import nothing of the program that started them, and end when it ends.

Unlike the workers of `multiprocessing`, they do not import its main module: a script without a main guard would run
again in each of them, and a script read from standard input could not be imported at all.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")
_TIDYING_SECONDS = 5.0  # how long an executor whose process was killed is waited for: it takes milliseconds

_number = 0  # of this process among the workers of its LocalPool, from 1; 0 outside of a LocalPool
_lost = 0  # how often in a row a backend failed in the processes in whose place this one is


class _Process(SpawnProcess):
    def start(self) -> None:
        with _without_main_module():
            super().start()


class _Context(SpawnContext):
    """Knows all processes that it made: one whose start was interrupted is known to no executor, and yet the program
    would wait for it when it ends."""

    def __init__(self) -> None:
        super().__init__()
        self._made: list[_Process] = []

    def Process(self, *args: Any, **kwargs: Any) -> _Process:  # type: ignore[override]  # noqa: N802
        self._made.append(_Process(*args, **kwargs))
        return self._made[-1]

    def kill(self) -> None:
        """End all processes that have begun."""
        for process in self._made:
            if process.pid is not None:
                process.kill()


class LocalPool(Executor):
    """`count` processes, each started when it is first needed, and each in an executor of its own: one that dies or is
    ended costs only the call that it was running, and it is replaced by the next call."""

    def __init__(self, count: int) -> None:
        self._context = _Context()
        self._slots = [_Slot(self._context, number) for number in range(1, count + 1)]
        self._slot_of: WeakKeyDictionary[Future[Any], _Slot] = WeakKeyDictionary()
        self._begun_of: WeakKeyDictionary[Future[Any], Any] = WeakKeyDictionary()

    def has_begun(self, future: Future[Any]) -> bool:
        """Whether the process that was to run a call became ready to work, alive or not."""
        begun = self._begun_of.get(future)
        return begun is not None and bool(begun.value)

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run a call on the process with the fewest calls that wait, or that failed on it. Raises OSError if no process
        can be started."""
        slot = min(self._slots, key=lambda slot: slot.waiting)
        future = slot.submit(fn, *args, **kwargs)
        self._slot_of[future], self._begun_of[future] = slot, slot.begun
        return future

    def end(self, future: Future[Any]) -> None:
        """End the process of a call, so that the next call begins in a new one. A call that is not done by then raises
        BrokenExecutor. A process that has come in its place since then, as it died, has no part in that."""
        slot = self._slot_of.get(future)
        if slot is not None and slot.begun is self._begun_of.get(future):
            _wait_for([slot.kill()])

    def note(self, future: Future[Any], lost: int) -> None:
        """Note what `failures_before` is to tell a process that takes the place of the one that ran a call."""
        if (slot := self._slot_of.get(future)) is not None:
            slot.lost = lost

    def kill(self) -> None:
        """End all processes at once, whatever they are doing."""
        ending = [slot.kill() for slot in self._slots]
        self._context.kill()
        _wait_for(ending)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the processes end when they have done their calls."""
        for slot in self._slots:
            slot.shutdown(wait, cancel_futures)


class _Slot:
    """The place of one process in a pool: an executor of a single process, made anew when that is gone. `begun` is a
    number in shared memory, 1 as soon as the present process is ready to work."""

    def __init__(self, context: SpawnContext, number: int) -> None:
        self._context, self._number = context, number
        self.begun: Any = None
        self._executor: ProcessPoolExecutor | None = None
        self._calls: list[Future[Any]] = []
        self.lost = 0

    @property
    def waiting(self) -> int:
        """How many of its calls are not done, or failed: their process may be ended before it is given another."""
        # Not counted by callbacks: these may come after a caller that waited has already seen that a call is done.
        self._calls = [call for call in self._calls if not _is_well_done(call)]
        return len(self._calls)

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        try:
            future = self._running().submit(fn, *args, **kwargs)
        except BrokenExecutor:  # its process died while idle
            _wait_for([self.kill()])
            future = self._running().submit(fn, *args, **kwargs)
        self._calls.append(future)
        return future

    def _running(self) -> ProcessPoolExecutor:
        if self._executor is None:
            self.begun = self._context.RawValue("b", 0)
            arguments = os.getpid(), self._number, self.begun, self.lost
            self._executor = ProcessPoolExecutor(1, self._context, _begin, arguments)
        return self._executor

    def kill(self) -> threading.Thread | None:
        """End the process; the executor's thread, which ends after it."""
        executor, self._executor, self._calls = self._executor, None, []
        if executor is None:
            return None
        processes = list((getattr(executor, "_processes", None) or {}).values())
        thread = getattr(executor, "_executor_manager_thread", None)
        executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        return thread

    def shutdown(self, wait: bool, cancel_futures: bool) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait, cancel_futures=cancel_futures)


def _is_well_done(call: Future[Any]) -> bool:
    return call.done() and (call.cancelled() or call.exception() is None)


def number_among_workers() -> int:
    """A number that differs among the processes that share this machine's GPUs.

    It counts from 1 in a LocalPool, is the process id in other workers, and 0 in a process that is no worker.
    """
    if _number or multiprocessing.parent_process() is None:
        return _number
    return os.getpid()  # a worker of another executor: processes that start together have neighbouring ids


def failures_before() -> int:
    """How often in a row a backend failed in those processes of a LocalPool in whose place this one is."""
    return _lost


def refuse_while_starting() -> None:
    """Raise RuntimeError while this process imports its parent's main module to become an executor's worker.

    The calls in that module are meant for the parent: repeated here, they would overwrite what the parent writes.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise RuntimeError(
            "solve() is called while a worker process of an executor is being started, which imports the main module "
            'of the script: put the call under `if __name__ == "__main__":`, or give no executor'
        )


def _wait_for(threads: Iterable[threading.Thread | None]) -> None:
    """Wait until executors whose processes were killed have tidied up, but not for a process that cannot die.

    A program that ends while they do so ends with OSError: Python wakes their threads by pipes that are being closed.
    """
    for thread in filter(None, threads):
        thread.join(_TIDYING_SECONDS)


@contextmanager
def _without_main_module() -> Iterator[None]:
    """Hide the main module from multiprocessing, so that child processes do not import it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _begin(parent: int, number: int, begun: Any, lost: int) -> None:
    """Number this worker, ignore SIGINT, which is the parent's to handle, and watch for the parent's end."""
    global _number, _lost
    begun.value = 1
    _number, _lost = number, lost
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    process = multiprocessing.parent_process()
    # On Linux an orphan gets another parent at once; on Windows its parent's id stays, but is_alive() becomes false.
    while process is not None and os.getppid() == parent and process.is_alive():
        process.join(1.0)
    os._exit(1)
