"""Measures the GPU and verifies that it computes the same as the CPU: `python -m benchmarks.gpu`.

Writes benchmarks/results/<device>-<date>.json. If no GPU can be used it says so and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from arc_pipeline import load_tasks, solve
from arc_pipeline.backends import ArenaFull, Backend, BackendError, cores, open_backend
from arc_pipeline.backends.crossover import calibrate, threshold
from arc_pipeline.device_check import Pools, compare
from arc_pipeline.dsl import OPS, Op
from arc_pipeline.dsl.types import GRID
from arc_pipeline.measure import now
from arc_pipeline.search.effort import ROUNDS

from .inputs import development_grids

RESULTS = Path(__file__).with_name("results")
PARITY_ROWS, REFERENCE_ROWS, POOL = 10_000, 40, 10_000
SIZES = (1_000, 10_000, 100_000, 1_000_000)
_REPEATS = 3
_SECONDS = 20.0  # for each search, so that all of them take only a few minutes


def main(arguments: Sequence[str] | None = None, results: Path = RESULTS) -> None:
    """Measure and write. If an operation differs from the CPU, results are still written; the exit is an error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", type=int, default=0, help="number of the GPU")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    try:
        gpu = open_backend("cuda", device=given.device)
    except BackendError as error:
        print(f"there is no GPU to measure, nothing is written: {error}")
        return
    cpu, reference, device = open_backend("cpu"), open_backend("reference"), str(getattr(gpu, "device_name", gpu.name))
    pools = Pools(np.random.default_rng(given.seed), POOL, development_grids())
    found: dict[str, Any] = {"device": device, "date": f"{datetime.fromtimestamp(now()):%Y-%m-%d}", "seed": given.seed}
    # Sections are measured one by one; a new one needs only a line here.
    sections: dict[str, Callable[[], Any]] = {
        "parity": partial(agreement, {"reference": reference, "cpu": cpu, "gpu": gpu}, pools),
        "upload": partial(uploads, gpu, pools),
        "copy": partial(copy_speed, gpu),
        "operations": partial(operations, cpu, gpu, pools),
        "crossover": partial(crossing, cpu, gpu),
        "main job": main_job,
        "processes a core": processes_a_core,
    }
    results.mkdir(exist_ok=True)
    path = results / f"{re.sub('[^a-z0-9]+', '-', device.lower()).strip('-')}-{found['date']}.json"
    for name, measure in sections.items():
        started = now()
        print(f"{name} ...", end=" ", flush=True)
        found[name] = measure()
        path.write_text(json.dumps(found, indent=1) + "\n")  # after each section: the GPU may be gone before the next
        print(f"{now() - started:.1f} s", flush=True)
    print(f"written: {path}")
    if found["parity"]["different"]:
        raise SystemExit(f"these operations differ from the CPU or the reference: {found['parity']['different']}")


def main_job(
    backends: Sequence[str] = ("cpu", "cuda", "hybrid"), limit: int = 64
) -> dict[str, dict[str, dict[str, float]]]:
    """A short search of the two cheap rounds, and of the first round of the highest cost, on the first `limit` training
    tasks, for each backend, with all workers: seconds, tasks fitted, values tried."""
    tasks = load_tasks("arc-agi-1/training", limit=limit, on_error="raise").tasks
    deepest = next(effort for effort in ROUNDS if effort.cost == max(one.cost for one in ROUNDS))
    found: dict[str, dict[str, dict[str, float]]] = {}
    for name, rounds in (("cost 2", ROUNDS[:3]), ("cost 3", (deepest,))):
        found[name] = {}
        for backend in backends:
            with tempfile.TemporaryDirectory() as folder:
                started = now()
                solved = solve(tasks, folder, budget_seconds=_SECONDS, backend=backend, rounds=rounds)
                results = solved.results.values()
                found[name][backend] = {
                    "seconds": now() - started,
                    "fitted": sum(result.fits for result in results),
                    "tried": sum(result.tried for result in results),
                }
    return found


