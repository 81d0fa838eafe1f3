"""Files that are kept between runs, such as compiled kernels. Their names hold what their content depends on.

So nobody invalidates by hand; of processes that want the same file at once, one makes it.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

_log = logging.getLogger(__name__)


def cache_folder() -> Path:
    """$ARC_PIPELINE_CACHE, else the user's cache folder, else the temporary folder if that cannot be written."""
    return _first_writable(os.environ.get("ARC_PIPELINE_CACHE"))


def cached(name: str, make: Callable[[], bytes]) -> Path:
    """The file of this name in the cache folder; `make` gives its content if it is not there yet."""
    path = cache_folder() / name
    if not path.exists():
        with _alone(path):
            if not path.exists():
                replace(path, make())
    return path


def replace(path: Path, content: bytes) -> None:
    """Write a file so that others see either the old or the whole new content."""
    number, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time, where the system sees to that: workers that start at once would all compile the same."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    lock = path.with_name(f"{path.name}.lock")
    with lock.open("w") as file:
        with suppress(OSError):  # a file system without locks: the work is done twice, and well
            fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


@cache
def _first_writable(wanted: str | None) -> Path:
    temporary = Path(tempfile.gettempdir()) / f"arc_pipeline-{getattr(os, 'getuid', int)()}"
    folders = [Path(wanted).expanduser() if wanted else Path(os.path.expanduser("~/.cache/arc_pipeline")), temporary]
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            if folder is not folders[0]:
                _log.warning("compiled kernels are kept in %s: %s cannot be written", folder, folders[0])
            return folder
    raise OSError(f"no folder to keep compiled kernels in: tried {', '.join(map(str, folders))}")
