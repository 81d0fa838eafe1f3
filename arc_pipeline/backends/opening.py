"""The door: `open_backend(name)` chooses where programs run, once. Compilers and CuPy are looked for only here.

What cannot be had is an error, or a fallback that is counted and said once in a process; never silence.
"""

from __future__ import annotations

from typing import Literal

from .backend import Backend
from .doors import door


def open_backend(name: str = "auto", limit: int | None = None, threads: int | None = None, device: int = 0) -> Backend:
    """A backend, ready to run.

    name: a file of `doors`: "reference" (plain Python), "cpu", "cuda", "hybrid" (CPU or GPU, whichever is faster for
        launches of a size) or "auto": the hybrid if there is a GPU that can be used, the GPU alone if there is no C++
        compiler beside it, else the CPU.
    limit: bytes that its values may take, on each of a hybrid's two devices; by default half of what is free there.
        Processes that share a device have to share this out.
    threads: of the CPU's kernels, by default as many as this process may use cores.
    device: the number of the GPU. It becomes the current one of this thread.

    Where no C++ compiler works the reference stands in for the CPU, and where no GPU can be used the CPU for a hybrid:
    both are counted as fallbacks and said in a warning, with what each compiler or the GPU answered. BackendError for
    "cuda" where no GPU can be used, and where no folder takes compiled kernels; CompileError for kernels that do not
    compile, ValueError for an unknown name or a limit that is too small.
    """
    backend: Backend = door(name).opened(limit, threads, device)
    return backend


def gpu_of(name: str) -> Literal["none", "beside", "alone"]:
    """Whether a backend runs on a GPU: not at all, beside the CPU, or on it alone. ValueError for an unknown name."""
    uses: Literal["none", "beside", "alone"] = door(name).GPU
    return uses
