"""Run the proposals of a strategy: all programs of a task together, level by level, on demonstrations and tests.

Common subexpressions are run once, and values that the frontier holds are not run again. Only what is kept is copied to
the host and becomes a Program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...backends import Backend, Column
from ...backends.arena import to_host
from ...backends.hashing import hash_cells
from ...dsl.types import GRID
from ...programs import Merged, Ref, description_length_of, merge
from ...scoring.run import run_programs
from ...scoring.samples import Samples
from ...tasks import Task
from .. import currency
from ..candidates import Candidate, Proposal, few_of_each, program_name
from ..excerpt import excerpt
from ..frontier.shapes import shapes_of
from ..taskview.view import TaskView

_EVALUATED = 160  # proposals per strategy, those of fewest bits
_VOID = hash_cells(np.empty((0, 0), np.uint8), (0, 0))


@dataclass(frozen=True)
class _Ranked:
    """A proposal, the description length of its program plus its own bits, and the total bits by which it is ranked."""

    proposal: Proposal
    length: float
    bits: float


def evaluate(view: TaskView, source: str, proposals: Sequence[Proposal]) -> list[Candidate]:
    """The best proposals of a strategy as candidates: those that fit first, then those of fewest bits; [] if there are
    none.

    Dropped are programs that are void on a test, and programs that do not fit unless they are proposed as `partly`.
    """
    ranked = _shortest(view, proposals)
    if not ranked:
        return []
    arena = view.backend.arena
    mark = arena.mark()
    try:
        values = _run(view, [one.proposal.output for one in ranked])
        hashes = np.stack([to_host(column.hash) for column in values])
        right = hashes[:, : len(view.outputs)] == view.target_hashes
        there = (hashes[:, len(view.outputs) :] != _VOID).all(axis=1)
        fits = right.all(axis=1)
        answers = [tuple(row) for row in hashes[:, len(view.outputs) :].tolist()]
        order = [k for k in range(len(ranked)) if there[k] and (fits[k] or ranked[k].proposal.partly)]
        order.sort(key=lambda k: (not fits[k], ranked[k].bits))
        kept = few_of_each(order, answers.__getitem__)
        found = [_candidate(view, source, ranked[k], values[k], bool(fits[k])) for k in kept]
        return sorted(found, key=lambda one: -one.fit)
    finally:
        arena.release(mark)


def _shortest(view: TaskView, proposals: Sequence[Proposal]) -> list[_Ranked]:
    """At most _EVALUATED proposals, those of fewest bits first; of several for one program the one of fewest bits."""
    lengths: dict[Ref, int] = {}
    best: dict[Ref, _Ranked] = {}
    for proposal in proposals:
        output = proposal.output
        if output not in lengths:
            lengths[output] = description_length_of(view.builder.nodes, output)
        length = lengths[output] + proposal.bits
        bits = currency.total(length, proposal.left_out, proposal.chance)
        if output not in best or bits < best[output].bits:
            best[output] = _Ranked(proposal, length, bits)
    return sorted(best.values(), key=lambda one: one.bits)[:_EVALUATED]


def _run(view: TaskView, outputs: Sequence[Ref]) -> list[Column]:
    """The values of these outputs on all samples of the task, one column each. ValueError if one is not a Grid."""
    builder = view.builder
    wrong = [builder.type_of(output) for output in outputs if builder.type_of(output) != GRID]
    if wrong:
        raise ValueError(f"a proposal makes a {wrong[0]}, not a Grid")
    merged = Merged(tuple(builder.nodes), tuple(builder.types), tuple(outputs), ("",) * len(outputs))
    return run_programs(view.backend, merged, view.inputs, view.known)


def _candidate(view: TaskView, source: str, one: _Ranked, value: Column, fits: bool) -> Candidate:
    made = view.backend.arena.download(value.data)
    outputs = tuple(np.array(grid, dtype=np.uint8) for grid in made[len(view.outputs) :])
    return Candidate(
        program=view.builder.program(one.proposal.output, program_name(view.task)),
        outputs=outputs,
        length=one.length,
        fit=1.0 if fits else _share_right(view.task, made[: len(view.outputs)]),
        source=source,
        left_out=one.proposal.left_out,
        chance=one.proposal.chance,
        surprise=view.shapes.bits(shapes_of(outputs)),
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
        (made,) = run_programs(backend, merge([candidate.program]), samples.inputs)
        tests = arena.values(made.take(slice(len(task.train), None)))
        right = to_host(made.hash)[: len(task.train)] == samples.target_hash[: len(task.train)]
        fit = candidate.fit
        if candidate.fits and not right.all():
            fit = _share_right(task, arena.values(made.take(slice(0, len(task.train)))))
    finally:
        arena.release(mark)
    if any(output is None for output in tests):
        return None
    return replace(candidate, outputs=tuple(np.array(output, dtype=np.uint8) for output in tests), fit=fit)


def _share_right(task: Task, made: Sequence[np.ndarray | None]) -> float:
    """The share of the cells of the demonstrations' outputs that come out right; a void output or one of another shape
    has none."""
    alike = [
        int((output == pair.output).sum()) if output is not None and output.shape == pair.output.shape else 0
        for output, pair in zip(made, task.train, strict=True)
    ]
    return sum(alike) / sum(pair.output.size for pair in task.train)
