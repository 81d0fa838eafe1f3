"""Times one merged graph of random programs on real samples: `python -m benchmarks.merged`.

An earlier system needed 127 to 158 ms per sample for a merged program of 1,076 operations. Here a graph of the same
size, with a fifth of the calls on objects, runs on 3,000 samples; the reference is timed on a few of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import cycle, islice

import numpy as np

from arc_pipeline.backends import Backend, Column, open_backend
from arc_pipeline.dsl.types import GRID
from arc_pipeline.measure import now
from arc_pipeline.programs import Merged, Program, Ref, merge
from arc_pipeline.scoring.joined import join
from arc_pipeline.scoring.plan import Plan
from arc_pipeline.scoring.run import Graph, hash_programs, run_programs
from arc_pipeline.scoring.schedule import schedule
from arc_pipeline.testing.programs import random_program

from .inputs import development_grids

_SIZE = 24  # calls of one program
_OBJECT_SHARE = 0.2
_PROBE = 12  # samples, on most of which an accepted program must have a result
_REFERENCE_SAMPLES = 12
_REPEATS = 3


def main(arguments: Sequence[str] | None = None) -> None:
    """Print how long the CPU and the reference take, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=1076)
    parser.add_argument("--samples", type=int, default=3000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)

    cpu, reference = open_backend("cpu", threads=given.threads), open_backend("reference")
    grids = list(islice(cycle(development_grids()), given.samples))
    merged = random_merged(np.random.default_rng(given.seed), given.nodes, cpu, grids[:: max(1, len(grids) // _PROBE)])
    print(
        f"{len(merged.nodes)} calls of {len(merged.outputs)} programs, depth {max(merged.depths)}, "
        f"{len(schedule(join([merged], [()])))} launches; {share_on_lists(merged):.0%} of the calls are on objects, "
        f"{share_with_value(cpu, merged, grids):.0%} of the results are not void"
    )
    first, *later = [seconds(cpu, merged, grids) for _ in range(_REPEATS + 1)]
    print(f"cpu, {given.threads} threads: {min(later):.3f} s for {len(grids)} samples (the first time {first:.3f} s)")
    few = grids[:: max(1, len(grids) // _REFERENCE_SAMPLES)][:_REFERENCE_SAMPLES]
    slow = seconds(reference, merged, few) * len(grids) / len(few)
    print(f"reference: {slow:.0f} s, timed on {len(few)} samples; ratio {slow / min(later):.0f}")


def random_merged(rng: np.random.Generator, nodes: int, backend: Backend, probe: Sequence[np.ndarray]) -> Merged:
    """Random programs that mostly have results, merged into a graph of exactly `nodes` calls."""
    programs: list[Program] = []
    merged: Merged | None = None
    while merged is None or len(merged.nodes) < nodes:
        missing = nodes - (0 if merged is None else len(merged.nodes))
        program = random_program(rng, min(_SIZE, missing), object_share=_OBJECT_SHARE)
        more = merge([*programs, program])
        if len(more.nodes) <= nodes and share_with_value(backend, merge([program]), probe) > 0.5:
            programs, merged = [*programs, program], more
    return merged


def seconds(backend: Backend, merged: Merged, grids: Sequence[np.ndarray]) -> float:
    """Seconds to run the graph on uploaded samples and copy the hashes of the results to the host."""
    mark = backend.arena.mark()
    inputs = backend.upload(GRID, grids)
    started = now()
    hashes = hash_programs(backend, Plan([merged]), inputs)
    backend.synchronize()
    taken = now() - started
    assert hashes.shape == (len(merged.outputs), len(grids))
    backend.arena.release(mark)
    return taken


def share_with_value(backend: Backend, merged: Merged, grids: Sequence[np.ndarray]) -> float:
    """The share of values that are not void, over all calls and some of the samples."""
    few = grids[:: max(1, len(grids) // _PROBE)]
    every = Merged(merged.nodes, merged.types, tuple(map(Ref, range(len(merged.nodes)))), ())
    mark = backend.arena.mark()
    (columns,) = run_programs(backend, [Graph(every, backend.upload(GRID, few))])
    live = np.mean([is_live(backend, column) for column in columns])
    backend.arena.release(mark)
    return float(live)


def is_live(backend: Backend, column: Column) -> np.ndarray:
    """Which values of a column are not void: bool (rows,)."""
    return np.array([value is not None for value in backend.arena.values(column)])


def share_on_lists(merged: Merged) -> float:
    """The share of calls that take or make a list of cells."""
    found = 0
    for node, kind in zip(merged.nodes, merged.types, strict=True):
        kinds = [kind, *(merged.types[ref.node] for ref in node.refs if ref.node >= 0)]
        found += any(one.is_list and one.storage == "cells" for one in kinds)
    return found / len(merged.nodes)


if __name__ == "__main__":
    main()
