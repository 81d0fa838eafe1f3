"""The team build of the kernels: threads act as the lanes of a warp, which finds a missing SYNC without a GPU."""

from __future__ import annotations

from ..backends.compiler import TEAM
from ..backends.cpu import CpuBackend


class TeamBackend(CpuBackend):
    """The CPU backend with kernels of the team build; slow."""

    name = "team"
    _flags = TEAM
