"""A process that is asked to end (SIGTERM) first writes what it has, as it does when a person presses Ctrl-C."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class _Terminated(BaseException):
    """Raised where the process was when it was asked to end: no Exception, so that nothing goes on after it."""


@contextmanager
def unwound_by_sigterm() -> Iterator[None]:
    """A context in which SIGTERM leaves all blocks on its way out before it ends the process, as it would otherwise.

    A second one ends it at once. It changes nothing in a thread that is not the main one, to which signals do not come,
    and where somebody else already handles SIGTERM.
    """
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return
    try:
        signal.signal(signal.SIGTERM, _unwind)
        yield
    except _Terminated:
        os.kill(os.getpid(), signal.SIGTERM)
        raise  # on its way out, should the signal take a moment
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _unwind(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    raise _Terminated
