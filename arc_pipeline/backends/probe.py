"""Which C++ compiler works here, found by trying: a tiny source is compiled as kernels are, loaded and run.

What is on a machine under a compiler's name may have no parts, be too old, make code for another processor, or hang.
The choice is kept on disk under what the candidates are, so that workers do not try again.
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
NAMES = ("c++", "g++", "clang++")  # after $CXX
_PATIENCE = 30  # seconds for each step of the probe, which takes a fifth of one

_log = logging.getLogger(__name__)

# What kernel.h needs: 64 bits, templates, inlining asked for, the builtins of GCC; and code for this processor.
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
# In a process of its own, as a library made for another processor, or for a sanitizer, ends the one that loads it.
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

    command: its program and the arguments that $CXX gives it. version: all that it answers to --version. refused: the
    flags of kernels that it does not take.
    """

    command: tuple[str, ...]
    version: str
    refused: tuple[str, ...] = ()

    def flags(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """Those that it takes of COMMON and of these."""
        return tuple(flag for flag in (*COMMON, *wanted) if flag not in self.refused)

    def build(self, source: str, flags: Sequence[str], seconds: float | None = None) -> bytes:
        """The shared library of a source. RefusalError with the compiler's words; OSError where it cannot be run, or
        takes longer than this."""
        with scratch() as folder:
            library = folder / "made.so"
            done = _run([*self.command, *self.flags(flags), "-o", str(library), "-"], folder, seconds, source)
            if done.returncode or not library.exists():
                raise RefusalError(_telling_line(done), done.stderr)
            return library.read_bytes()


class RefusalError(Exception):
    """A compiler does not do what it is asked for: why, in one line, and in `log` all that it said."""

    def __init__(self, why: str, log: str = "") -> None:
        self.log = log
        super().__init__(why)


def find_compiler() -> Compiler:
    """The first that works of $CXX and of every c++, g++ and clang++ on the PATH. NoCompilerError if none does."""
    return _chosen(os.environ.get("CXX"), os.environ.get("PATH"), os.environ.get(VARIABLE))


@cache
def _chosen(wanted: str | None, _path: str | None, _folder: str | None) -> Compiler:
    """The choice that is kept for these candidates, as long as the chosen one answers with the same version."""
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
    """What each is called, and its command: empty where there is no such program. Each file once."""
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
    """A program and its arguments, or a program in a folder whose name has blanks."""
    if shutil.which(wanted):
        return [wanted]
    try:
        return [word.strip('"') for word in shlex.split(wanted, posix=os.name != "nt")] or [wanted]
    except ValueError:  # a quotation that does not end
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
    """The compiler, without the flags that it cannot do with; or what is wrong with it, in a line."""
    answer = ""
    for refused in _DISPENSABLE:
        try:
            compiler = Compiler(command, _version(command), refused)
            put(f"probe-{uuid4().hex}.so", compiler.build(PROBE, ("-O3", NATIVE), _PATIENCE), _try_library)
            return compiler
        except RefusalError as error:
            answer = str(error)
        except OSError as error:  # it does not start, or not end: other flags change nothing
            return error.strerror or str(error)
    return answer


# On Windows GCC's code for AVX expects more of the stack than it has (its bug 54412): a process ends now and then.
_DISPENSABLE: tuple[tuple[str, ...], ...] = ((NATIVE,),) if os.name == "nt" else ((), (NATIVE,))


def _try_library(path: Path) -> None:
    """RefusalError if it is the library's fault that it does not run, OSError if the folder's."""
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
    """Run a command to its end, `given` as its input, its temporary files in a folder, and what it says in English.

    OSError if it cannot be started, TimeoutError if it takes longer than this: then all that it started is ended.
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
    """With what it started, such as the compiler behind a script, if it leads a group."""
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
    """What distinguishes this machine's processor from others that need other machine code."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = sorted({line for line in lines if line.startswith(("model name", "flags"))})
    return "\n".join(named or [f"{platform.machine()} {platform.processor()}"])
