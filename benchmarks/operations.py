"""How fast each operation is on one core, and how much faster than its reference: `python -m benchmarks.operations`.

Every argument comes from inputs of the development tasks, those that are not grids by other operations. Where an
operation takes or makes a list, its elements are what is counted (`*`), not the lists. Medians of several runs.
Then what has a goal of its own: `objects`, the hash, and how the cost grows with the number of grids.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import geometric_mean, median
from typing import Any

import numpy as np

from arc_pipeline import backends
from arc_pipeline.backends import ArenaFull, Backend, Column, open_backend
from arc_pipeline.backends.arena import NONE
from arc_pipeline.backends.backend import Launch
from arc_pipeline.backends.call import pack_call
from arc_pipeline.backends.compiler import compile_source, processor
from arc_pipeline.dsl import OPS, Op, Type, evaluate
from arc_pipeline.dsl.types import GRID, TABLE
from arc_pipeline.measure import now

from .pools import RealArguments, development_inputs

GOALS = {
    "mean ratio": 30,
    "mean grids/s": 1e6,
    "ratio": 5,
    "grids/s": 50e3,
    "grids/s of symmetry": 5e6,
    "grids/s of recolor": 5e6,
    "objects, grids/s": 200e3,
    "hash, us a grid": 0.2,
}
GROWING = ("rot90", "outline", "object_size", "objects")
SIZES = (1_000, 10_000, 100_000, 1_000_000)
LIMIT = 1 << 29  # bytes of the arena
_REPEATS, _LEAST_SECONDS, _REFERENCE_ROWS, _REFERENCE_SECONDS = 5, 0.02, 40, 0.4

# What a plain copy and the hash alone cost: the loops that every kernel of cells has, without an operation.
_BARE = """
KERNEL(copy) {
    EACH_ITEM(call, item) {
        View out;
        begin_result(call, item, out);
        COPY(out, view_argument(call, 0, item));
    }
}
KERNEL(hash) { EACH_ITEM(call, item) call.hash[item] = hash_cells(view_argument(call, 0, item)); }
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print; with --json also write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
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
        f"{real.count} inputs of development tasks, {cells:.0f} cells on average; one core; medians of {_REPEATS} runs"
    )
    found["grids"], found["bare"] = real.count, bare(cpu, real.columns[GRID][0])
    print(f"plain copy: {found['bare']['copy'] / 1e6:.1f} million grids a second\n")
    found["operations"] = table(real, ops, found["bare"]["copy"])
    found["means"] = means(found["operations"])
    if "objects" in found["operations"]:
        found["objects"] = cutting_out(real)
    print_hash(found["bare"]["hash"])
    found["growth"] = growth(real, [op for op in ops if op.name in GROWING], given.largest)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n")


def machine() -> str:
    """The processor and its cores."""
    lines = [line.partition(":")[2].strip() for line in processor().splitlines() if line.startswith("model name")]
    return f"{', '.join(lines) or processor()}, {os.cpu_count()} cores"


def table(real: RealArguments, ops: Sequence[Op], copy: float) -> dict[str, dict[str, Any]]:
    """Print a row for each operation."""
    print(f"{'operation':20} {'family':14} {'grids/s':>11} {'reference/s':>11} {'ratio':>6} {'of copy':>7} {'live':>5}")
    found: dict[str, dict[str, Any]] = {}
    for op in ops:
        row = found[op.name] = one_operation(real, op)
        row["of copy"] = row["grids/s"] / copy
        row["short of"] = short_of(row)
        print(
            f"{op.name + '*' * row['elements']:20} {op.family:14} {row['grids/s']:11,.0f} {row['reference/s']:11,.0f} "
            f"{row['ratio']:6.0f} {row['of copy']:7.1%} {row['live']:5.0%} {'  <-- ' if row['short of'] else ''}"
            f"{', '.join(row['short of'])}",
            flush=True,
        )
    return found


