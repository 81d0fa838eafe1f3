"""How many values the frontier tries per second on one core, or with a GPU: `python -m benchmarks.search`.

A value is a node on all samples of its task, evaluated, hashed and compared. One fixed shard of development tasks is
grown by cost as in a search, after a warm-up; the steady state is that of the last step, whose launches are large.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from arc_pipeline import Task, load_tasks, open_backend
from arc_pipeline.backends import Backend
from arc_pipeline.measure import Deadline, now, peak_memory, projection, recording, spans_frame, work
from arc_pipeline.scoring.samples import Samples
from arc_pipeline.search.effort import ROUNDS
from arc_pipeline.search.frontier.frontier import Frontier
from arc_pipeline.search.frontier.grammar import Production, productions_of

from .halves import SEEN, SOURCE, of_half, training_ids

GOAL = 200_000  # values a second on one core
LIMIT = 1 << 31  # bytes of the arena
SHARD = ROUNDS[2].together
_WARM_COST = 1
_COUNTS = ("tried", "kept", "duplicates", "voids")


def main(arguments: Sequence[str] | None = None) -> None:
    """Grow the frontier, print the figures, and write them with --json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cost", type=int, default=3, help="grow up to this cost (default 3)")
    parser.add_argument("--seconds", type=float, default=60.0, help="but no longer than this (default 60)")
    parser.add_argument("--tasks", type=int, default=SHARD, help=f"tasks of the shard (default {SHARD})")
    parser.add_argument("--backend", choices=("cpu", "cuda"), default="cpu", help="of the operations (default cpu)")
    parser.add_argument("--json", type=Path, help="also write what was measured into this file")
    given = parser.parse_args(arguments)
    backend = open_backend(given.backend, LIMIT, threads=1)
    if backend.name != given.backend:
        parser.error("there is no C++ compiler, so there are no kernels to measure")
    calls = productions_of()
    tasks = shard(given.tasks)
    grow(backend, tasks, calls, _WARM_COST, Deadline())
    found = grow(backend, tasks, calls, given.cost, Deadline(given.seconds))
    show(found, len(tasks))
    if given.json:
        plain = {name: value.to_dict("records") if isinstance(value, pd.DataFrame) else value
                 for name, value in found.items()}  # fmt: skip
        given.json.write_text(json.dumps(plain, indent=1) + "\n")


def shard(tasks: int) -> tuple[Task, ...]:
    """`tasks` tasks of the half that may be inspected, evenly spaced in the order of ids."""
    ids = of_half(sorted(training_ids()), SEEN)
    return load_tasks(SOURCE, ids[:: len(ids) // tasks][:tasks], on_error="raise").tasks


def grow(
    backend: Backend, tasks: Sequence[Task], calls: tuple[Production, ...], cost: int, limit: Deadline
) -> dict[str, Any]:
    """Grow a frontier up to a cost, or as far as the time and the arena allow, and release its memory.

    by cost: wall and CPU seconds and counts of each step, where `left out` counts new values that the last step need
    not keep; whole: their sums; kernels: seconds in operations; spans, operations: tables of where the time went.
    """
    mark, before = backend.arena.mark(), _operations(backend)
    rows: list[dict[str, Any]] = []
    with recording() as recorder:
        frontier = Frontier(backend, Samples.upload(backend, tasks), calls)
        counts, done = asdict(frontier.counts), True
        for step in range(1, cost + 1):
            if not done:
                break
            started, used = now(), _processor_seconds()
            done = frontier.extend("features", step, limit) if step == cost else frontier.grow(step, limit)
            times = {"seconds": now() - started, "cpu seconds": _processor_seconds() - used}
            counts, earlier = asdict(frontier.counts), counts
            made = {name: counts[name] - earlier[name] for name in _COUNTS}
            left = made["tried"] - sum(made[name] for name in _COUNTS[1:])  # new values that no later step needs
            rows.append({"cost": step, **times, **made, "left out": left, "complete": done})
        spans = spans_frame(recorder.take())
    operations = _difference(_operations(backend), before)
    backend.arena.release(mark)
    by_cost = pd.DataFrame(rows)
    by_cost.insert(3, "values/s", by_cost["tried"] / by_cost["seconds"])
    by_cost.insert(4, "values/cpu s", by_cost["tried"] / by_cost["cpu seconds"])
    total = by_cost[["seconds", "cpu seconds", *_COUNTS, "left out"]].sum().to_dict()
    own = projection.own_time(spans).groupby(spans["name"]).sum().sort_values(ascending=False)
    return {
        "by cost": by_cost,
        "whole": total | {"values/s": total["tried"] / total["seconds"], "full": counts["full"]},
        "kernels": float(operations["seconds"].sum()),
        "spans": own.rename("seconds").rename_axis("span").reset_index(),
        "operations": operations,
        "peak_memory": peak_memory(),
    }


def _processor_seconds() -> float:
    """CPU seconds of this process, which do not count other processes."""
    times = os.times()
    return times.user + times.system


def _operations(backend: Backend) -> pd.DataFrame:
    """What each operation has done on this backend, as a table like that of `work.operations`."""
    rows = [{"backend": backend.name, "operation": name, **asdict(counter)}
            for name, counter in backend.counters.operations.items()]  # fmt: skip
    return work.operations(pd.DataFrame(rows)).set_index("operation")[list(work.FIGURES)]


def _difference(after: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """What was done between two such tables, the slowest operation first."""
    done = after.sub(before.reindex(after.index, fill_value=0))
    return done[done["launches"] > 0].sort_values("seconds", ascending=False).reset_index()


def show(found: dict[str, Any], tasks: int) -> None:
    """Print the figures of `grow`."""
    whole = found["whole"]
    steady = found["by cost"].iloc[-1]
    short = "" if steady["values/s"] >= GOAL else f"  <-- under {GOAL:,}"
    print(f"{steady['values/s']:,.0f} values a second with one core in steady state, {tasks} tasks{short}")
    print(f"{steady['values/cpu s']:,.0f} a second of the processor's time; {whole['values/s']:,.0f} with all steps")
    if whole["full"]:
        print("the arena was full before the end")
    whole_numbers = ("values/s", "values/cpu s", *_COUNTS, "left out", "items", "launches")
    thousands = dict.fromkeys(whole_numbers, "{:,.0f}".format)
    print(found["by cost"].to_string(index=False, formatters=thousands, float_format="{:.2f}".format))
    kernels = found["kernels"]
    print(f"\nin operations {kernels:.2f} s, {kernels / whole['seconds']:.0%} of {whole['seconds']:.2f} s; by span:")
    print(found["spans"].to_string(index=False, float_format="{:.3f}".format))
    print("\nthe operations that took longest")
    few = found["operations"].head(12)[["operation", "launches", "items", "seconds"]]
    print(few.to_string(index=False, formatters=thousands, float_format="{:.3f}".format))
    print(f"peak memory {found['peak_memory'] >> 20} MiB")


if __name__ == "__main__":
    main()
