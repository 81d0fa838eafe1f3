"""The GPU resources that each kernel needs, by architecture: `python -m benchmarks.kernels` writes docs/kernels.md.

For operations and the search's kernels over arrays: registers and bytes of stack per lane, bytes of shared memory per
block, bytes of spill code, as reported by ptxas; and the resulting occupancy. Needs no GPU.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import arc_pipeline.search.kernels  # noqa: F401, registers the search's kernels
from arc_pipeline.backends import ARRAY_KERNELS
from arc_pipeline.backends.array_kernel import unit_names
from arc_pipeline.backends.nvrtc import compile_family, nvrtc_version
from arc_pipeline.backends.resources import Resources, read_resources
from arc_pipeline.backends.source import family_names
from arc_pipeline.dsl import OPS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "kernels.md"
_WARPS = 4  # per block, as in kernel.h

INTRODUCTION = """\
# What the kernels take of a GPU

Made by `python -m benchmarks.kernels`, which compiles every kernel with NVRTC for three GPUs and needs none of them;
nothing here is written by hand. The numbers depend on the compiler: these are of NVRTC {version}.
"""

NOTES = """\
A warp of 32 lanes works on one item, a block is four warps. Shared memory holds what the lanes of a warp make together,
such as the labels of 900 cells, four times a block; that, not the registers, is why kernels of objects leave a
multiprocessor partly empty. A stack is an array that one lane indexes by what it computes: a tally of ten colours (64
bytes), the separator lines of both directions (128), directions or arguments to choose from (the others). A kernel that
ptxas would make spill, so that more warps fit, is compiled again with as many registers as it wants, in
[nvrtc.py](../arc_pipeline/backends/nvrtc.py).

Of each kernel: registers a lane / bytes of shared memory a block / bytes of stack a lane / bytes of spill code, and the
share of a multiprocessor's warps that can be at work at once.
"""


@dataclass(frozen=True)
class Processor:
    """The resources of a multiprocessor: warps, blocks, bytes of shared memory, and the bytes that each block adds."""

    gpu: str
    warps: int
    blocks: int
    shared: int
    block_costs: int

    def occupancy(self, kernel: Resources) -> float:
        """The occupancy: the share of its warps that can be resident, limited by registers and shared memory."""
        # Registers are allocated by eights. Each quarter of a multiprocessor has 16,384, and runs one warp of a block.
        registers = -(-kernel.registers // 8) * 8
        fitting = [self.blocks, self.warps // _WARPS, 16384 // (32 * registers)]
        if kernel.shared:
            fitting.append(self.shared // (kernel.shared + self.block_costs))
        return min(fitting) * _WARPS / self.warps


PROCESSORS = {
    "sm_75": Processor("T4", 32, 16, 64 << 10, 0),
    "sm_89": Processor("L4", 48, 24, 100 << 10, 1 << 10),
    "sm_90": Processor("H200", 64, 32, 228 << 10, 1 << 10),
}
_HEADS = [f"{architecture} ({processor.gpu})" for architecture, processor in PROCESSORS.items()]
Table = Mapping[str, Mapping[str, Resources]]  # by operation and architecture


def main(arguments: Sequence[str] | None = None, page: Path = PAGE) -> None:
    """Compile what is not cached, write the page and print its summary. Exits with an error if a kernel spills."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args(arguments)
    table = resources()
    page.write_text(page_text(table, nvrtc_version()), encoding="utf-8")
    print(*summary(table), f"written: {page}", sep="\n")
    if spills := _spilling(table):
        raise SystemExit(f"these kernels spill: {', '.join(spills)}")


def resources() -> dict[str, dict[str, Resources]]:
    """The resources of every kernel, by name and architecture; names are sorted by family."""
    jobs = [(family, architecture) for family in family_names() + unit_names() for architecture in PROCESSORS]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        logs = dict(zip(jobs, pool.map(lambda job: compile_family(*job).log, jobs), strict=True))
    found = {job: read_resources(log) for job, log in logs.items()}
    named = sorted((_family(name), name) for name in [*OPS, *ARRAY_KERNELS])
    return {name: {a: found[family, a][name] for a in PROCESSORS} for family, name in named}


def _family(kernel: str) -> str:
    return OPS[kernel].family if kernel in OPS else ARRAY_KERNELS[kernel].unit


def summary(table: Table) -> list[str]:
    """The extremes, in lines of Markdown: a table with a column for each architecture, then stacks and spills."""
    columns = [_extremes(processor, {n: by[name] for n, by in table.items()}) for name, processor in PROCESSORS.items()]
    lines = [f"| {' | '.join(['of all kernels', *_HEADS])} |", f"|---|{'---|' * len(_HEADS)}"]
    lines += [f"| {' | '.join([row, *(column[row] for column in columns)])} |" for row in columns[0]]
    stacks = sorted((max(takes.stack for takes in by.values()), name) for name, by in table.items())
    some = [(size, name) for size, name in stacks if size]
    sizes = [f"{size} bytes {', '.join(f'`{n}`' for _, n in same)}" for size, same in groupby(some, lambda one: one[0])]
    spilling = ", ".join(f"`{name}`" for name in _spilling(table))
    return [*lines, "", f"Spills: {spilling or 'none'}.", "", f"A stack, {len(some)} kernels: {'; '.join(sizes)}."]


def _extremes(processor: Processor, kernels: Mapping[str, Resources]) -> dict[str, str]:
    registers = max(kernels, key=lambda name: kernels[name].registers)
    shared = max(kernels, key=lambda name: kernels[name].shared)
    by_registers = processor.occupancy(Resources(kernels[registers].registers, 0, 0, 0))
    by_shared = processor.occupancy(Resources(1, kernels[shared].shared, 0, 0))
    shares = [processor.occupancy(takes) for takes in kernels.values()]
    return {
        "most registers": f"{kernels[registers].registers} (`{registers}`): room for {by_registers:.0%} of the warps",
        "most shared memory": f"{kernels[shared].shared:,} bytes (`{shared}`): room for {by_shared:.0%} of the warps",
        "all warps at work": f"{sum(share == 1 for share in shares)} of {len(shares)} kernels",
        "half or more of them": f"{sum(share >= 0.5 for share in shares)} of {len(shares)} kernels",
    }


def page_text(table: Table, version: tuple[int, int]) -> str:
    """The text of docs/kernels.md."""
    rows = []
    for op, by in table.items():
        cells = [f"{_numbers(by[name])}, {processor.occupancy(by[name]):.0%}" for name, processor in PROCESSORS.items()]
        rows.append(f"| {' | '.join([f'`{op}`', _family(op), *cells])} |")
    heads = [f"| kernel | family | {' | '.join(_HEADS)} |", f"|---|---|{'---:|' * len(_HEADS)}"]
    introduction = INTRODUCTION.format(version=".".join(map(str, version)))
    return "\n".join([introduction, *summary(table), "", NOTES, *heads, *rows, ""])


def _spilling(table: Table) -> list[str]:
    return [name for name, by in table.items() if any(takes.spill for takes in by.values())]


def _numbers(takes: Resources) -> str:
    return f"{takes.registers} / {takes.shared} / {takes.stack} / {takes.spill}"


if __name__ == "__main__":
    main()
