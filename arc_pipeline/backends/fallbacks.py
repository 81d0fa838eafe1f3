"""Fallbacks: backends that replace one that is not available. They are counted, and warned of once per process."""

from __future__ import annotations

import warnings

from .backend import Backend

_said: set[str] = set()


def fall_back(backend: Backend, what: str, why: str) -> Backend:
    """Return `backend`, used in place of another; counts `what` and, the first time, warns of it with the reason."""
    backend.counters.add_fallback(what, why)
    if what not in _said:
        _said.add(what)
        warnings.warn(f"{what} ({why})", RuntimeWarning, stacklevel=4)
    return backend
