"""Files that are kept between runs, such as compiled kernels. Their names contain all that their content depends on.

So nothing has to be invalidated by hand, and of several processes that need the same file only one makes it. If a
folder cannot hold a file, a file in it is unusable, or others may write there, and so plant a library that we would
load, the next folder is tried, and the log says so.
"""

from __future__ import annotations

import errno
import logging
import mmap
import os
import re
import shutil
import stat
import tempfile
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, TypeVar

from ..measure import count_lookups
from .errors import NoFolderError

VARIABLE = "ARC_PIPELINE_CACHE"
_ROOM, _TRIAL = 16 << 20, 1 << 20  # bytes that must be free to compile, and to keep a library
_CHECKSUM = re.compile("[0-9a-f]{8}")
_PATIENCE, _PAUSE = 120.0, 0.05  # seconds to wait for another process that makes the file, in steps of

_log = logging.getLogger(__name__)
_warned: set[Path] = set()
_counting = threading.Lock()
_T = TypeVar("_T")


def folders() -> list[Path]:
    """The folders for kept files, the best first: $ARC_PIPELINE_CACHE, the user's cache folder, a temporary one."""
    user = os.path.join(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "arc_pipeline")
    wanted = [os.path.expanduser(folder) for folder in (os.environ.get(VARIABLE), user) if folder]
    known = [Path(folder) for folder in wanted if not folder.startswith("~")]  # "~" stays if there is no home folder
    temporary = [folder / f"arc_pipeline-{getattr(os, 'getuid', int)()}" for folder in _temporary()]
    return list(dict.fromkeys([*known, *temporary]))


def cached(name: str, make: Callable[[], bytes], use: Callable[[Path], _T]) -> _T:
    """The result of `use` on the file of this name; `make` returns its content if there is no such file yet.

    `use` raises OSError if a file is unusable where it is: then it is made again, if necessary in the next folder.
    Raises NoFolderError if no folder is left.
    """
    with suppress(FileNotFoundError):
        return _counted(_found(name, use))
    with _alone(name):
        with suppress(FileNotFoundError):
            return _counted(_found(name, use))
        return _counted(put(name, make(), use), found=0)


def _counted(result: _T, found: int = 1) -> _T:
    """The result of a look-up, which is counted; several threads may look up for one span."""
    with _counting:
        count_lookups("kept_files", 1, found)
    return result


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """The content of the file of this name. If no folder can hold it, it is made each time, and the log says so."""
    made: list[bytes] = []

    def once() -> bytes:
        made.append(make())
        return made[0]

    try:
        return cached(name, once, Path.read_bytes)
    except NoFolderError as error:
        _log.warning("a file is not kept, so that each process will make it again: %s", error)
        return made[0]


def keep(name: str, content: bytes) -> Path:
    """Keep this content under a name, in place of any that is kept under it; the file.

    Raises OSError if an earlier one cannot be removed, and NoFolderError if no folder can hold it.
    """
    with _alone(name):
        for folder in folders():
            for path in _there(folder, name):
                path.unlink()
        return put(name, content, lambda path: path)


def put(name: str, content: bytes, use: Callable[[Path], _T]) -> _T:
    """The result of `use` on a new file of this name, in the first folder where it can be written and used.

    Raises NoFolderError if there is none.
    """
    said = {}
    for folder in folders():
        path = folder / _name_of(name, content)
        try:
            _make(folder)
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
        f"no folder can hold {name}. Set ${VARIABLE} to a folder that is writable, has room and is not mounted noexec. "
        "Tried:" + _listed(said)
    )


def executable(path: Path) -> Path:
    """The path, if programs may run from there. Raises OSError on a file system that is mounted noexec."""
    if hasattr(mmap, "PROT_EXEC"):  # as loading a library does; Windows has no noexec
        with path.open("rb") as file:
            mmap.mmap(file.fileno(), 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_EXEC).close()
    return path


def _make(folder: Path) -> None:
    """Make a folder that nobody else may enter, or take the one that is there. Raises OSError if neither can be."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _check_private(folder)


def _check_private(path: Path) -> None:
    """Raise OSError if another user may change a file, or what is in a folder: what is loaded from there runs as ours.

    Root's are as good as ours. Where files have no owner, as on Windows, the system keeps users' folders apart.
    """
    if not hasattr(os, "getuid"):
        return
    found = path.stat()
    strangers = {path.lstat().st_uid, found.st_uid} - {os.getuid(), 0}  # of a link itself, too
    if strangers:
        raise PermissionError(errno.EPERM, f"it belongs to another user, number {strangers.pop()}")
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(errno.EPERM, "other users may write there (chmod go-w takes that from them)")


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty temporary folder on a disk that has room. Raises NoFolderError if there is none."""
    said = {}
    for folder in [*_temporary(), *folders()]:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
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
    except OSError:  # no temporary folder is writable
        return []


def _name_of(name: str, content: bytes) -> str:
    """The name with a checksum of the content, to detect partial files: loading part of a library kills the process."""
    stem, dot, suffix = name.partition(".")
    return f"{stem}-{zlib.crc32(content):08x}{dot}{suffix}"


def _found(name: str, use: Callable[[Path], _T]) -> _T:
    """The result of `use` on a whole, usable file of this name, in a folder up to the first that takes files.

    Raises FileNotFoundError if there is none.
    """
    for folder in folders():
        for path in _there(folder, name):
            with suppress(OSError):
                if path.name == _name_of(name, path.read_bytes()):
                    return use(path)
                path.unlink()
        if _takes(folder):
            break
    raise FileNotFoundError(name)


def _there(folder: Path, name: str) -> list[Path]:
    """The files of this name in a folder, if nobody else may write there."""
    stem, dot, suffix = name.partition(".")
    before, after = f"{stem}-", f"{dot}{suffix}"
    found = []
    with suppress(OSError):
        _check_private(folder)
        # A pattern is the slowest of the three, and a folder may hold a thousand files of others.
        alike = [other for other in os.listdir(folder) if other.startswith(before) and other.endswith(after)]
        for other in alike:
            if _CHECKSUM.fullmatch(other, len(before), len(other) - len(after)):
                with suppress(OSError):
                    _check_private(folder / other)
                    found.append(folder / other)
    return found


@cache
def _takes(folder: Path) -> bool:
    """Whether a file as large as a library can be written in a folder, and programs may run from there."""
    try:
        _make(folder)
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(bytes(_TRIAL))
            file.flush()
            executable(Path(file.name))
    except OSError:
        return False
    return True


def _write(path: Path, content: bytes) -> None:
    """Write a file atomically: other processes see all of it or nothing."""
    number, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        # Windows does not replace a file in use: then another process has written the same content.
        if not (isinstance(error, PermissionError) and path.is_file()):
            raise


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One process at a time, if file locks work: workers that start together would all compile the same kernels."""
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
    """The lock file, in the first folder that takes one; without one, work may only be done twice."""
    for folder in folders():
        with suppress(OSError):
            _make(folder)
            return (folder / f"{name}.lock").open("w")
    return None


def _wait_for(lock: IO[str]) -> None:
    """Take the lock, or go on without it if its holder keeps it for longer than the work takes and may hang."""
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
        except OSError:  # the file system has no locks
            return
    _log.warning("%s has been held for %d seconds: its holder is not waited for", lock.name, _PATIENCE)
