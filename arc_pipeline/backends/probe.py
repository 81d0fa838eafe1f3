"""Finds a C++ compiler that works here: a tiny source is compiled as kernels are, loaded and run.

An installed compiler may be incomplete or too old, make code for another processor, or hang. The choice is kept on
disk, keyed by the candidates, so that workers do not repeat the search.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from uuid import uuid4

from .cache import VARIABLE, cached, executable, put, scratch
from .errors import NoCompilerError
from .source import digest

NATIVE = "-march=native"
COMMON = ("-std=c++20", "-shared", "-fPIC", "-x", "c++", "-Wall", "-Wno-unknown-pragmas", "-Wno-unused-function")
NAMES = ("c++", "g++", "clang++")  # tried after $CXX
_PATIENCE = 30  # seconds for each step of the probe, which takes 0.2 s

_log = logging.getLogger(__name__)

# Tests what kernel.h needs: 64 bits, templates, forced inlining and GCC's builtins; and code for this processor.
PROBE = """
#include <cstdint>
static_assert(sizeof(void*) == 8);
template <class T> struct Rows { T* p; int64_t n; T& operator[](int64_t k) const { return p[k]; } };
static inline __attribute__((always_inline)) int ones(uint64_t v) { return __builtin_popcountll(v); }
extern "C" void op_probe(const Rows<int64_t>* call) {
    for (int64_t k = 1; k < call->n; k++) (*call)[k] = ones((uint64_t)k);
    for (int64_t k = 1; k < call->n; k++) __atomic_fetch_add(call->p, (*call)[k], __ATOMIC_RELAXED);
}
"""
# Run in a separate process, as a library for another processor, or built with a sanitizer, kills its process.
_RUN = """
import ctypes, sys
class Rows(ctypes.Structure):
    _fields_ = [("p", ctypes.c_void_p), ("n", ctypes.c_int64)]
numbers = (ctypes.c_int64 * 100)()
try:
    ctypes.CDLL(sys.argv[1], winmode=0)["op_probe"](ctypes.byref(Rows(ctypes.addressof(numbers), len(numbers))))
except (OSError, AttributeError) as error:
    sys.exit(f"its library cannot be loaded: {error}")
expected = [bin(k).count("1") for k in range(len(numbers))]
if list(numbers) != [sum(expected), *expected[1:]]:
    sys.exit("its library computes something else")
"""


@dataclass(frozen=True)
class Compiler:
    """A compiler that works here.

    command: its program and the arguments that $CXX gives it. version: its full answer to --version. refused: the flags
    of kernels that it does not accept.
    """

    command: tuple[str, ...]
    version: str
    refused: tuple[str, ...] = ()

    def flags(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """The flags of COMMON and `wanted` that it accepts."""
        return tuple(flag for flag in (*COMMON, *wanted) if flag not in self.refused)

    def build(self, source: str, flags: Sequence[str], seconds: float | None = None) -> bytes:
        """The shared library of a source. Raises RefusalError with the compiler's message, and OSError if it cannot be
        run or takes more than `seconds`."""
        with scratch() as folder:
            library = folder / "made.so"
            done = _run([*self.command, *self.flags(flags), "-o", str(library), "-"], folder, seconds, source)
            if done.returncode or not library.exists():
                raise RefusalError(_telling_line(done), done.stderr)
            return library.read_bytes()


class RefusalError(Exception):
    """A compiler fails: the reason in one line, and its full output in `log`."""

    def __init__(self, why: str, log: str = "") -> None:
        self.log = log
        super().__init__(why)


def find_compiler() -> Compiler:
    """The first that works of $CXX and all c++, g++ and clang++ on the PATH. Raises NoCompilerError if none does."""
    return _chosen(os.environ.get("CXX"), os.environ.get("PATH"), os.environ.get(VARIABLE))


@cache
def _chosen(wanted: str | None, _path: str | None, _folder: str | None) -> Compiler:
    """The choice for these candidates, kept on disk, as long as the compiler still reports the same version."""
    candidates = dict(_candidates(wanted))
    files = [(label, command, _file_state(command[0])) for label, command in candidates.items() if command]
    key = digest(repr([PROBE, COMMON, processor(), files]))

    def read(path: Path) -> Compiler:
        known = json.loads(path.read_text(encoding="utf-8"))
        found = Compiler(tuple(known["command"]), known["version"], tuple(known["refused"]))
        if _version(found.command) != found.version:
            raise OSError(f"{found.command[0]} is another version now")
        return found

    found = cached(f"compiler-{key}.json", lambda: json.dumps(asdict(_first_working(candidates))).encode(), read)
    if found.refused:
        _log.info("kernels are compiled by %s without %s", " ".join(found.command), " ".join(found.refused))
    return found


def _candidates(wanted: str | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The label of each candidate, and its command, empty if there is no such program; each file once."""
    seen: set[tuple[str, ...]] = set()
    named = [("$CXX", _words(wanted))] if wanted else []
    for name, words in [*named, *((name, [name]) for name in NAMES)]:
        places = [found for folder in os.get_exec_path() if (found := shutil.which(words[0], path=folder))]
        if not places:
            yield f"{name} ({wanted})" if name == "$CXX" else name, ()
        for place in places[:1] if name == "$CXX" else places:
            file = (os.path.realpath(place), *words[1:])
            if file not in seen:
                seen.add(file)
                yield " ".join([*([f"{name}:"] if name == "$CXX" else []), place, *words[1:]]), (place, *words[1:])


