"""Opens backends: `open_backend(name)` chooses once where programs run. Compilers and CuPy are only looked for here.

If something is missing, there is an error, or a fallback that is counted and warned of once per process.
"""

from __future__ import annotations

from typing import Literal

from .backend import Backend
from .doors import door


def open_backend(name: str = "auto", limit: int | None = None, threads: int | None = None, device: int = 0) -> Backend:
    """Open the backend `name`, ready to run.

    name: a file of `doors`: "reference" (plain Python), "cpu", "cuda", "hybrid" (CPU or GPU, whichever is faster for
        launches of a size) or "auto": the hybrid if a GPU can be used, the GPU alone if there is no C++ compiler beside
        it, else the CPU.
    limit: the bytes that its values may take, on each of a hybrid's two devices; by default half of the free memory.
        Processes that share a device must divide this among them.
    threads: for the CPU's kernels, by default the number of cores that this process may use.
    device: the number of the GPU, which becomes the current one of this thread.

    If no C++ compiler works, the reference replaces the CPU; if no GPU can be used, the CPU replaces a hybrid. Both are
    counted as fallbacks, and a RuntimeWarning quotes the answer of each compiler or of the GPU. Raises BackendError for
    "cuda" if no GPU can be used, and if no folder can hold compiled kernels; CompileError for kernels that do not
    compile; ValueError for an unknown name or a limit that is too small.
    """
    backend: Backend = door(name).opened(limit, threads, device)
    return backend


def gpu_of(name: str) -> Literal["none", "beside", "alone"]:
    """Whether a backend uses a GPU: "none", "beside" the CPU, or "alone". Raises ValueError for an unknown name."""
    uses: Literal["none", "beside", "alone"] = door(name).GPU
    return uses
