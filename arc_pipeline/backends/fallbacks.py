"""What stands in for a backend that cannot be had: counted, and said once in a process."""

from __future__ import annotations

import warnings

from .backend import Backend

_said: set[str] = set()


def fall_back(backend: Backend, what: str, why: str) -> Backend:
    """A backend that is used instead of another: `what` is counted, and with the reason a warning."""
    backend.counters.add_fallback(what)
    if what not in _said:
        _said.add(what)
        warnings.warn(f"{what} ({why})", RuntimeWarning, stacklevel=4)
    return backend
