"""Compile a family's source with the machine's C++ compiler into a shared library, cached by content.

The cache key holds the source, the flags, the compiler's version and the processor, so nobody invalidates by hand.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from .cache import cached
from .errors import CompileError
from .source import digest, family_names, family_source

SERIAL = ("-O3", "-march=native")
TEAM_LANES = 4
TEAM = ("-O1", "-pthread", f"-DTEAM={TEAM_LANES}")
_COMMON = ("-std=c++20", "-shared", "-fPIC", "-x", "c++", "-Wall", "-Wno-unknown-pragmas", "-Wno-unused-function")


@cache
def find_compiler() -> str | None:
    """The C++ compiler: $CXX, c++, g++ or clang++, whichever is found first; None if there is none."""
    names = (os.environ.get("CXX"), "c++", "g++", "clang++")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def load_families(flags: tuple[str, ...] = SERIAL, families: list[str] | None = None) -> dict[str, ctypes.CDLL]:
    """The compiled library of each family (all of them by default), compiling in parallel what is not cached."""
    names = family_names() if families is None else families
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        paths = list(pool.map(lambda name: compile_source(name, family_source(name), flags), names))
    return {name: ctypes.CDLL(str(path)) for name, path in zip(names, paths, strict=True)}


def compile_source(name: str, source: str, flags: tuple[str, ...] = SERIAL) -> Path:
    """The shared library of one source. CompileError with the compiler's words if it does not compile."""
    compiler = find_compiler()
    if compiler is None:
        raise CompileError("no C++ compiler was found: looked for $CXX, c++, g++, clang++")
    key = digest("\0".join([source, *_COMMON, *flags, _compiler_version(compiler), processor()]))
    return cached(f"{name}-{key}.so", lambda: _compiled(compiler, name, source, flags))


def _compiled(compiler: str, name: str, source: str, flags: tuple[str, ...]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "family.so"
        command = [compiler, *_COMMON, *flags, "-o", str(library), "-"]
        done = subprocess.run(command, input=source, text=True, capture_output=True, check=False)
        if done.returncode:
            raise CompileError(explain(name, done.stderr))
        return library.read_bytes()


def explain(name: str, log: str) -> str:
    """One message from a compiler's log: the operation, its line and what the compiler says, then the log."""
    where = re.search(r"^(?P<family>\w+)\.py: (?P<op>\w+)[:(](?P<line>\d+).*?error:?(?P<says>.*)$", log, re.MULTILINE)
    if not where:
        return f"the kernels of family '{name}' do not compile:\n{log}"
    return (
        f"operation '{where['op']}' of family '{where['family']}' does not compile: "
        f"line {where['line']} of its kernel:{where['says']}\n{log}"
    )


@cache
def _compiler_version(compiler: str) -> str:
    return subprocess.run([compiler, "--version"], text=True, capture_output=True, check=True).stdout


@cache
def processor() -> str:
    """What distinguishes this machine's processor from others that need other machine code."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text().splitlines()
        return "\n".join(sorted({line for line in lines if line.startswith(("model name", "flags"))}))
    return f"{platform.machine()} {platform.processor()}"
