"""Writes a file as a whole: at every moment either the old or the new one is there, and never a part of one."""

import os
from pathlib import Path
from uuid import uuid4


def write_whole(path: Path, content: bytes) -> None:
    """Replace the file atomically, and make its folder. Raises OSError if it cannot be written.

    Only a process that is killed leaves its temporary file, named .<file>.<number>.part, beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
