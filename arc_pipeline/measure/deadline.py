"""Time limits: how much is left, how much was used, and limits inside limits.

A deadline may be sent to other processes of the same machine and ends there at the same moment: it stands on the
machine-wide counter of `clock` rather than on the wall clock, which a time server may set in a run of 8 hours.
"""

import math

from arc_pipeline.measure import clock


class Deadline:
    """A limit of `seconds` from now on; None is no limit. With `within`, it never ends later than that deadline.

    Raises ValueError for a negative or undefined number of seconds.
    """

    __slots__ = ("_end", "_start")
    _end: float

    def __init__(self, seconds: float | None = None, within: "Deadline | None" = None) -> None:
        if seconds is not None and not seconds >= 0:
            raise ValueError(f"a deadline needs a number of seconds of at least 0, or None for no limit, not {seconds}")
        self._start = clock.ticks()
        end = math.inf if seconds is None else self._start + seconds
        self._end = end if within is None else min(end, within._end)

    @property
    def expired(self) -> bool:
        """Whether the time is used up."""
        return clock.ticks() >= self._end

    def left(self) -> float:
        """Seconds left: never negative, infinite without a limit."""
        return max(0.0, self._end - clock.ticks())

    def elapsed(self) -> float:
        """Seconds since this deadline was made."""
        return clock.ticks() - self._start

    def sub(self, seconds: float | None) -> "Deadline":
        """A deadline of `seconds` from now that ends no later than this one."""
        return Deadline(seconds, within=self)

    def share(self, fraction: float) -> "Deadline":
        """A deadline over a fraction (above 0, at most 1) of what is left now; without a limit, it has none either."""
        if not 0 < fraction <= 1:
            raise ValueError(f"a share of a deadline is a fraction above 0 and at most 1, not {fraction}")
        return Deadline(fraction * self.left(), within=self)

    def __repr__(self) -> str:
        return f"Deadline(left={self.left():.3f} s)"
