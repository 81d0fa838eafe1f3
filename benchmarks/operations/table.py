"""The table: a row for each operation, then their geometric means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from statistics import geometric_mean
from typing import Any

import numpy as np

from arc_pipeline.backends import Backend, Column
from arc_pipeline.backends.arena import NONE
from arc_pipeline.dsl import Op, Type, evaluate
from arc_pipeline.dsl.types import TABLE
from arc_pipeline.measure import now

from ..inputs import RealArguments
from .goals import GOALS
from .timing import seconds

REFERENCE_ROWS, _REFERENCE_SECONDS = 40, 0.4


def table(real: RealArguments, ops: Sequence[Op], copy: float) -> dict[str, dict[str, Any]]:
    """Print a row for each operation; returns the rows by name."""
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
    """The speed of the kernel on all rows, and of the reference on some, over all options of the operation."""
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
        # A row counts at least once, as finding nothing to list is work as well.
        lengths.append(np.max([np.ones(real.count, np.int64), *counts], axis=0))
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
    """Items per second of the reference, on the same rows for every operation, as many as time allows."""
    order = np.random.default_rng(0).permutation(real.count)[:REFERENCE_ROWS]
    spent, done = 0.0, 0
    for launch, handled in enumerate(lengths):
        for row, values in zip(order, real.values(op, launch, order), strict=True):
            started = now()
            evaluate(op, values)
            spent += now() - started
            done += int(handled[row])
            if spent > _REFERENCE_SECONDS * (launch + 1) / len(lengths):
                break
    return done / spent


def is_live(backend: Backend, made: Column) -> np.ndarray:
    """Which values of a column are not void: bool (rows,)."""
    if made.count is not None:
        return np.asarray(made.count > 0)
    return np.asarray(backend.arena.heads[made.data, 0] > 0 if made.type.storage == "cells" else made.data != NONE)


def short_of(row: dict[str, Any]) -> list[str]:
    """The goals that an operation misses, in words."""
    goals = {"ratio": GOALS["ratio"], "grids/s": GOALS.get(f"grids/s of {row['family']}", GOALS["grids/s"])}
    return [f"{name} under {goal:,.0f}" for name, goal in goals.items() if row[name] < goal]


def means(rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Print the geometric means and the number of operations by family."""
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
