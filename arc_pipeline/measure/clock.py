"""The only clock of the package, in seconds: the performance counter, which all processes of a machine share.

Unlike the wall clock it is never adjusted, so a time server cannot stretch a limit or make a duration negative.
"""

import socket
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Read once. Only the starts of spans are given on the wall clock, so that the spans of several machines can be merged.
_EPOCH_OF_COUNTER = time.time() - time.perf_counter()


def ticks() -> float:
    """Seconds since a moment that is the same for all processes of this machine until it restarts."""
    return time.perf_counter()


def on_wall_clock(ticks: float) -> float:
    """The moment of a tick in seconds since the Unix epoch, accurate to a microsecond."""
    return _EPOCH_OF_COUNTER + ticks


def now() -> float:
    """Seconds since the Unix epoch; never runs backwards within a process."""
    return on_wall_clock(ticks())


@dataclass(frozen=True)
class Clock:
    """The clock of a process: its machine, and when its ticks began, in seconds since the Unix epoch. Processes read
    the latter from the wall clock when they start, and that may have been adjusted between two starts."""

    machine: str
    epoch: float

    def behind(self) -> float:
        """The seconds by which the clock of the process that asks is ahead of it. For another machine 0, as there the
        wall clock is all that both know."""
        return _EPOCH_OF_COUNTER - self.epoch if self.machine == machine() else 0.0


def own_clock() -> Clock:
    """The clock of this process."""
    return Clock(machine(), _EPOCH_OF_COUNTER)


@cache
def machine() -> str:
    """What tells this machine, since it was started, from all others: their ticks have nothing in common."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:  # only Linux has it; elsewhere the name of the host must do
        boot = ""
    return f"{socket.gethostname()} {boot}"