def one_operation(real: RealArguments, op: Op) -> dict[str, Any]:
    """Speeds of the kernel on all rows and of the reference on some, with each option of the operation's choices."""
    cpu, launches = real.backend, real.launches(op)
    elements = any(
        isinstance(kind, Type) and _has_elements(kind) for kind in [op.result, *(p.type for p in op.parameters)]
    )
    items, live, taken = 0, 0.0, 0.0
    lengths = []
    for given in launches:
        mark = cpu.arena.mark()
        made = cpu.run(op, given, real.count)
        counts = [
            column.count for column in [*given, made] if isinstance(column, Column) and _has_elements(column.type)
        ]
        handled = np.max(counts, axis=0) if counts else None
        lengths.append(np.ones(real.count, np.int64) if handled is None else handled.astype(np.int64))
        items += int(lengths[-1].sum())
        live += np.mean(is_live(cpu, made)) / len(launches)
        cpu.arena.release(mark)
        taken += seconds(cpu, partial(cpu.run, op, given, real.count))
    slow = reference_speed(real, op, lengths)
    fast = items / taken
    return {
        "family": op.family,
        "grids/s": fast,
        "reference/s": slow,
        "ratio": fast / slow,
        "live": float(live),
        "elements": elements,
    }


def _has_elements(kind: Type) -> bool:
    return kind.is_list and kind != TABLE


def reference_speed(real: RealArguments, op: Op, lengths: Sequence[np.ndarray]) -> float:
    """Items a second of the definition in NumPy, on the same rows for every operation, as many as there is time for."""
    order = np.random.default_rng(0).permutation(real.count)[:_REFERENCE_ROWS]
    spent, done = 0.0, 0
    for launch, handled in enumerate(lengths):
        for row, values in zip(order, real.values(op, launch, order), strict=True):
            started = now()
            evaluate(op, values)
            spent += now() - started
            done += int(handled[row])
            if spent > _REFERENCE_SECONDS * (launch + 1) / len(lengths):
                break
    return max(1, done) / spent


def is_live(backend: Backend, made: Column) -> np.ndarray:
    """Which values of a column are not void, bool (rows,)."""
    if made.count is not None:
        return np.asarray(made.count > 0)
    return np.asarray(backend.arena.heads[made.data, 0] > 0 if made.type.storage == "cells" else made.data != NONE)


def short_of(row: dict[str, Any]) -> list[str]:
    """The goals that an operation does not reach, in words."""
    goals = {"ratio": GOALS["ratio"], "grids/s": GOALS.get(f"grids/s of {row['family']}", GOALS["grids/s"])}
    return [f"{name} under {goal:,.0f}" for name, goal in goals.items() if row[name] < goal]


