"""The CPU's kernels; where no C++ compiler works the reference stands in for them, with a warning."""

from __future__ import annotations

from ..backend import Backend
from ..errors import NoCompilerError
from ..fallbacks import fall_back
from ..machine import cores, limit_here
from . import reference

GPU = "none"
REFERENCE_SLOWNESS = 100  # times, against the CPU's kernels; what the warning says


def opened(limit: int | None, threads: int | None = None, device: int = 0) -> Backend:
    """The CPU, or the reference with what each compiler answered."""
    from ..compiler import find_compiler

    try:
        find_compiler()
    except NoCompilerError as error:
        why = f"at least {REFERENCE_SLOWNESS} times slower; install g++ or clang++. It was said: {error}"
        return fall_back(reference.opened(limit), "no C++ compiler works: the reference is used", why)
    from ..cpu import CpuBackend

    return CpuBackend(limit_here(limit), cores() if threads is None else threads)
