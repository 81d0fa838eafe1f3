"""Time limits: how much time is left, how much was used, and limits within limits.

A deadline can be sent to other processes of the same machine and ends at the same moment there: it is a time on the
machine-wide counter of `clock`, not on the wall clock, which a time server may adjust during a run of 8 hours. On
another machine it ends after as many seconds as were left when it was sent.
"""

import math

from arc_pipeline.measure import clock


class Deadline:
    """A limit of `seconds` from now on; None is no limit. With `within`, it ends no later than that deadline.

    Raises ValueError for a negative number of seconds or NaN.
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
        """Whether no time is left."""
        return clock.ticks() >= self._end

    def left(self) -> float:
        """Seconds left: never negative, infinite without a limit."""
        return max(0.0, self._end - clock.ticks())

    def overrun(self) -> float:
        """Seconds since it ended: 0 before, and without a limit."""
        return max(0.0, clock.ticks() - self._end)

    def elapsed(self) -> float:
        """Seconds since this deadline was made."""
        return clock.ticks() - self._start

    def sub(self, seconds: float | None) -> "Deadline":
        """A deadline of `seconds` from now that ends no later than this one."""
        return Deadline(seconds, within=self)

    def share(self, fraction: float) -> "Deadline":
        """A deadline after a fraction of the time left; without a limit it has none either.

        Raises ValueError unless 0 < fraction <= 1.
        """
        if not 0 < fraction <= 1:
            raise ValueError(f"a share of a deadline is a fraction above 0 and at most 1, not {fraction}")
        return Deadline(fraction * self.left(), within=self)

    def __getstate__(self) -> tuple[str, float, float, float]:
        return clock.machine(), self._start, self._end, clock.ticks()

    def __setstate__(self, state: tuple[str, float, float, float]) -> None:
        machine, self._start, self._end, sent = state
        if machine != clock.machine():
            self._start, self._end = (moment + clock.ticks() - sent for moment in (self._start, self._end))

    def __repr__(self) -> str:
        return f"Deadline(left={self.left():.3f} s)"
