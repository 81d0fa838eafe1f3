"""Measures and prints: python -m benchmarks.operations"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from arc_pipeline.backends import open_backend
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import GRID

from ..inputs import RealArguments, development_inputs
from . import __doc__ as package_text
from .alone import bare, cutting_out, labelling, print_hash
from .growth import GROWING, SIZES, growth, memory
from .table import means, table
from .timing import REPEATS, machine

LIMIT = 1 << 29  # bytes of the arena


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print; with --json also write."""
    parser = argparse.ArgumentParser(description=package_text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="also write what was measured into this file")
    parser.add_argument("--family", help="only the operations of this family")
    parser.add_argument("--op", help="only this operation")
    parser.add_argument("--ids", type=Path, help="a file of ids of arc-agi-2/training: their inputs as well")
    parser.add_argument("--grids", type=int, help="only so many of the inputs")
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="how many grids the cost is followed up to")
    given = parser.parse_args(arguments)
    ops = [o for _, o in sorted(OPS.items()) if given.family in (None, o.family) and given.op in (None, o.name)]
    if not ops:
        parser.error("there is no such operation")
    cpu = open_backend("cpu", LIMIT, threads=1)
    if cpu.name != "cpu":
        parser.error("there is no C++ compiler, so there are no kernels to measure")

    found: dict[str, Any] = {"machine": machine()}
    print(found["machine"])
    grids = development_inputs(given.ids)
    real = RealArguments(cpu, grids[:: max(1, len(grids) // given.grids)] if given.grids else grids)
    cells = sum(grid.size for grid in grids) / len(grids)
    print(
        f"{real.count} inputs of development tasks, {cells:.0f} cells on average; one core; medians of {REPEATS} runs"
    )
    found["grids"], found["bare"] = real.count, bare(cpu, real.columns[GRID][0])
    print(f"plain copy: {found['bare']['copy'] / 1e6:.1f} million grids a second\n")
    found["operations"] = table(real, ops, found["bare"]["copy"])
    found["means"] = means(found["operations"])
    if "objects" in found["operations"]:
        found["objects"] = cutting_out(real)
        found["labels"] = labelling(real)
    print_hash(found["bare"]["hash"])
    found["growth"] = growth(real, [op for op in ops if op.name in GROWING], given.largest)
    found["memory"] = memory(cpu)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
