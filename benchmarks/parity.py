"""Compares kernels with the reference, for every operation and option, on real inputs: `python -m benchmarks.parity`.

The reference, the serial and the team build compute all arguments and results independently from the same grids; values
and hashes must be equal. Inputs are those of demonstrations and tests. Exits with an error if any differ.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import numpy as np
from tqdm import tqdm

from arc_pipeline.backends import Backend
from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.dsl import OPS, Choice, Op, same
from arc_pipeline.testing.team import TeamBackend

from .inputs import RealArguments, development_inputs

LIMIT = 1 << 29  # bytes of each of the three arenas of a process
_CHUNK = 24  # inputs at a time
_SHOWN = 3  # differences of each family


@dataclass
class Compared:
    """By family: how many kernel results were compared, how many of them are not void, and which differ."""

    results: Counter[str] = field(default_factory=Counter)
    live: Counter[str] = field(default_factory=Counter)
    different: Counter[str] = field(default_factory=Counter)
    first: dict[str, list[str]] = field(default_factory=dict)

    def add(self, other: Compared) -> None:
        """Add what another process found."""
        for mine, theirs in ((self.results, other.results), (self.live, other.live), (self.different, other.different)):
            mine.update(theirs)
        for family, said in other.first.items():
            self.first[family] = [*self.first.get(family, []), *said][:_SHOWN]

    def note(self, family: str, said: str) -> None:
        """Record one difference."""
        self.different[family] += 1
        shown = self.first.setdefault(family, [])
        if len(shown) < _SHOWN:
            shown.append(said)


def main(arguments: Sequence[str] | None = None) -> None:
    """Compare, and print a line for each family."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ids", type=Path, help="a file of ids of arc-agi-2/training: their inputs as well")
    parser.add_argument("--every", type=int, default=1, metavar="K", help="only every K-th input")
    parser.add_argument("--family", help="only the operations of this family")
    parser.add_argument("--op", help="only this operation")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="default: one a core")
    given = parser.parse_args(arguments)
    ops = [o for _, o in sorted(OPS.items()) if given.family in (None, o.family) and given.op in (None, o.name)]
    if not ops:
        parser.error("there is no such operation")
    grids = development_inputs(given.ids)
    inputs = grids[:: given.every]
    # Neighbouring inputs belong to one task: chunks are strided, so that all of them take about as long.
    chunks = [inputs[k :: -(-len(inputs) // _CHUNK)] for k in range(-(-len(inputs) // _CHUNK))]
    found, work = Compared(), partial(compare, [op.name for op in ops])
    with ProcessPoolExecutor(given.processes) as pool:
        for one in tqdm(pool.map(work, chunks), total=len(chunks), unit="chunk", disable=None):
            found.add(one)
    every = f", every {given.every}th of {len(grids)}" if given.every > 1 else ""
    print(f"{len(inputs)} inputs of development tasks{every}; reference, cpu (serial) and cpu (team)\n")
    print_table(ops, found)
    if found.different:
        raise SystemExit(f"{found.different.total():,} results differ from the reference")


def compare(names: Sequence[str], grids: Sequence[np.ndarray]) -> Compared:
    """Run these operations on these grids on all three backends, and compare the results."""
    reference, *kernels = _backends()
    marks = [backend.arena.mark() for backend in (reference, *kernels)]
    expected, others = RealArguments(reference, grids), [RealArguments(backend, grids) for backend in kernels]
    found = Compared()
    for name in names:
        op = OPS[name]
        for launch in range(len(expected.launches(op))):
            wanted = results(expected, op, launch)
            for other in others:
                for row, (want, have) in enumerate(zip(wanted, results(other, op, launch), strict=True)):
                    found.results[op.family] += 1
                    found.live[op.family] += want[0] is not None
                    if want[1] != have[1] or not same(want[0], have[0]):
                        said = difference(expected, op, launch, row, want, have)
                        found.note(op.family, f"{other.backend.name}: {said}")
    for backend, mark in zip((reference, *kernels), marks, strict=True):
        backend.arena.release(mark)
    return found


def results(real: RealArguments, op: Op, launch: int) -> list[tuple[object, int]]:
    """The value and hash of each row for one launch of an operation."""
    backend = real.backend
    mark = backend.arena.mark()
    made = backend.run(op, real.launches(op)[launch], real.count)
    found = list(zip(backend.arena.values(made), made.hash.tolist(), strict=True))
    backend.arena.release(mark)
    return found


def difference(
    expected: RealArguments, op: Op, launch: int, row: int, want: tuple[object, int], have: tuple[object, int]
) -> str:
    """A description of the call, the reference's result and the kernel's."""
    (values,) = expected.values(op, launch, np.array([row]))
    if same(want[0], have[0]):
        return f"{op.name}: equal values, different hashes\n{want[0]!r}"
    return f"{op.name}({', '.join(map(repr, values))})\nreference\n{want[0]!r}\nkernel\n{have[0]!r}"


def print_table(ops: Sequence[Op], found: Compared) -> None:
    """Print a line for each family, with its first differences below, and the totals."""
    print(f"{'family':18} {'operations':>10} {'with options':>12} {'results':>11} {'not void':>9} {'different':>9}")
    families = sorted({op.family for op in ops})
    for family in families:
        mine = [op for op in ops if op.family == family]
        count = found.results[family]
        print(
            f"{family:18} {len(mine):10} {sum(map(options, mine)):12} {count:11,} "
            f"{found.live[family] / max(1, count):9.0%} {found.different[family]:9,}"
        )
        for said in found.first.get(family, []):
            print("    " + said.replace("\n", "\n    "))
    total, live = found.results.total(), found.live.total()
    print(
        f"{'all':18} {len(ops):10} {sum(map(options, ops)):12} {total:11,} {live / max(1, total):9.0%} "
        f"{found.different.total():9,}"
    )


def options(op: Op) -> int:
    """The number of launches needed to try every option of an operation's choices."""
    return max((len(p.type.options) for p in op.parameters if isinstance(p.type, Choice)), default=1)


@cache
def _backends() -> tuple[Backend, ...]:
    """The three backends of this process; the first is the reference."""
    return ReferenceBackend(LIMIT), CpuBackend(LIMIT), TeamBackend(LIMIT)


if __name__ == "__main__":
    main()
