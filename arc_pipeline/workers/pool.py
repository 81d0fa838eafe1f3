"""A pool of processes on this machine that need nothing of the program that started them, and end when it ends.

Above all they do not import its main module, as those of `multiprocessing` do: a script without a main guard would
solve everything again in each of them, and one that is read from standard input could not be imported at all.
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

_number = 0  # of this process among the workers of its pool, from 1; 0 in a process that is of no pool of ours


class _Process(SpawnProcess):
    def start(self) -> None:
        with _without_main_module():
            super().start()


class _Context(SpawnContext):
    Process = _Process


class LocalPool(ProcessPoolExecutor):
    """`count` processes, started as they are needed."""

    def __init__(self, count: int) -> None:
        context = _Context()
        self._begun = context.Value("i", 0)
        super().__init__(count, context, _begin, (os.getpid(), self._begun))

    @property
    def begun(self) -> int:
        """How many of its processes have come to the point where they can work."""
        return int(self._begun.value)

    def kill(self) -> None:
        """End all processes at once, whatever they are doing."""
        processes = list((getattr(self, "_processes", None) or {}).values())
        self.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()


def number_among_workers() -> int:
    """A number that tells the processes which share this machine's GPUs apart: those of a pool of ours from 1 on."""
    if _number or multiprocessing.parent_process() is None:
        return _number
    return os.getpid()  # somebody else's worker: the numbers of processes that start together lie side by side


def refuse_while_starting() -> None:
    """RuntimeError in a process that imports the main module of the one that started it, to become its worker.

    Processes of an executor that was given do so. What stands there was meant for the parent: done here again, it would
    overwrite what the parent writes.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise RuntimeError(
            "solve() is called while a worker process of an executor is being started, which imports the main module "
            'of the script: put the call under `if __name__ == "__main__":`, or give no executor'
        )


@contextmanager
def _without_main_module() -> Iterator[None]:
    """Within this multiprocessing finds no main module that a child would have to import."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _begin(parent: int, begun: Any) -> None:
    """Number this worker, leave Ctrl-C to the parent, and end when the parent is gone, however it went."""
    global _number  # noqa: PLW0603, it is this process that has the number
    with begun.get_lock():
        begun.value += 1
        _number = begun.value
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    process = multiprocessing.parent_process()
    # Linux gives an orphan another parent at once; on Windows it keeps the number, but its parent is no longer alive.
    while process is not None and os.getppid() == parent and process.is_alive():
        process.join(1.0)
    os._exit(1)
