"""Compiles a family's source with the machine's C++ compiler into a shared library, cached by content.

The cache key contains the source, the flags, the compiler's version and the processor, so it never goes stale.
"""

from __future__ import annotations

import ctypes
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ..measure import in_this_span
from .cache import cached, executable
from .errors import CompileError
from .probe import NATIVE, Compiler, RefusalError, find_compiler, processor
from .source import digest, family_names, family_source

SERIAL = ("-O3", NATIVE)
TEAM_LANES = 4
TEAM = ("-O1", "-pthread", f"-DTEAM={TEAM_LANES}")
_loaded: dict[str, ctypes.CDLL] = {}  # by the names of their files, which say all that they depend on


def load_families(flags: tuple[str, ...] = SERIAL, families: list[str] | None = None) -> dict[str, ctypes.CDLL]:
    """The compiled library of each family (default: all); those that are not cached are compiled in parallel."""
    names = family_names() if families is None else families

    def load(name: str) -> ctypes.CDLL:
        return load_source(name, family_source(name), flags)

    find_compiler()  # before the threads start, as each would search for one
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        libraries = list(pool.map(in_this_span(load), names))
    return dict(zip(names, libraries, strict=True))


def load_source(name: str, source: str, flags: tuple[str, ...] = SERIAL) -> ctypes.CDLL:
    """The loaded library of one source. Raises CompileError with the compiler's message if it does not compile.

    A process loads it once: every further backend that is opened in it would find, read and check some 70 files again.
    """
    compiler = find_compiler()
    file = _file_name(compiler, name, source, flags)
    if file not in _loaded:
        # winmode 0: on Windows the library needs the compiler's libraries, which are found by the PATH.
        _loaded[file] = cached(
            file, lambda: _compiled(compiler, name, source, flags), lambda path: ctypes.CDLL(str(path), winmode=0)
        )
    return _loaded[file]


def compile_source(name: str, source: str, flags: tuple[str, ...] = SERIAL) -> Path:
    """The path of one source's shared library, in a folder from which it can be loaded. Raises CompileError."""
    compiler = find_compiler()
    file = _file_name(compiler, name, source, flags)
    return cached(file, lambda: _compiled(compiler, name, source, flags), executable)


def _file_name(compiler: Compiler, name: str, source: str, flags: tuple[str, ...]) -> str:
    what_it_takes = [*compiler.command[1:], *compiler.flags(flags), compiler.version, processor()]
    return f"{name}-{digest(chr(0).join([source, *what_it_takes]))}.so"


def _compiled(compiler: Compiler, name: str, source: str, flags: tuple[str, ...]) -> bytes:
    try:
        return compiler.build(source, flags)
    except RefusalError as error:
        raise CompileError(explain(name, error.log or str(error))) from error
    except OSError as error:
        raise CompileError(f"the kernels of family '{name}' cannot be compiled: {error}") from error


def explain(name: str, log: str) -> str:
    """A message from a compiler's log: the operation, the line in its kernel and the error, then the log."""
    where = re.search(r"^(?P<family>\w+)\.py: (?P<op>\w+)[:(](?P<line>\d+).*?error:?(?P<says>.*)$", log, re.MULTILINE)
    if not where:
        return f"the kernels of family '{name}' do not compile:\n{log}"
    return (
        f"operation '{where['op']}' of family '{where['family']}' does not compile: "
        f"line {where['line']} of its kernel:{where['says']}\n{log}"
    )


__all__ = [
    "SERIAL",
    "TEAM",
    "TEAM_LANES",
    "compile_source",
    "explain",
    "find_compiler",
    "load_families",
    "load_source",
    "processor",
]
