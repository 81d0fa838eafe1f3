"""Keeps progress output from ending a run, for instance if its terminal is gone or its disk is full."""

from __future__ import annotations

import warnings
from collections.abc import Callable


def told_if_possible(tell: Callable[[int], object], what: str) -> Callable[[int], None]:
    """`tell`, but its first OSError becomes a warning that `what` is no longer shown; then it does nothing."""
    gone = False

    def told(number: int) -> None:
        nonlocal gone
        if gone:
            return
        try:
            tell(number)
        except OSError as error:
            gone = True
            warnings.warn(f"{what} is not shown any more: {error}", RuntimeWarning, stacklevel=3)

    return told
