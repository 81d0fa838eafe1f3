"""Measurements with goals of their own: labels, cutting out objects, the hash; and the plain copy for comparison."""

from __future__ import annotations

import ctypes
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from arc_pipeline import backends
from arc_pipeline.backends import Backend, Column
from arc_pipeline.backends.backend import Launch
from arc_pipeline.backends.call import pack_call
from arc_pipeline.backends.compiler import load_source
from arc_pipeline.dsl import OPS

from ..inputs import RealArguments
from .goals import GOALS
from .timing import seconds

# A plain copy, and the hash alone: the loops of every kernel that makes cells, without an operation.
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


def cutting_out(real: RealArguments) -> dict[str, float]:
    """Print how many grids per second `objects` labels, measures and cuts apart."""
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


def labelling(real: RealArguments) -> float:
    """Print how many grids are labelled per second by `object_index`, which computes only the labels."""
    op = OPS["object_index"]
    found = real.count / seconds(real.backend, partial(real.backend.run, op, real.launches(op)[0], real.count))
    goal = GOALS["labels, grids/s"]
    print(f"labels alone ({op.name}): {found:,.0f} grids/s{f'  <-- under {goal:,.0f}' if found < goal else ''}")
    return found


def print_hash(a_second: float) -> None:
    microseconds, goal = 1e6 / a_second, GOALS["hash, us a grid"]
    print(f"hash, 64 bits: {microseconds:.3f} us a grid{f'  <-- not under {goal}' if microseconds >= goal else ''}")


def bare(cpu: Backend, grid: Column) -> dict[str, float]:
    """Grids per second of a plain copy of the cells, and of the hash, each in a kernel of its own."""
    kernel = Path(backends.__file__).with_name("kernel.h").read_text()
    library, n = load_source("bare", kernel + _BARE), len(grid)
    mark, found = cpu.arena.mark(), {}
    first = cpu.arena.take_slots(n)
    out = np.arange(first, first + n, dtype=np.int32)
    argument: Any = (np.ascontiguousarray(grid.data, dtype=np.int32), None, 1)
    launch = Launch(OPS["rot90"], n, [argument], out, None, np.empty(n, np.uint64), np.zeros(1, np.int64))
    call = pack_call(cpu.arena, launch)  # holds addresses of the launch's arrays
    for name in ("copy", "hash"):
        run = library[f"op_{name}"]
        run.argtypes, run.restype = [ctypes.c_char_p], None
        found[name] = n / seconds(cpu, partial(run, call))
    cpu.arena.release(mark)
    return found
