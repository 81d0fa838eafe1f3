"""The operations' Python references, item by item: the definition of every operation."""

from __future__ import annotations

from ..backend import Backend
from ..machine import limit_here

GPU = "none"


def opened(limit: int | None, threads: int | None = None, device: int = 0) -> Backend:
    """The reference backend."""
    from ..reference import ReferenceBackend

    return ReferenceBackend(limit_here(limit))
