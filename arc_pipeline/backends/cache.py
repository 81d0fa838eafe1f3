"""Files that are kept between runs, such as compiled kernels. Their names hold what their content depends on.

So nobody invalidates by hand; of processes that want the same file at once, one makes it. Where a folder does not take
a file, or a file there is of no use, the next folder is tried, and the log says so.
"""

from __future__ import annotations

import errno
import logging
import mmap
import os
import re
import shutil
import tempfile
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, TypeVar

from .errors import NoFolderError

VARIABLE = "ARC_PIPELINE_CACHE"
_ROOM, _TRIAL = 16 << 20, 1 << 20  # bytes that must be free where a compiler works, and where a library is kept
_PATIENCE, _PAUSE = 120.0, 0.05  # seconds to wait for another process that makes the file, and between two looks

_log = logging.getLogger(__name__)
_warned: set[Path] = set()
_T = TypeVar("_T")


def folders() -> list[Path]:
    """Where files may be kept, the best first: $ARC_PIPELINE_CACHE, the user's cache folder, a temporary one."""
    user = os.path.join(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "arc_pipeline")
    wanted = [os.path.expanduser(folder) for folder in (os.environ.get(VARIABLE), user) if folder]
    known = [Path(folder) for folder in wanted if not folder.startswith("~")]  # there may be no home folder
    temporary = [folder / f"arc_pipeline-{getattr(os, 'getuid', int)()}" for folder in _temporary()]
    return list(dict.fromkeys([*known, *temporary]))


def cached(name: str, make: Callable[[], bytes], use: Callable[[Path], _T]) -> _T:
    """What `use` makes of the file of this name; `make` gives its content where it is not there yet.

    `use` raises OSError if a file is of no use where it lies: then it is made again, if need be in the next folder.
    NoFolderError if none is left.
    """
    with suppress(FileNotFoundError):
        return _found(name, use)
    with _alone(name):
        with suppress(FileNotFoundError):
            return _found(name, use)
        return put(name, make(), use)


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """The content of the file of this name; where no folder takes it, it is made each time, and the log says so."""
    made: list[bytes] = []

    def once() -> bytes:
        made.append(make())
        return made[0]

    try:
        return cached(name, once, Path.read_bytes)
    except NoFolderError as error:
        _log.warning("what is made now will be made again by the next process: %s", error)
        return made[0]


def put(name: str, content: bytes, use: Callable[[Path], _T]) -> _T:
    """What `use` makes of a new file of this name, in the first folder where that can be. NoFolderError if in none."""
    said = {}
    for folder in folders():
        path = folder / _name_of(name, content)
        try:
            _write(path, content)
            return use(path)
        except OSError as error:
            said[folder] = error.strerror or str(error)
            with suppress(OSError):
                path.unlink()
            if folder not in _warned:
                _warned.add(folder)
                _log.warning("%s cannot be kept in %s: %s", name, folder, said[folder])
    raise NoFolderError(
        f"{name} can be kept and used in no folder. Name one in ${VARIABLE} that can be written, has room, and may "
        "hold programs (is not mounted noexec). Tried:" + _listed(said)
    )


def executable(path: Path) -> Path:
    """The path again, once it is sure that programs may run from there. OSError on a disk that is mounted noexec."""
    if hasattr(mmap, "PROT_EXEC"):  # what loading a library begins with; Windows knows no such disks
        with path.open("rb") as file:
            mmap.mmap(file.fileno(), 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_EXEC).close()
    return path


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder, on a disk that has room, for what is needed only now. NoFolderError where there is none."""
    said = {}
    for folder in [*_temporary(), *folders()]:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(folder).free < _ROOM:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            empty = tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True)
        except OSError as error:
            said[folder] = error.strerror or str(error)
            continue
        with empty as name:
            yield Path(name)
        return
    raise NoFolderError(
        f"there is no folder to compile in: name one in $TMPDIR or ${VARIABLE} that has {_ROOM >> 20} MiB of room. "
        "Tried:" + _listed(said)
    )


def _listed(said: dict[Path, str]) -> str:
    return "".join(f"\n  {folder}: {why}" for folder, why in said.items())


def _temporary() -> list[Path]:
    try:
        return [Path(tempfile.gettempdir())]
    except OSError:  # none that can be written
        return []


def _name_of(name: str, content: bytes) -> str:
    """With a sum of the content, which tells a file that is not whole: loading part of a library ends a process."""
    stem, dot, suffix = name.partition(".")
    return f"{stem}-{zlib.crc32(content):08x}{dot}{suffix}"


def _found(name: str, use: Callable[[Path], _T]) -> _T:
    """FileNotFoundError if there is no file of this name that is whole and of use, in the first folder that takes files
    or in those before it."""
    stem, dot, suffix = name.partition(".")
    wanted = re.compile(f"{re.escape(stem)}-[0-9a-f]{{8}}{re.escape(dot + suffix)}")
    for folder in folders():
        for path in _there(folder, wanted):
            with suppress(OSError):
                if path.name == _name_of(name, path.read_bytes()):
                    return use(path)
                path.unlink()
        if _takes(folder):
            break
    raise FileNotFoundError(name)


def _there(folder: Path, wanted: re.Pattern[str]) -> list[Path]:
    try:
        return [folder / name for name in os.listdir(folder) if wanted.fullmatch(name)]
    except OSError:
        return []


@cache
def _takes(folder: Path) -> bool:
    """Whether a file as large as a library can be written there, and programs may run from there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(bytes(_TRIAL))
            file.flush()
            executable(Path(file.name))
    except OSError:
        return False
    return True


def _write(path: Path, content: bytes) -> None:
    """Write a file so that others see all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        # Windows lets nobody replace a file in use: then another process has written the same.
        if not (isinstance(error, PermissionError) and path.is_file()):
            raise


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One process at a time, where the system sees to that: workers that start at once would all compile the same."""
    lock = _open_lock(name)
    try:
        if lock is not None:
            _wait_for(lock)
        yield
    finally:
        if lock is not None:
            with suppress(OSError):
                Path(lock.name).unlink()
            lock.close()


def _open_lock(name: str) -> IO[str] | None:
    """In the first folder that takes one; without any, work may be done twice, and well."""
    for folder in folders():
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            return (folder / f"{name}.lock").open("w")
    return None


def _wait_for(lock: IO[str]) -> None:
    """Hold the lock, unless another process keeps it for longer than the work takes: that one may have stopped."""
    try:
        import fcntl
    except ImportError:
        return
    for _ in range(int(_PATIENCE / _PAUSE)):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            threading.Event().wait(_PAUSE)
        except OSError:  # a file system without locks
            return
    _log.warning("%s has been held for %d seconds: its holder is not waited for", lock.name, _PATIENCE)
