"""Run the proposals of a strategy: the programs of all tasks together, level by level, on demonstrations and tests.

Common subexpressions are run once, and values that the frontier holds are not run again. Only what is kept is copied to
the host and becomes a Program.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from ...backends import Backend, Column
from ...backends.arena import to_host
from ...backends.hashing import hash_cells
from ...dsl import OPS
from ...dsl.types import GRID
from ...measure import count_in_span
from ...programs import CallLength, Merged, Ref, call_length, description_length_of, merge
from ...programs.node import post_order
from ...scoring.run import Graph, run_programs
from ...scoring.samples import Samples
from ...tasks import Task
from ...tasks.task import same_grids
from .. import currency
from ..candidates import FEWEST, Candidate, Proposal, few_of_each, program_name
from ..excerpt import excerpt
from ..frontier.shapes import shapes_of
from ..parents import all_parents
from ..taskview.view import TaskView

_EVALUATED = 160  # proposals per strategy, those of fewest bits
_VOID = hash_cells(np.empty((0, 0), np.uint8), (0, 0))


@dataclass(frozen=True)
class _Ranked:
    """A proposal, the description length of its program plus its own bits, the probability that a fit is an accident,
    and the total bits by which it is ranked."""

    proposal: Proposal
    length: float
    chance: float
    bits: float


def evaluate(source: str, asked: Sequence[tuple[TaskView, Sequence[Proposal]]]) -> list[list[Candidate]]:
    """The best proposals of a strategy for each task as candidates: those that fit first, then those of fewest bits; []
    if there are none.

    Dropped are programs that are void on a test, and programs that do not fit unless they are proposed as `partly`.
    """
    if not asked:
        return []
    backend, views = asked[0][0].backend, [view for view, _ in asked]
    ranked = [_shortest(view, proposals) for view, proposals in asked]
    mark = backend.arena.mark()
    try:
        values = run_programs(backend, list(map(_graph, views, ranked)))
        kept = list(map(_kept, views, ranked, _hashes(views, values)))
        made = _grids(backend, [of_task[k] for of_task, best in zip(values, kept, strict=True) for k, _ in best])
        return [
            sorted((_candidate(view, source, some[k], fits, next(made)) for k, fits in best), key=lambda one: -one.fit)
            for view, some, best in zip(views, ranked, kept, strict=True)
        ]
    finally:
        backend.arena.release(mark)


def _shortest(view: TaskView, proposals: Sequence[Proposal]) -> list[_Ranked]:
    """At most _EVALUATED proposals, those of fewest bits first; of several for one program the one of fewest bits."""
    calls, near = _Calls(view), np.sort(view.near_misses)
    said: dict[Ref, tuple[int, int]] = {}  # the length of a program, and how many near misses cost no more
    best: dict[Ref, _Ranked] = {}
    for proposal in proposals:
        output = proposal.output
        if output not in said:
            calls_length, cost = calls.length_and_cost(output)
            said[output] = calls_length, int(np.searchsorted(near, cost, side="right"))
        length = said[output][0] + proposal.bits
        chance = currency.with_near_misses(proposal.chance, said[output][1])
        bits = currency.total(length, proposal.left_out, chance)
        if output not in best or bits < best[output].bits:
            best[output] = _Ranked(proposal, length, chance, bits)
    return sorted(best.values(), key=lambda one: one.bits)[:_EVALUATED]


class _Calls:
    """The calls of a view's graph, each looked at once for all programs that share it. A value that is stored is said
    by its name."""

    def __init__(self, view: TaskView) -> None:
        self._nodes, self._stored = view.builder.nodes, view.stored
        self._arguments: dict[int, Sequence[int]] = {}
        self._lengths: dict[int, CallLength] = {}
        self._costs: dict[int, int] = {}

    def length_and_cost(self, output: Ref) -> tuple[int, int]:
        """The description length of the program that makes a value, and what it would cost in growth."""
        order = post_order(output.node, self._arguments_of)
        length = description_length_of([self._lengths[index] for index in order])
        return length, sum(self._costs[index] for index in order)

    def _arguments_of(self, index: int) -> Sequence[int]:
        if (there := self._arguments.get(index)) is not None:
            return there
        node, named = self._nodes[index], Ref(index) in self._stored
        self._arguments[index] = [] if named else [ref.node for ref in node.refs]
        self._lengths[index] = CallLength(currency.STORED, 0) if named else call_length(node)
        self._costs[index] = 1 if named else OPS[node.op].cost
        return self._arguments[index]


def _graph(view: TaskView, ranked: Sequence[_Ranked]) -> Graph:
    """These programs and the samples of their task. ValueError if one does not make a Grid."""
    builder, outputs = view.builder, tuple(one.proposal.output for one in ranked)
    wrong = [builder.type_of(output) for output in outputs if builder.type_of(output) != GRID]
    if wrong:
        raise ValueError(f"a proposal makes a {wrong[0]}, not a Grid")
    merged = Merged(tuple(builder.nodes), tuple(builder.types), outputs, ("",) * len(outputs))
    return Graph(merged, view.inputs, view.known)


def _hashes(views: Sequence[TaskView], values: Sequence[Sequence[Column]]) -> list[np.ndarray]:
    """For each task the hashes of its programs' values, uint64 (programs, samples); all are copied to the host at
    once."""
    parts = [column.hash for of_task in values for column in of_task]
    with views[0].backend.device:
        hashes = to_host(views[0].backend.xp.concatenate(parts)) if parts else np.empty(0, np.uint64)
    shapes = [(len(of_task), view.samples) for view, of_task in zip(views, values, strict=True)]
    cuts = np.cumsum([programs * samples for programs, samples in shapes])[:-1]
    return [part.reshape(shape) for part, shape in zip(np.split(hashes, cuts), shapes, strict=True)]


def _kept(view: TaskView, ranked: Sequence[_Ranked], hashes: np.ndarray) -> list[tuple[int, bool]]:
    """The programs of a task that are kept, best first, as their places in `ranked` and whether they fit. `hashes`:
    those of their values, uint64 (programs, samples)."""
    tests = hashes[:, len(view.outputs) :]
    fits = (hashes[:, : len(view.outputs)] == view.target_hashes).all(axis=1)
    there = (tests != _VOID).all(axis=1)
    answers = [tuple(row) for row in tests.tolist()]
    count_in_span(void_programs=int(np.count_nonzero(~there)))
    order = [k for k in range(len(ranked)) if there[k] and (fits[k] or ranked[k].proposal.partly)]
    order.sort(key=lambda k: (not fits[k], ranked[k].bits))
    return [(k, bool(fits[k])) for k in few_of_each(order, answers.__getitem__)]


def _grids(backend: Backend, columns: Sequence[Column]) -> Iterator[Sequence[np.ndarray | None]]:
    """For each of these columns its grids, None for void; all are copied to the host at once."""
    if not columns:
        return
    with backend.device:
        made = backend.arena.download(backend.xp.concatenate([column.data for column in columns]))
    for column, end in zip(columns, accumulate(map(len, columns)), strict=True):
        yield made[end - len(column) : end]


def _candidate(view: TaskView, source: str, one: _Ranked, fits: bool, made: Sequence[np.ndarray | None]) -> Candidate:
    """The candidate of a program, given whether it fits and the grids that it makes on all samples."""
    outputs = tuple(np.array(grid, dtype=np.uint8) for grid in made[len(view.outputs) :])
    return Candidate(
        program=view.builder.program(one.proposal.output, program_name(view.task)),
        outputs=outputs,
        length=one.length,
        fit=1.0 if fits else fit_of(view.task, made[: len(view.outputs)]),
        source=source,
        left_out=one.proposal.left_out,
        chance=one.chance,
        surprise=view.shapes.bits(shapes_of(outputs)),
        parent=all_parents([one.proposal.parent, view.parents_of(one.proposal.output)]),
        is_near_miss=misses_one(view.task, made[: len(view.outputs)]),
    )


def on_all_samples(backend: Backend, candidate: Candidate, task: Task) -> Candidate | None:
    """A candidate that was found for the excerpt of a task, with its outputs for all tests; a fitting one gets its fit
    on all demonstrations. None if it is void on a test."""
    if excerpt(task) is task:
        return candidate
    arena = backend.arena
    mark = arena.mark()
    try:
        samples = Samples.upload(backend, [task])
        ((made,),) = run_programs(backend, [Graph(merge([candidate.program]), samples.inputs)])
        tests = arena.values(made.take(slice(len(task.train), None)))
        right = to_host(made.hash)[: len(task.train)] == samples.target_hash[: len(task.train)]
        fit = candidate.fit
        if candidate.fits and not right.all():
            fit = fit_of(task, arena.values(made.take(slice(0, len(task.train)))))
    finally:
        arena.release(mark)
    if any(output is None for output in tests):
        return None
    return replace(candidate, outputs=tuple(np.array(output, dtype=np.uint8) for output in tests), fit=fit)


def fit_of(task: Task, made: Sequence[np.ndarray | None]) -> float:
    """The fit (0..1) of a program that makes these of a task's demonstrations: the share of all cells of their outputs
    that come out right. A void output, or one of another shape, has none."""
    alike = [
        int((output == pair.output).sum()) if output is not None and output.shape == pair.output.shape else 0
        for output, pair in zip(made, task.train, strict=True)
    ]
    return sum(alike) / sum(pair.output.size for pair in task.train)


def misses_one(task: Task, made: Sequence[np.ndarray | None]) -> bool:
    """Whether a program that makes these of a task's demonstrations, FEWEST or more, is right in all but one."""
    right = [same_grids((output,), (pair.output,)) for output, pair in zip(made, task.train, strict=True)]
    return len(right) >= FEWEST and right.count(False) == 1
