"""Compiles a family's source for a GPU architecture with NVRTC. Needs CuPy and NVRTC, but no GPU and no driver.

An architecture is "sm_75", machine code for one kind of GPU, or "compute_75", PTX that a driver translates for newer
ones.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from ..measure import in_this_span
from .cache import kept
from .compiler import explain
from .errors import BackendError, CompileError
from .resources import read_resources
from .source import digest, family_names, family_source

OPTIONS = (
    "-std=c++17",
    "--diag-suppress=177",  # unused functions: a family does not use all of kernel.h
    "--ptxas-options=-v",  # to log the resources of each kernel
)


# Compiles if NVRTC is complete, with its own headers: tells a broken NVRTC from a broken kernel.
_PROBE = 'extern "C" __global__ void op_probe(int* p) { atomicAdd(p, __shfl_xor_sync(~0u, __popc(threadIdx.x), 1)); }'


@dataclass(frozen=True)
class Compiled:
    """The image of a source's kernels that a driver loads, machine code or PTX, and the compiler's log."""

    image: bytes
    log: str


def architecture_for(capability: int) -> str:
    """The architecture to compile for, for GPUs of this compute capability, such as 75.

    It is their own machine code or, if NVRTC does not know them yet, PTX for the newest that it knows. Raises
    BackendError if they are older than any that NVRTC knows.
    """
    version, known = nvrtc_version(), supported_capabilities()
    older = [one for one in known if one <= capability]
    if not older:
        raise BackendError(
            f"NVRTC {version[0]}.{version[1]} compiles for sm_{min(known)} and newer ones, not for sm_{capability}. "
            "Install the NVRTC of an older CUDA and the CuPy that was built for it, such as nvidia-cuda-nvrtc-cu12 and "
            "cupy-cuda12x"
        )
    return f"sm_{capability}" if capability in older else f"compute_{max(older)}"


def load_images(architecture: str, families: list[str] | None = None) -> dict[str, bytes]:
    """The image of each family (default: all); those that are not cached are compiled in parallel."""
    names = family_names() if families is None else families
    nvrtc_version()  # raises once if there is no NVRTC, before the threads would, for each family
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        compiled = list(pool.map(in_this_span(lambda name: compile_family(name, architecture)), names))
        return {name: one.image for name, one in zip(names, compiled, strict=True)}


def compile_family(name: str, architecture: str) -> Compiled:
    """One family for `architecture`, from the cache if it is there. Raises CompileError if it does not compile, and
    BackendError if nothing compiles."""
    source = family_source(name)
    key = digest("\0".join([source, architecture, *OPTIONS, str(nvrtc_version())]))

    def make() -> bytes:
        try:
            made = compile_kernels(name, source, architecture)
        except CompileError:
            _check(architecture)
            raise
        return made.log.encode() + b"\0" + made.image

    log, _, image = kept(f"{name}-{key}.nvrtc", make).partition(b"\0")
    return Compiled(image, log.decode())


def compile_kernels(name: str, source: str, architecture: str) -> Compiled:
    """Compile one source; if kernels spill registers, compile it again with more registers for these.

    Raises CompileError with NVRTC's message.
    """
    compiled = _compile(name, source, architecture)
    spilling = [op for op, takes in read_resources(compiled.log).items() if takes.spill]
    return _compile(name, _widened(source, spilling), architecture) if spilling else compiled


def _compile(name: str, source: str, architecture: str) -> Compiled:
    # In a thread of its own: NVRTC 12.4 leaves its thread in the locale C, where Python reads text as ASCII.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_compile_in_this_thread, name, source, architecture).result()


def _compile_in_this_thread(name: str, source: str, architecture: str) -> Compiled:
    from cupy.cuda import nvrtc

    program = nvrtc.createProgram(source, f"{name}.cu", (), ())
    try:
        nvrtc.compileProgram(program, (f"--gpu-architecture={architecture}", *OPTIONS))
        image = nvrtc.getCUBIN(program) if architecture.startswith("sm_") else nvrtc.getPTX(program)
        return Compiled(bytes(image), nvrtc.getProgramLog(program).strip("\0"))
    except nvrtc.NVRTCError as error:
        raise CompileError(explain(name, nvrtc.getProgramLog(program).strip("\0") or str(error))) from error
    finally:
        nvrtc.destroyProgram(program)


def _check(architecture: str) -> None:
    """Raise BackendError, with NVRTC's message, if not even the probe compiles: then no kernel is at fault."""
    try:
        _compile("probe", _PROBE, architecture)
    except CompileError as error:
        major, minor = nvrtc_version()
        raise BackendError(
            f"NVRTC {major}.{minor} compiles nothing for {architecture}: {error}. Install all of it, in one version: "
            "nvidia-cuda-nvrtc-cu12 or the CUDA toolkit, of the CUDA that CuPy was built for"
        ) from error


def _widened(source: str, ops: Iterable[str]) -> str:
    for op in ops:
        source = re.sub(rf"^(KERNEL(_ON)?\((\w+, )?{op}\) {{)", r"WIDE_\1", source, flags=re.MULTILINE)
    return source


def nvrtc_version() -> tuple[int, int]:
    """(major, minor) of the NVRTC that CuPy finds. Raises BackendError if there is none."""
    major, minor = _asked("getVersion")
    return major, minor


def supported_capabilities() -> tuple[int, ...]:
    """The compute capabilities that this NVRTC compiles for, such as 75. Raises BackendError if CuPy finds none."""
    return tuple(map(int, _asked("getSupportedArchs")))


def _asked(name: str) -> Any:
    try:
        from cupy.cuda import nvrtc

        return getattr(nvrtc, name)()
    except (ImportError, OSError, RuntimeError) as error:
        raise BackendError(
            f"kernels for the GPU cannot be compiled: CuPy finds no NVRTC ({error}). Install nvidia-cuda-nvrtc-cu12 or "
            "the CUDA toolkit, of the CUDA that CuPy was built for"
        ) from error