def _words(wanted: str) -> list[str]:
    """A program and its arguments, or a single program whose path contains blanks."""
    if shutil.which(wanted):
        return [wanted]
    try:
        return [word.strip('"') for word in shlex.split(wanted, posix=os.name != "nt")] or [wanted]
    except ValueError:  # an unterminated quotation
        return [wanted]


def _file_state(program: str) -> tuple[str, int, int]:
    state = os.stat(program)
    return os.path.realpath(program), state.st_size, state.st_mtime_ns


def _first_working(candidates: dict[str, tuple[str, ...]]) -> Compiler:
    answers: list[str] = []
    for label, command in candidates.items():
        tried = _tried(command) if command else "not found"
        if isinstance(tried, Compiler):
            for answer in answers:
                _log.warning("a C++ compiler is passed over: %s", answer)
            return tried
        answers.append(f"{label}: {tried}")
    raise NoCompilerError("\n  ".join(["no C++ compiler works here. Tried:", *answers]))


def _tried(command: tuple[str, ...]) -> Compiler | str:
    """The compiler, without the flags that it does not accept; or what is wrong with it, in one line."""
    answer = ""
    for refused in _DISPENSABLE:
        try:
            compiler = Compiler(command, _version(command), refused)
            put(f"probe-{uuid4().hex}.so", compiler.build(PROBE, ("-O3", NATIVE), _PATIENCE), _try_library)
            return compiler
        except RefusalError as error:
            answer = str(error)
        except OSError as error:  # it does not start, or hangs: other flags would not help
            return error.strerror or str(error)
    return answer


# On Windows GCC's AVX code needs a stack alignment that it does not get (GCC bug 54412): processes crash at times.
_DISPENSABLE: tuple[tuple[str, ...], ...] = ((NATIVE,),) if os.name == "nt" else ((), (NATIVE,))


def _try_library(path: Path) -> None:
    """Run a library. Raises RefusalError if it fails by its own fault, OSError if the folder is at fault."""
    try:
        done = _run([sys.executable, "-S", "-P", "-c", _RUN, str(path)], path.parent, _PATIENCE)
    except OSError as error:
        raise RefusalError(f"its library cannot be tried: {error}") from error
    else:
        if done.returncode:
            executable(path)
            raise RefusalError(_telling_line(done, "the process that runs its library"))
    finally:
        path.unlink(missing_ok=True)


def _version(command: tuple[str, ...]) -> str:
    with scratch() as folder:
        done = _run([*command, "--version"], folder, _PATIENCE)
    return done.stdout + done.stderr


def _run(
    command: Sequence[str], folder: Path, seconds: float | None, given: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with `given` as its input, its temporary files in `folder`, and messages in English.

    Raises OSError if it cannot be started, and TimeoutError, after killing all that it started, if it takes more than
    `seconds`.
    """
    environment = os.environ | dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(folder)) | {"LC_ALL": "C"}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8", errors="replace", env=environment,
        start_new_session=seconds is not None,
    ) as process:  # fmt: skip
        try:
            said = process.communicate(given, timeout=seconds)
        except BaseException as error:
            _end(process, seconds is not None)
            if isinstance(error, subprocess.TimeoutExpired):
                raise TimeoutError(f"no answer within {seconds} seconds") from None
            raise
    return subprocess.CompletedProcess(command, process.returncode, *said)


def _end(process: subprocess.Popen[str], leads: bool) -> None:
    """Kill a process and, if it leads a group, all that it started, such as the compiler behind a wrapper script."""
    if leads and hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _telling_line(done: subprocess.CompletedProcess[str], who: str = "it") -> str:
    lines = [line.strip() for line in f"{done.stderr}\n{done.stdout}".splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower()] or lines
    ending = _ENDINGS.get(done.returncode, done.returncode)
    return telling[0] if telling else f"{who} ended with {ending} and said nothing"


_ENDINGS: dict[int, str] = {-number: number.name for number in signal.Signals}


@cache
def processor() -> str:
    """A text that tells this machine's processor from others that need other machine code."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = sorted({line for line in lines if line.startswith(("model name", "flags"))})
    return "\n".join(named or [f"{platform.machine()} {platform.processor()}"])
