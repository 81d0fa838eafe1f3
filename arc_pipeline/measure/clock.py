"""The only clock of the package, in seconds: the performance counter, which all processes of a machine share.

Unlike the wall clock it is never set, so a time server cannot stretch a limit or turn a duration negative.
"""

import time

# Read once: only the starts of spans are told on the wall clock, so that those of several processes can be merged.
_EPOCH_OF_COUNTER = time.time() - time.perf_counter()


def ticks() -> float:
    """Seconds since a moment that is the same for every process of this machine until it restarts."""
    return time.perf_counter()


def on_wall_clock(ticks: float) -> float:
    """The same moment in seconds since the Unix epoch, good to a microsecond."""
    return _EPOCH_OF_COUNTER + ticks


def now() -> float:
    """Seconds since the Unix epoch; never runs backwards within a process."""
    return on_wall_clock(ticks())