def means(rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Print geometric means and the number of operations by family."""
    found: dict[str, Any] = {name: geometric_mean(row[name] for row in rows.values()) for name in ("grids/s", "ratio")}
    found["families"] = dict(Counter(row["family"] for row in rows.values()).most_common())
    short = [name for name in ("grids/s", "ratio") if found[name] < GOALS[f"mean {name}"]]
    print(f"\n* elements of lists. Geometric means of {len(rows)} operations: {found['grids/s']:,.0f} grids/s", end="")
    print(
        f", {found['ratio']:.0f} times the reference{'  <-- short of the goal: ' + ', '.join(short) if short else ''}"
    )
    print(f"{sum(bool(row['short of']) for row in rows.values())} operations fall short of a goal")
    print("operations by family: " + ", ".join(f"{family} {n}" for family, n in found["families"].items()))
    return found


def cutting_out(real: RealArguments) -> dict[str, float]:
    """Print how many grids a second `objects` labels, measures and cuts apart."""
    cpu, given = real.backend, real.launches(OPS["objects"])[0]
    taken = seconds(cpu, partial(cpu.run, OPS["objects"], given, real.count))
    mark = cpu.arena.mark()
    each = float(np.mean(cpu.run(OPS["objects"], given, real.count).count))
    cpu.arena.release(mark)
    found = {"grids/s": real.count / taken, "objects a grid": each}
    goal = GOALS["objects, grids/s"]
    print(
        f"objects: {found['grids/s']:,.0f} grids/s labelled, measured and cut out, {each:.1f} objects a grid"
        f"{f'  <-- under {goal:,.0f}' if found['grids/s'] < goal else ''}"
    )
    return found


def print_hash(a_second: float) -> None:
    microseconds, goal = 1e6 / a_second, GOALS["hash, us a grid"]
    print(f"hash, 64 bits: {microseconds:.3f} us a grid{f'  <-- not under {goal}' if microseconds >= goal else ''}")


def bare(cpu: Backend, grid: Column) -> dict[str, float]:
    """Grids a second of a plain copy of the cells and of the hash, each alone in a kernel."""
    kernel = Path(backends.__file__).with_name("kernel.h").read_text()
    library, n = ctypes.CDLL(str(compile_source("bare", kernel + _BARE))), len(grid)
    mark, found = cpu.arena.mark(), {}
    first = cpu.arena.take_slots(n)
    out = np.arange(first, first + n, dtype=np.int32)
    argument: Any = (np.ascontiguousarray(grid.data, dtype=np.int32), None, 1)
    launch = Launch(OPS["rot90"], n, [argument], out, None, np.empty(n, np.uint64), np.zeros(1, np.int64))
    call = pack_call(cpu.arena, launch)  # holds addresses in what the launch holds
    for name in ("copy", "hash"):
        run = library[f"op_{name}"]
        run.argtypes, run.restype = [ctypes.c_char_p], None
        found[name] = n / seconds(cpu, partial(run, call))
    cpu.arena.release(mark)
    return found


def growth(real: RealArguments, ops: Sequence[Op], largest: int) -> dict[str, dict[str, Any]]:
    """Print what a grid costs by the number of grids, in chunks where the arena cannot hold the results of all."""
    sizes = [size for size in SIZES if size <= largest]
    print(f"\nmicroseconds a grid by the number of grids (chunks)      arena: at most {LIMIT >> 20} MiB")
    found: dict[str, dict[str, Any]] = {}
    for op in ops:
        found[op.name] = {str(size): in_chunks(real, op, size) for size in sizes}
        cost = "  ".join(f"{n}: {f['seconds'] / int(n) * 1e6:6.3f} ({f['chunks']})" for n, f in found[op.name].items())
        print(f"{op.name:14} {cost}", flush=True)
    arena = real.backend.arena
    bytes_a_slot = arena.cells.shape[1] + arena.heads.itemsize * arena.heads.shape[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"peak memory: {arena.peak_slots * bytes_a_slot >> 20} MiB of the arena, {peak >> 20} MiB of the process")
    return found


def in_chunks(real: RealArguments, op: Op, size: int) -> dict[str, Any]:
    """Seconds of an operation on `size` grids; a chunk that does not fit is halved."""
    cpu = real.backend
    chunk = min(size, cpu.arena.free_slots)
    rows = np.arange(size) % real.count
    while True:
        parts = [rows[start : start + chunk] for start in range(0, size, chunk)]
        calls = [[c.take(part) if isinstance(c, Column) else c for c in real.launches(op)[0]] for part in parts]
        try:
            return {
                "seconds": seconds(cpu, partial(_run_all, cpu, op, calls, parts)),
                "chunks": len(parts),
            }
        except ArenaFull:
            chunk = -(-chunk // 2)


def _run_all(cpu: Backend, op: Op, calls: Sequence[Any], parts: Sequence[np.ndarray]) -> None:
    for given, part in zip(calls, parts, strict=True):
        mark = cpu.arena.mark()
        cpu.run(op, given, len(part))
        cpu.arena.release(mark)


def seconds(backend: Backend, work: Callable[[], object]) -> float:
    """The median of several times, after one that is not counted; what is made is given back."""
    times: list[float] = []
    again = 1
    while len(times) <= _REPEATS:
        mark = backend.arena.mark()
        try:
            started = now()
            for _ in range(again):
                work()
                backend.arena.release(mark)
            times.append((now() - started) / again)
        finally:
            backend.arena.release(mark)
        if len(times) == 1:
            again = max(1, min(1000, int(_LEAST_SECONDS / max(times[0], 1e-9))))
    return median(times[1:])


if __name__ == "__main__":
    main()
