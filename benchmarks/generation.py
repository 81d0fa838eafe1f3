"""How fast programs are generated, evaluated and written: `python -m benchmarks.generation`.

Prints the seconds of each phase of a population for 100 development tasks, what a core makes in steady state, and the
seconds of a round of the whole library. Phases are in CPU seconds, totals in seconds on a clock. As they are evaluated
all programs are compared with the outputs; the reference validates those that fit.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial

import numpy as np

from arc_pipeline.backends import Backend, open_backend
from arc_pipeline.dsl.types import GRID
from arc_pipeline.library import load_library
from arc_pipeline.measure import Deadline
from arc_pipeline.programs import Builder, Program, Ref
from arc_pipeline.scoring.validate import Defect, Validator
from arc_pipeline.search.effort import CHEAP
from arc_pipeline.search.frontier.frontier import Frontier
from arc_pipeline.search.frontier.promise import Promise
from arc_pipeline.search.generation.calls import Calls, is_able
from arc_pipeline.search.generation.generations import Generations
from arc_pipeline.search.generation.library import grow_from_library
from arc_pipeline.search.generation.mutation import Mutation
from arc_pipeline.search.generation.programs import Programs
from arc_pipeline.search.generation.recoloring import recolored
from arc_pipeline.search.generation.variants import Variants, run_variants
from arc_pipeline.search.growth import begun
from arc_pipeline.tasks import Task, load_tasks

TASKS, PROGRAMS = 100, 132  # of the population; programs of each task
_SEEDS = 24  # stored programs whose outputs on a task are varied
_DRAWN = 1.5  # variants that are drawn for each program that is still wanted: some are void, or make what others make
_LIMIT = 6 << 30  # bytes of values of each process
_TOGETHER = 20  # tasks in steady state


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=TASKS, help=f"of the population (default {TASKS})")
    parser.add_argument("--seconds", type=float, default=10.0, help="of a core in steady state (default 10)")
    parser.add_argument(
        "--round", type=int, default=400, metavar="TASKS", help="of a round of the library (default 400)"
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="default: one a core")
    given = parser.parse_args(arguments)
    tasks = load_tasks("arc-agi-1/training").tasks
    with ProcessPoolExecutor(given.processes) as pool:
        parts = [tasks[k : given.tasks : given.processes] for k in range(given.processes)]
        list(pool.map(warmed, [tasks[-2:]] * given.processes))
        began = time.perf_counter()
        found = list(pool.map(partial(population, number=PROGRAMS), parts))
        took, phases = time.perf_counter() - began, sum((one for _, one in found), Counter[str]())
        total, programs = sum(phases.values()), sum(number for number, _ in found)
        print(f"{programs:,} distinct programs for {given.tasks} tasks in {took:.2f} s on {given.processes} processes")
        for name, seconds in phases.items():
            print(f"  {name:12} {seconds:6.2f} s {seconds / total:5.0%} {1000 * seconds / programs:7.3f} ms a program")
        print(*steady(tasks[:: len(tasks) // _TOGETHER][:_TOGETHER], given.seconds), sep="\n")
        parts = [tasks[k : given.round : given.processes] for k in range(given.processes)]
        began = time.perf_counter()
        values = sum(pool.map(library_round, parts))
        took = time.perf_counter() - began
        print(f"the library on {given.round} tasks: {values:,} calls in {took:.2f} s on {given.processes} processes")


def warmed(tasks: Sequence[Task]) -> None:
    """Load all that is loaded once in a process."""
    population(tasks, 4)
    library_round(tasks)


def population(tasks: Sequence[Task], number: int) -> tuple[int, Counter[str]]:
    """Make so many distinct programs for each of some tasks, fewer where no more are found; returns how many there are,
    and the CPU seconds of each phase."""
    phases, rng = Counter[str](), np.random.default_rng(0)
    with _backend() as backend:
        with _phase(phases, "seeds"):
            frontier = begun(backend, tasks, CHEAP)
            programs = _seeds(frontier, rng)
            first = len(frontier.nodes)
        nodes, chosen = frontier.nodes, np.empty(0, np.int64)
        for _ in range(20):
            counts = np.bincount(nodes.task.all[chosen], minlength=len(tasks))
            if (missing := int((number - counts).max())) <= 0:
                break
            with _phase(phases, "drawn"):
                weights = 1.0 * (counts < number)[nodes.task.all[programs.outputs]] + 1e-9
                drawn = round(_DRAWN * missing)
                mutants = Mutation(frontier, programs, weights, rng).drawn(drawn)
                variants = Variants.joined([mutants, recolored(frontier, programs, weights, drawn // 4, rng)])
            with _phase(phases, "evaluated"):
                made = run_variants(frontier, programs, variants, Deadline()).nodes
            with _phase(phases, "deduplicated"):
                chosen = np.unique(np.concatenate([chosen, made[made >= first]]))
                order = chosen[np.argsort(nodes.task.all[chosen], kind="stable")]
                places = np.arange(len(order)) - np.searchsorted(nodes.task.all[order], nodes.task.all[order])
                chosen = order[places < number]
        with _phase(phases, "written"):
            builders: dict[int, tuple[Builder, dict[int, Ref]]] = {}
            written, texts = {}, set()
            for node, task in zip(chosen.tolist(), nodes.task.all[chosen].tolist(), strict=True):
                builder, refs = builders.setdefault(task, (Builder(), {}))
                written[node] = builder.program(nodes.add_to(builder, node, refs=refs), "solve")
                texts.add((task, written[node].text))
        with _phase(phases, "validated"):
            defects = [_defect(frontier, node, written[node]) for node in frontier.fits.tolist() if node in written]
        assert len(texts) == len(chosen)
        assert not any(defects), defects
    return len(chosen), phases


def _defect(frontier: Frontier, node: int, program: Program) -> Defect | None:
    """What the reference finds wrong with a program that fits, by what its node makes of the tests."""
    nodes, number = frontier.nodes, int(frontier.nodes.task.all[node])
    task, first = frontier.samples.tasks[number], int(nodes.first_row.all[node])
    rows = np.arange(first + len(task.train), first + int(frontier.samples.rows[number]))
    return Validator(task).defect(program, frontier.backend.arena.values(nodes.column(GRID, rows)))


def steady(tasks: Sequence[Task], seconds: float) -> Iterator[str]:
    """Generations of some tasks for so many CPU seconds of this process; says what a second makes."""
    with _backend() as backend:
        frontier = begun(backend, tasks, CHEAP)
        frontier.grow(1, Deadline())
        grow_from_library(frontier, Deadline())
        generations = Generations.of(Promise(frontier), 0)
        generations.next(Deadline())
        variants = alive = new = calls = 0
        clock, kernels, began = time.perf_counter(), _kernel_seconds(backend), time.process_time()
        while time.process_time() - began < seconds and not frontier.counts.full:
            before = len(frontier.nodes)
            made = generations.next(Deadline())
            assert made is not None
            variants, calls = variants + len(made.nodes), calls + made.calls
            alive += int((made.nodes >= 0).sum())
            new += len(np.unique(made.nodes[made.nodes >= before]))
        took = time.process_time() - began
        share = (_kernel_seconds(backend) - kernels) / (time.perf_counter() - clock)
    yield f"steady state, {len(tasks)} tasks, in a second of a core:"
    yield f"  {variants / took:,.0f} variants, {alive / took:,.0f} not void, {new / took:,.0f} that make a new value"
    yield f"  {calls / took:,.0f} calls evaluated on all samples; kernels {share:.0%} of the time"


def library_round(tasks: Sequence[Task]) -> int:
    """Run the whole library on all samples of some tasks; returns how many calls were made."""
    with _backend() as backend:
        frontier = begun(backend, tasks, CHEAP)
        grow_from_library(frontier, Deadline())
        return frontier.counts.tried


def _seeds(frontier: Frontier, rng: np.random.Generator) -> Programs:
    """What some stored programs make of each task."""
    able = [one.program for one in load_library() if is_able(one.program)]
    calls = Calls.of([able[k] for k in rng.choice(len(able), _SEEDS, replace=False)])
    tasks = len(frontier.samples.tasks)
    made = calls.run(frontier, np.ones((len(calls), tasks), dtype=bool), np.arange(tasks), Deadline())[calls.outputs]
    return Programs.of(frontier.nodes, np.unique(made[made >= 0]))


@contextmanager
def _backend() -> Iterator[Backend]:
    """A backend whose memory is released afterwards."""
    backend = open_backend("cpu", limit=_LIMIT, threads=1)
    mark = backend.arena.mark()
    yield backend
    backend.arena.release(mark)


@contextmanager
def _phase(phases: Counter[str], name: str) -> Iterator[None]:
    began = time.process_time()
    yield
    phases[name] += time.process_time() - began


def _kernel_seconds(backend: Backend) -> float:
    return sum(counter.seconds for counter in backend.counters.operations.values())


if __name__ == "__main__":
    main()