def processes_a_core(
    backends: Sequence[str] = ("cuda", "hybrid"), counts: Sequence[int] = (1, 2, 4), limit: int = 400
) -> dict[str, dict[str, dict[str, float]]]:
    """What it brings if several workers share each core, and so the GPU, for each backend and number of them: seconds
    and values tried in the first whole round of so many of the first `limit` training tasks as there is time for."""
    tasks = load_tasks("arc-agi-1/training", limit=limit, on_error="raise").tasks
    found: dict[str, dict[str, dict[str, float]]] = {}
    for backend in backends:
        found[backend] = {}
        for count in counts:
            with tempfile.TemporaryDirectory() as folder:
                started = now()
                solved = solve(tasks, folder, budget_seconds=_SECONDS, backend=backend, workers=count * cores(),
                               rounds=ROUNDS[2:3])  # fmt: skip
                tried = sum(result.tried for result in solved.results.values())
                found[backend][str(count)] = {"seconds": now() - started, "tried": tried}
    return found


def agreement(
    backends: dict[str, Backend], pools: Pools, rows: int = PARITY_ROWS, reference_rows: int = REFERENCE_ROWS
) -> dict[str, Any]:
    """Compare every operation on random and real rows, and name those that differ on any backend."""
    found = compare(backends, pools, rows, reference_rows, ops=OPS)
    different = sorted(set(found["operation"][found["different"]]))
    return {"rows": rows, "reference_rows": reference_rows, "operations": len(OPS), "different": different}


def uploads(gpu: Backend, pools: Pools) -> dict[str, float]:
    """Grids per second from arrays on the host to hashed slots on the device."""
    grids = pools.values[GRID]
    return {"grids": len(grids), "grids_a_second": len(grids) / _seconds(gpu, lambda: gpu.upload(GRID, grids))}


def copy_speed(gpu: Backend) -> dict[str, float]:
    """Bytes per second that the device copies between slots, which bounds the speed of every kernel."""
    slots = gpu.arena.free_slots // 2
    arena, first = gpu.arena, gpu.arena.mark().slots

    def copy() -> None:
        arena.cells[first + slots : first + 2 * slots] = arena.cells[first : first + slots]

    moved = 2 * slots * arena.cells.shape[1]
    return {"bytes": moved, "bytes_a_second": moved / _seconds(gpu, copy)}


def operations(
    cpu: Backend, gpu: Backend, pools: Pools, sizes: Sequence[int] = SIZES
) -> dict[str, dict[str, dict[str, float | None]]]:
    """Seconds of every operation by number of rows, on both backends; None if the arena has no room for so many."""
    marks = [backend.arena.mark() for backend in (cpu, gpu)]
    uploaded = [pools.upload(backend) for backend in (cpu, gpu)]
    found = {name: _by_size(op, (cpu, gpu), uploaded, pools, sizes) for name, op in sorted(OPS.items())}
    for backend, mark in zip((cpu, gpu), marks, strict=True):
        backend.arena.release(mark)
    return found


def _by_size(
    op: Op, backends: Sequence[Backend], uploaded: Sequence[dict[Any, Any]], pools: Pools, sizes: Sequence[int]
) -> dict[str, dict[str, float | None]]:
    found: dict[str, dict[str, float | None]] = {}
    for size in sizes:
        rows = pools.rows(op, size)
        found[str(size)] = {}
        for place, backend, columns in zip(("cpu", "gpu"), backends, uploaded, strict=True):
            if place == "cpu" and size > sizes[0] * 10:  # the CPU's time is linear in the size, so small ones suffice
                continue
            with backend.device:
                arguments = rows.arguments(columns, backend)
            try:
                found[str(size)][place] = _seconds(backend, partial(backend.run, op, arguments, size))
            except ArenaFull:
                found[str(size)][place] = None
    return found


def crossing(cpu: Backend, gpu: Backend) -> dict[str, Any]:
    """The number of grids from which on the GPU is faster, and the timings behind it."""
    timings = calibrate(cpu, gpu)
    return {"threshold": threshold(timings), "timings": [vars(timing) for timing in timings]}


def _seconds(backend: Backend, work: Callable[[], object]) -> float:
    """The least of several times, on the device's clock if it has one; memory is released after each."""
    best = float("inf")
    for repeat in range(_REPEATS + 1):
        mark, timer = backend.arena.mark(), backend.timer()
        try:
            with backend.device:
                started = now()
                if timer:
                    timer.start()
                work()
                if timer:
                    timer.stop()
                taken = timer.seconds() if timer else now() - started
        finally:
            backend.arena.release(mark)
        if repeat:  # the first run may compile
            best = min(best, taken)
    return best


if __name__ == "__main__":
    main()
