"""The only clock of the package, in seconds: the performance counter, which all processes of a machine share.

Unlike the wall clock it is never adjusted, so a time server cannot stretch a limit or make a duration negative.
"""

import socket
import time
from functools import cache
from pathlib import Path

# Read once. Only the starts of spans are given on the wall clock, so that several processes' spans can be merged.
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


@cache
def machine() -> str:
    """What tells this machine, since it was started, from all others: their ticks have nothing in common."""
    boot = Path("/proc/sys/kernel/random/boot_id")  # of Linux; elsewhere the name of the host must do
    return f"{socket.gethostname()} {boot.read_text().strip() if boot.is_file() else ''}"
