"""The GPU resources that a compiled kernel needs, read from the output of ptxas (`--ptxas-options=-v`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ENTRY = re.compile(r"Compiling entry function 'op_(\w+)' for '\w+'\n")
_FRAME = re.compile(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads")
_REGISTERS = re.compile(r"Used (\d+) registers")
_SHARED = re.compile(r"(\d+) bytes smem")
_CALLED = re.compile(r"(\d+) bytes cumulative stack size")  # including the functions that the kernel calls


@dataclass(frozen=True)
class Resources:
    """Of one kernel: registers and bytes of stack per lane, bytes of shared memory per block, and bytes of spill code.

    spill: the bytes that all spilling instructions store and load, each instruction counted once.
    """

    registers: int
    shared: int
    stack: int
    spill: int


def read_resources(log: str) -> dict[str, Resources]:
    """The resources of each kernel in a compilation's log, by operation; kernels without such lines are left out."""
    parts = _ENTRY.split(log)[1:]
    found = {}
    for name, text in zip(parts[::2], parts[1::2], strict=True):
        frames = [tuple(map(int, frame)) for frame in _FRAME.findall(text)]
        registers = _REGISTERS.search(text)
        if registers and frames:
            stack = _number(_CALLED, text) or frames[0][0]
            spill = sum(stores + loads for _, stores, loads in frames)
            found[name] = Resources(int(registers[1]), _number(_SHARED, text), stack, spill)
    return found


def _number(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return int(match[1]) if match else 0
