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
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any

_number = 0  # of this process among the workers of its LocalPool, from 1; 0 outside of a LocalPool


class _Process(SpawnProcess):
    def start(self) -> None:
        with _without_main_module():
            super().start()


class _Context(SpawnContext):
    Process = _Process


class LocalPool(ProcessPoolExecutor):
    """A pool of `count` processes, each started when it is first needed."""

    def __init__(self, count: int) -> None:
        context = _Context()
        self._begun = context.Value("i", 0)
        super().__init__(count, context, _begin, (os.getpid(), self._begun))

    @property
    def begun(self) -> int:
        """The number of its processes that have become ready to work."""
        return int(self._begun.value)

    def kill(self) -> None:
        """End all processes at once, whatever they are doing."""
        processes = list((getattr(self, "_processes", None) or {}).values())
        self.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()


def number_among_workers() -> int:
    """A number that differs among the processes that share this machine's GPUs.

    It counts from 1 in a LocalPool, is the process id in other workers, and 0 in a process that is no worker.
    """
    if _number or multiprocessing.parent_process() is None:
        return _number
    return os.getpid()  # a worker of another executor: processes that start together have neighbouring ids


def refuse_while_starting() -> None:
    """Raise RuntimeError while this process imports its parent's main module to become an executor's worker.

    The calls in that module are meant for the parent: repeated here, they would overwrite what the parent writes.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise RuntimeError(
            "solve() is called while a worker process of an executor is being started, which imports the main module "
            'of the script: put the call under `if __name__ == "__main__":`, or give no executor'
        )


@contextmanager
def _without_main_module() -> Iterator[None]:
    """Hide the main module from multiprocessing, so that child processes do not import it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _begin(parent: int, begun: Any) -> None:
    """Number this worker, ignore SIGINT, which is the parent's to handle, and watch for the parent's end."""
    global _number  # noqa: PLW0603, the number belongs to the process
    with begun.get_lock():
        begun.value += 1
        _number = begun.value
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    process = multiprocessing.parent_process()
    # On Linux an orphan gets another parent at once; on Windows its parent's id stays, but is_alive() becomes false.
    while process is not None and os.getppid() == parent and process.is_alive():
        process.join(1.0)
    os._exit(1)
