"""Compile a family's source for a GPU architecture with NVRTC. Needs CuPy and NVRTC, no GPU and no driver."""

from __future__ import annotations

from .compiler import CompileError, explain

OPTIONS = ("-std=c++17",)


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
