"""How much memory this process may still take on the host: what is free, and no more than its control groups allow."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import BackendError

_UNLIMITED = 1 << 60  # version 1 of control groups writes a huge number where there is no limit


def free_memory(root: Path = Path("/")) -> int:
    """Bytes of main memory that can be had without swapping. BackendError where the system does not tell.

    `root` is where `proc` and `sys` are looked for.
    """
    free = _available(root / "proc/meminfo")
    if free is None:
        free = _physical()
    if free is None:
        raise BackendError("how much memory is free cannot be found out here: pass limit=<bytes> to open_backend")
    return max(0, min([free, *_left_in_groups(root)]))


def _available(meminfo: Path) -> int | None:
    try:
        lines = meminfo.read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)


def _physical() -> int | None:
    """All of the memory: macOS does not tell a process how much of it is free."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None


def _left_in_groups(root: Path) -> list[int]:
    """What each control group around this process still allows, bytes."""
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        return []
    left = []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers:
            mount, names = root / "sys/fs/cgroup", ("memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            mount, names = root / "sys/fs/cgroup/memory", _VERSION_1
        else:
            continue
        group = mount / path.strip("/")
        # A container often sees its own group as the mount itself, and limits of outer groups bind as well.
        left += [_left(folder, *names) for folder in (group, *group.parents) if folder.is_relative_to(mount)]
    return [allowed for allowed in left if allowed is not None]


_VERSION_1 = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def _left(folder: Path, limit_name: str, used_name: str, reclaimable_name: str) -> int | None:
    try:
        limit, used = ((folder / name).read_text().strip() for name in (limit_name, used_name))
        stat = dict(line.split() for line in (folder / "memory.stat").read_text().splitlines())
    except OSError:
        return None
    if limit == "max" or int(limit) >= _UNLIMITED:
        return None
    # Pages of files count as used, yet are given up as soon as somebody asks for memory.
    return int(limit) - int(used) + int(stat.get(reclaimable_name, 0))
