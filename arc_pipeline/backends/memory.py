"""How much host memory this process may still take: the free memory, limited by its control groups."""

from __future__ import annotations

import logging
from pathlib import Path

ASSUMED = 4 << 30  # bytes, if the system does not tell (see the README)
_log = logging.getLogger(__name__)
_UNLIMITED = 1 << 60  # version 1 of control groups writes a huge number if there is no limit


def free_memory(root: Path = Path("/")) -> int:
    """Bytes of main memory that are available without swapping; `ASSUMED`, with a warning in the log, if unknown.

    `root` is where `proc` and `sys`, which only Linux has, are looked for; on other systems psutil is asked.
    """
    free = _available(root / "proc/meminfo")
    if free is None:
        free = _asked()
    return max(0, min([free, *_left_in_groups(root)]))


def _available(meminfo: Path) -> int | None:
    try:
        lines = meminfo.read_text(encoding="utf-8").splitlines()
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)
    except (OSError, ValueError, IndexError):
        return None


def _asked() -> int:
    try:
        import psutil

        return int(psutil.virtual_memory().available)
    except Exception as error:  # for any reason: a search with less memory is better than none
        _log.warning("how much memory is free is not known here (%r): %d GiB are assumed", error, ASSUMED >> 30)
        return ASSUMED


def _left_in_groups(root: Path) -> list[int]:
    """The bytes that each control group around this process still allows."""
    try:
        lines = (root / "proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    left = []
    for line in lines:
        _, controllers, path = [*line.split(":", 2), "", ""][:3]
        if not controllers:
            mount, names = root / "sys/fs/cgroup", ("memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            mount, names = root / "sys/fs/cgroup/memory", _VERSION_1
        else:
            continue
        group = mount / path.strip("/")
        # A container often sees its own group as the mount itself. Limits of outer groups apply as well.
        left += [_left(folder, *names) for folder in (group, *group.parents) if folder.is_relative_to(mount)]
    return [allowed for allowed in left if allowed is not None]


_VERSION_1 = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def _left(folder: Path, limit_name: str, used_name: str, reclaimable_name: str) -> int | None:
    try:
        limit, used, stat = (
            (folder / name).read_text(encoding="utf-8") for name in (limit_name, used_name, "memory.stat")
        )
        if limit.strip() == "max" or int(limit) >= _UNLIMITED:
            return None
        # Inactive file pages count as used, but are freed as soon as memory is requested.
        reclaimable = dict(line.split() for line in stat.splitlines()).get(reclaimable_name, 0)
        return int(limit) - int(used) + int(reclaimable)
    except (OSError, ValueError):  # no such group, or another format
        return None
