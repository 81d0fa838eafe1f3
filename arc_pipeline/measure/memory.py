"""How much main memory this process has needed at most."""

from __future__ import annotations

import sys
from pathlib import Path


def peak_memory(status: Path = Path("/proc/self/status")) -> int:
    """Bytes of main memory that this process has held at most at a time since it began.

    `status` is where Linux tells; a system without it is asked through `resource`, Windows through psutil.
    """
    # `resource` comes second, as on Linux its figure is handed on from a process to those that it starts.
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
