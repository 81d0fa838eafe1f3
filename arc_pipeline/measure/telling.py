"""Tells a person how far a run is, without ending it if that cannot be told: a terminal is gone, a disk is full."""

from __future__ import annotations

import math
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

T = TypeVar("T")

STEP, LEAST_STEP = 0.01, 5.0  # lines that stay come after such a share of the budget, and after so many seconds
_FORMAT = "{percentage:3.0f} %|{bar}| {desc}"
_ROWS = 24  # of a terminal, of which the bar takes one
_WIDTH = 88  # characters of a line that stays; on a terminal it is as wide as that


@contextmanager
def time_bar(budget: float, everywhere: bool = True) -> Iterator[Callable[[Any], None]]:
    """A bar of the seconds of a budget, with a text beside it. Call what it gives with something that has `seconds`, to
    which the bar moves, and whose text it is.

    On a terminal the bar moves in place, on standard error. In a notebook it is a text of standard output that does so
    every STEP of the budget: JupyterLab and VS Code show the last, and what only collects the texts, such as Kaggle's
    log or papermill's --log-output, has a line for each. Anywhere else, as in a file, it is such lines on standard
    error, if `everywhere`, else nothing.
    """
    from tqdm import tqdm

    if sys.stderr.isatty() and not in_notebook():
        # Not by tqdm's dynamic_ncols, which shows nothing on a terminal that does not say how large it is.
        bar = tqdm(total=budget, bar_format=_FORMAT, ncols=shutil.get_terminal_size().columns, nrows=_ROWS)

        def moved(progress: Any) -> None:
            bar.ncols = shutil.get_terminal_size().columns
            bar.n = min(progress.seconds, budget)
            bar.set_description_str(str(progress))

        try:
            yield moved
        finally:
            with suppress(OSError):  # the terminal is gone
                bar.close()
        return
    if not (everywhere or in_notebook()):
        yield lambda progress: None
        return
    lines, shown, latest = _Lines(), -math.inf, None

    def told(progress: Any) -> None:
        nonlocal shown, latest
        latest = progress
        if progress.seconds >= shown + max(LEAST_STEP, STEP * budget):
            shown, latest = progress.seconds, None
            lines.write(tqdm.format_meter(min(shown, budget), budget, 0, _WIDTH, str(progress), bar_format=_FORMAT))

    try:
        yield told
    finally:
        with suppress(OSError):
            if latest is not None:
                shown = -math.inf
                told(latest)
            lines.end()


def in_notebook() -> bool:
    """Whether this is the kernel of a notebook, whatever runs it and shows what it prints."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return hasattr(shell, "kernel")


class _Lines:
    """Writes lines: in a notebook each over the last, elsewhere each below it."""

    def __init__(self) -> None:
        self._over, self._width = in_notebook(), 0

    def write(self, line: str) -> None:
        if self._over:
            print("\r" + line.ljust(self._width), end="", flush=True)
            self._width = len(line)
        else:
            print(line, file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._width:
            print(flush=True)


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
