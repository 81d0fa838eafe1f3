"""Compile a family's source for a GPU architecture with NVRTC. Needs CuPy and NVRTC, no GPU and no driver.

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

from .cache import kept
from .compiler import explain
from .errors import BackendError, CompileError
from .resources import read_resources
from .source import digest, family_names, family_source

OPTIONS = (
    "-std=c++17",
    "--diag-suppress=177",  # a family does not use every word of kernel.h
    "--ptxas-options=-v",  # the log tells what each kernel takes
)


# That NVRTC can do with nothing missing, such as its own headers: what tells a broken NVRTC from a broken kernel.
_PROBE = 'extern "C" __global__ void op_probe(int* p) { atomicAdd(p, __shfl_xor_sync(~0u, __popc(threadIdx.x), 1)); }'


@dataclass(frozen=True)
class Compiled:
    """What a driver loads of a source's kernels, machine code or PTX, and what the compiler said."""

    image: bytes
    log: str


def architecture_for(capability: int) -> str:
    """What to compile for, for GPUs of this compute capability, such as 75. BackendError if NVRTC knows none so old.

    It is their own machine code, or PTX for the newest that NVRTC knows where it does not know theirs yet.
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
    """What a driver loads of each family (all of them by default), compiling in parallel what is not cached."""
    names = family_names() if families is None else families
    nvrtc_version()  # before threads: where there is no NVRTC, one of them would say so for each family
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        compiled = pool.map(lambda name: compile_family(name, architecture), names)
        return {name: one.image for name, one in zip(names, compiled, strict=True)}


def compile_family(name: str, architecture: str) -> Compiled:
    """One family for `architecture`, from the cache if it is there. CompileError if it does not compile, BackendError
    if nothing does."""
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
    """Compile one source, again with more registers for the kernels that spill. CompileError with NVRTC's words."""
    compiled = _compile(name, source, architecture)
    spilling = [op for op, takes in read_resources(compiled.log).items() if takes.spill]
    return _compile(name, _widened(source, spilling), architecture) if spilling else compiled


def _compile(name: str, source: str, architecture: str) -> Compiled:
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
    """BackendError, with NVRTC's words, if it compiles not even the probe: then it is no kernel's fault."""
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
    """Of the NVRTC that CuPy finds, (major, minor). BackendError if it finds none."""
    major, minor = _asked("getVersion")
    return major, minor


def supported_capabilities() -> tuple[int, ...]:
    """The compute capabilities that this NVRTC compiles for, such as 75. BackendError if CuPy finds none."""
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
