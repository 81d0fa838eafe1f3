"""One GPU by its number, with CuPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..cuda import CudaBackend

GPU = "alone"


def opened(limit: int | None, threads: int | None = None, device: int = 0) -> CudaBackend:
    """The GPU's backend. Raises BackendError if it cannot be used."""
    from ..cuda import CudaBackend

    return CudaBackend(limit, device)
