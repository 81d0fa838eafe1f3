"""What rows of a store are keyed by: the content of a task, and the versions of the language and of the search.

Versions are hashes of this package's source files, so that nobody has to change a number by hand.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

import numpy as np

from ..tasks import Task

_LANGUAGE = ("dsl", "programs")  # rooms that say what a program means
_SEARCH = (*_LANGUAGE, "tasks", "backends", "scoring", "library", "search")  # and what a search finds
_SOURCES = {".py", ".h", ".json", ".txt"}


def task_key(task: Task) -> str:
    """SHA-256 (hexadecimal) of a task's demonstrations and test inputs, in their order; its id does not matter."""
    found = hashlib.sha256()
    for grids in ([grid for pair in task.train for grid in (pair.input, pair.output)], task.test):
        found.update(len(grids).to_bytes(4, "little"))
        for grid in grids:
            found.update(bytes(grid.shape) + np.ascontiguousarray(grid).tobytes())
    return found.hexdigest()


def is_key(text: object) -> bool:
    """Whether this may be the key of a task or the digest of a program."""
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) is not None


@cache
def language_version() -> str:
    """The version of the language, on which it depends what a program does; 20 hexadecimal digits."""
    return _version_of(_LANGUAGE)


@cache
def search_version() -> str:
    """The version of the search, on which it depends what a round finds; 20 hexadecimal digits."""
    return _version_of(_SEARCH)


def _version_of(rooms: tuple[str, ...]) -> str:
    package, found = Path(__file__).parents[1], hashlib.sha256()
    paths = [path for room in rooms for path in sorted((package / room).rglob("*")) if path.suffix in _SOURCES]
    for path in paths:
        content = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{path.relative_to(package).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()[:20]
