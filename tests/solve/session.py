"""A program in a session of its own, and the processes of that session; for Linux."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# A child finds the package where this process does, whatever folder the tests run in.
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def wait_until(holds: Callable[[], object], what: str, seconds: float = 120.0) -> None:
    """Poll until `holds()`; AssertionError with `what` did not happen in `seconds`."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.005)


def _heed_ctrl_c() -> None:
    """A shell that runs the tests in the background has all that they start ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Session:
    """A running Python program; the processes it starts belong to its session, even when it is gone."""

    def __init__(self, program: str, arguments: list[str], errors: Path) -> None:
        self.errors = errors
        with errors.open("wb") as file:
            command = [sys.executable, "-c", program, *arguments]
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=file, encoding="utf-8", env=ENVIRONMENT, start_new_session=True,
                preexec_fn=_heed_ctrl_c,  # noqa: PLW1509, it takes no lock
            )  # fmt: skip

    def living(self) -> dict[int, tuple[int, str]]:
        """The processes of the session that have not ended: {number: (parent's number, command line)}."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                # After the name, which may hold anything: state, parent, group, session.
                state, parent, _, session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(session) == self.process.pid and state not in "ZX":
                found[int(folder.name)] = (int(parent), command)
        return found

    def workers(self) -> list[int]:
        """The numbers of the worker processes that the program has started."""
        living = self.living().items()
        return [n for n, (parent, command) in living if parent == self.process.pid and "spawn_main" in command]

    def wait_until(self, holds: Callable[[], object], what: str) -> None:
        """Poll until `holds()`, while the program runs."""

        def seen() -> object:
            ended = self.process.poll()
            assert ended is None, f"it ended with {ended} before {what}: {self.errors.read_text()}"
            return holds()

        wait_until(seen, what)

    def stop(self, number: signal.Signals, group: bool = False) -> int:
        """Send the signal to the program, or as a terminal does to its whole group; how it ended."""
        (os.killpg if group else os.kill)(self.process.pid, number)
        return self.process.wait(60)


@contextmanager
def session(program: str, arguments: list[str], errors: Path) -> Iterator[Session]:
    """Run a program; whatever is left of its session at the end of the block is killed."""
    running = Session(program, arguments, errors)
    try:
        yield running
    finally:
        for number in running.living():
            os.kill(number, signal.SIGKILL)
        running.process.communicate()
