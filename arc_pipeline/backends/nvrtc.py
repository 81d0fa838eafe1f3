"""Compile a family's source for a GPU architecture with NVRTC. Needs CuPy and NVRTC, no GPU and no driver."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from .cache import cached
from .compiler import explain
from .errors import BackendError, CompileError
from .source import digest, family_names, family_source

OPTIONS = ("-std=c++17", "--diag-suppress=177")  # a family does not use every word of kernel.h


def load_cubins(architecture: str) -> dict[str, bytes]:
    """The machine code of each family, compiling in parallel what is not cached."""

    def load(name: str) -> bytes:
        source = family_source(name)
        key = digest("\0".join([source, architecture, *OPTIONS, version]))
        return cached(f"{name}-{key}.cubin", lambda: compile_cubin(name, source, architecture)).read_bytes()

    names, version = family_names(), _version()
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return dict(zip(names, pool.map(load, names), strict=True))


def compile_cubin(name: str, source: str, architecture: str) -> bytes:
    """The machine code of one source for `architecture` (such as "sm_75"). CompileError with NVRTC's words."""
    from cupy.cuda import nvrtc

    program = nvrtc.createProgram(source, f"{name}.cu", (), ())
    try:
        nvrtc.compileProgram(program, (f"--gpu-architecture={architecture}", *OPTIONS))
        return bytes(nvrtc.getCUBIN(program))
    except nvrtc.NVRTCError as error:
        raise CompileError(explain(name, nvrtc.getProgramLog(program))) from error
    finally:
        nvrtc.destroyProgram(program)


def _version() -> str:
    try:
        from cupy.cuda import nvrtc

        return str(nvrtc.getVersion())
    except (ImportError, OSError, RuntimeError) as error:
        raise BackendError(
            f"kernels for the GPU cannot be compiled: CuPy finds no NVRTC ({error}). Install nvidia-cuda-nvrtc-cu12 or "
            "the CUDA toolkit, of the CUDA that CuPy was built for"
        ) from error
