"""What the library's programs solve, and how they do on derived samples: `python -m benchmarks.library`.

Prints totals; --each adds a line for each program, --json FILE writes them all.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from arc_pipeline import open_backend
from arc_pipeline.backends import Backend
from arc_pipeline.dsl.types import GRID
from arc_pipeline.library import Stored, load_library
from arc_pipeline.measure import now
from arc_pipeline.practice.derived import KINDS, Sample, derived
from arc_pipeline.programs import Program, merge
from arc_pipeline.scoring.plan import Plan
from arc_pipeline.scoring.run import hash_programs

from .sets import load_sets

_ROBUST = 0.9  # share of the derived samples of a kind


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all programs, print the figures, and write them with --json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", action="store_true", help="print a line for each program")
    parser.add_argument("--backend", choices=("cpu", "cuda"), default="cpu", help="of the operations (default cpu)")
    parser.add_argument("--json", type=Path, help="also write what was measured into this file")
    given = parser.parse_args(arguments)
    backend, stored = open_backend(given.backend, threads=1), load_library()
    pairs = pairs_of(sorted({one.id for one in stored}))
    table = pd.DataFrame([measured(backend, one, pairs[one.id]) for one in stored])
    if given.each:
        print(table.to_string(index=False, float_format="%.2f"))
    for origin, own in table.groupby("origin"):
        print(f"{origin}: {own.right.sum()} of {len(own)} programs are right on every pair; ", end="")
        print(f"{own.calls.median():.0f} calls in the median, {own.calls.max()} at most; {own.seconds.sum():.2f} s")
        for kind in KINDS:
            share = own[kind].dropna()
            print(
                f"  {kind}: {(share >= _ROBUST).sum()} of {len(share)} right on {_ROBUST:.0%}, mean {share.mean():.0%}"
            )
    print(f"all programs on all tasks: {seconds_of_a_round(backend, stored, pairs):.2f} s on one core")
    if given.json:
        given.json.write_text(json.dumps(table.to_dict("records"), indent=1) + "\n")


def pairs_of(ids: Sequence[str]) -> dict[str, list[Sample]]:
    """The demonstrations and tests, with their answers, of these tasks."""
    found = {}
    for tasks in load_sets(ids).values():
        for task in tasks.tasks:
            tests = zip(task.test, tasks.answers[task.id], strict=True)
            found[task.id] = [*((pair.input, pair.output) for pair in task.train), *tests]
    return found


def measured(backend: Backend, one: Stored, pairs: Sequence[Sample]) -> dict[str, object]:
    """The figures of a program: whether it is right on every pair of its task, its calls, the seconds for these pairs,
    and for each kind of derived samples the share on which it is right, NaN where there are none."""
    started = now()
    right = share_right(backend, one.program, pairs) == 1.0
    row = {"id": one.id, "origin": one.origin, "right": right, "calls": len(one.program.nodes)}
    row["seconds"] = now() - started
    return row | {kind: share_right(backend, one.program, derived(pairs, kind)) for kind in KINDS}


def share_right(backend: Backend, program: Program, samples: Sequence[Sample]) -> float:
    """The share of samples of which a program makes the output, NaN for none."""
    if not samples:
        return float("nan")
    mark = backend.arena.mark()
    inputs, outputs = (backend.upload(GRID, list(grids)) for grids in zip(*samples, strict=True))
    made = hash_programs(backend, Plan([merge([program])]), inputs)[0]
    share = float((made == outputs.hash).mean())
    backend.arena.release(mark)
    return share


def seconds_of_a_round(backend: Backend, stored: Sequence[Stored], pairs: Mapping[str, Sequence[Sample]]) -> float:
    """How long it takes to run every program on every sample of every task, as one merged graph."""
    inputs = backend.upload(GRID, [sample[0] for samples in pairs.values() for sample in samples])
    merged = merge([one.program for one in stored])
    started = now()
    np.asarray(hash_programs(backend, Plan([merged]), inputs))
    return now() - started


if __name__ == "__main__":
    main()
