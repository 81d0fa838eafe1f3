"""What tells of a run must not end it: a bar on a terminal that is gone, or on a disk that is full."""

from __future__ import annotations

import warnings
from collections.abc import Callable


def told_if_possible(tell: Callable[[int], object], what: str) -> Callable[[int], None]:
    """`tell`, but when it fails with an OSError, a warning says once that `what` is not shown any more."""
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
