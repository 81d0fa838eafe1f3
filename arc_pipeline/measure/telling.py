"""Tells a person how far a run is, without ending it if that cannot be told: a terminal is gone, a disk is full."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


@contextmanager
def time_bar(budget: float, everywhere: bool = True) -> Iterator[Callable[[Any], None]]:
    """A bar of the seconds of a budget, in a notebook or a terminal. Call what it gives with something that has
    `seconds`, to which the bar moves, and whose text stands beside it. `everywhere`: also where the output is no
    terminal."""
    from tqdm.auto import tqdm

    shown = "{percentage:3.0f} %|{bar}| {n:.0f} of {total} s{postfix}"
    with tqdm(total=round(budget), bar_format=shown, disable=None if not everywhere else False) as bar:

        def told(progress: Any) -> None:
            bar.set_postfix_str(str(progress), refresh=False)
            bar.update(min(round(progress.seconds), bar.total) - bar.n)

        yield told


def told_if_possible(tell: Callable[[T], object], what: str) -> Callable[[T], None]:
    """`tell`, but its first OSError becomes a warning that `what` is no longer shown; then it does nothing."""
    gone = False

    def told(news: T) -> None:
        nonlocal gone
        if gone:
            return
        try:
            tell(news)
        except OSError as error:
            gone = True
            warnings.warn(f"{what} is not shown any more: {error}", RuntimeWarning, stacklevel=3)

    return told
