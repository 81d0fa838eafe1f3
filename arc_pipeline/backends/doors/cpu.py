"""The CPU's kernels; if no C++ compiler works, the reference replaces them, with a warning."""

from __future__ import annotations

from ..backend import Backend
from ..errors import NoCompilerError
from ..fallbacks import fall_back
from ..machine import cores, limit_here
from . import reference

GPU = "none"
REFERENCE_SLOWNESS = 100  # how many times slower than the CPU's kernels; quoted in the warning


def opened(limit: int | None, threads: int | None = None, device: int = 0) -> Backend:
    """The CPU backend or, with a warning that quotes each compiler, the reference."""
    from ..compiler import find_compiler

    try:
        find_compiler()
    except NoCompilerError as error:
        why = f"at least {REFERENCE_SLOWNESS} times slower; install g++ or clang++. The compilers answered: {error}"
        return fall_back(reference.opened(limit), "no C++ compiler works: the reference is used", why)
    from ..cpu import CpuBackend

    return CpuBackend(limit_here(limit), cores() if threads is None else threads)
