"""Compile a family's source for a GPU architecture with NVRTC. Needs CuPy and NVRTC, no GPU and no driver."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .cache import cached
from .compiler import explain
from .errors import BackendError, CompileError
from .resources import read_resources
from .source import digest, family_names, family_source

OPTIONS = (
    "-std=c++17",
    "--diag-suppress=177",  # a family does not use every word of kernel.h
    "--ptxas-options=-v",  # the log tells what each kernel takes
)


@dataclass(frozen=True)
class Compiled:
    """The machine code of a source's kernels, and what the compiler said."""

    cubin: bytes
    log: str


def load_cubins(architecture: str, families: list[str] | None = None) -> dict[str, bytes]:
    """The machine code of each family (all of them by default), compiling in parallel what is not cached."""
    names = family_names() if families is None else families
    nvrtc_version()  # before threads: where there is no NVRTC, one of them would say so for each family
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        compiled = pool.map(lambda name: compile_family(name, architecture), names)
        return {name: one.cubin for name, one in zip(names, compiled, strict=True)}


def compile_family(name: str, architecture: str) -> Compiled:
    """One family for `architecture` (such as "sm_75"), from the cache if it is there."""
    source = family_source(name)
    key = digest("\0".join([source, architecture, *OPTIONS, str(nvrtc_version())]))

    def make() -> bytes:
        made = compile_kernels(name, source, architecture)
        return made.log.encode() + b"\0" + made.cubin

    log, _, cubin = cached(f"{name}-{key}.nvrtc", make).read_bytes().partition(b"\0")
    return Compiled(cubin, log.decode())


def compile_kernels(name: str, source: str, architecture: str) -> Compiled:
    """Compile one source, again with more registers for the kernels that spill. CompileError with NVRTC's words."""
    compiled = _compile(name, source, architecture)
    spilling = [op for op, takes in read_resources(compiled.log).items() if takes.spill]
    return _compile(name, _widened(source, spilling), architecture) if spilling else compiled


def _compile(name: str, source: str, architecture: str) -> Compiled:
    from cupy.cuda import nvrtc

    program = nvrtc.createProgram(source, f"{name}.cu", (), ())
    try:
        nvrtc.compileProgram(program, (f"--gpu-architecture={architecture}", *OPTIONS))
        return Compiled(bytes(nvrtc.getCUBIN(program)), nvrtc.getProgramLog(program).strip("\0"))
    except nvrtc.NVRTCError as error:
        raise CompileError(explain(name, nvrtc.getProgramLog(program))) from error
    finally:
        nvrtc.destroyProgram(program)


def _widened(source: str, ops: Iterable[str]) -> str:
    for op in ops:
        source = re.sub(rf"^(KERNEL(_ON)?\((\w+, )?{op}\) {{)", r"WIDE_\1", source, flags=re.MULTILINE)
    return source


def nvrtc_version() -> tuple[int, int]:
    """Of the NVRTC that CuPy finds, (major, minor). BackendError if it finds none."""
    try:
        from cupy.cuda import nvrtc

        major, minor = nvrtc.getVersion()
    except (ImportError, OSError, RuntimeError) as error:
        raise BackendError(
            f"kernels for the GPU cannot be compiled: CuPy finds no NVRTC ({error}). Install nvidia-cuda-nvrtc-cu12 or "
            "the CUDA toolkit, of the CUDA that CuPy was built for"
        ) from error
    return major, minor
