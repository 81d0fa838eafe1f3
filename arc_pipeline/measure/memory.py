"""The peak main memory of this process."""

from __future__ import annotations

import sys
from pathlib import Path


def peak_memory(status: Path = Path("/proc/self/status")) -> int:
    """The peak resident memory of this process in bytes, since it began.

    It is read from `status` on Linux, from `resource` on systems without that file, and from psutil on Windows.
    """
    # `resource` comes second, as on Linux a process inherits its figure from its parent.
    try:
        lines = status.read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
