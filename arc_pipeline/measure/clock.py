"""The only clocks of the package.

`now` places events of all processes on one axis; `ticks` is for limits: it is shared by all processes of the
machine and is never set back. Both are in seconds.
"""

import time

_EPOCH_OF_COUNTER = time.time() - time.perf_counter()


def now() -> float:
    """Seconds since the Unix epoch, with the resolution of the performance counter; never runs backwards."""
    # The wall clock is read once, at import: a correction of it in mid-run would give spans negative durations.
    return _EPOCH_OF_COUNTER + time.perf_counter()


def ticks() -> float:
    """Seconds since an arbitrary moment, the same moment for every process of this machine until it restarts."""
    return time.monotonic()
