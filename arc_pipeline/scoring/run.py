"""Runs many programs on many samples: shared calls once, similar calls in one launch, in parts if memory is short.

To keep launches wide, programs are cut into sections before samples are cut into chunks. Only results are kept;
intermediate values are released after each section, so that the next one reuses their memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby, pairwise
from typing import Any

import numpy as np

from ..backends import ArenaFull, Argument, Asked, Backend, Column, Mark, compact_all
from ..dsl.types import TABLE, Type
from ..measure import count_lookups
from ..programs import INPUT, Merged, Ref, TableLiteral
from .plan import Plan
from .schedule import Alike

# Given results and the mark to release the arena to, returns the results in the form in which they are kept.
Keep = Callable[[list[Column], Mark], list[Column]]


@dataclass(frozen=True)
class Graph:
    """Programs with the samples that they are run on.

    `inputs`: Column of the samples' grids. `given`: values of the graph that are in the arena already, with a row for
    each sample; they are not computed again.
    """

    merged: Merged
    inputs: Column
    given: Mapping[Ref, Column] = field(default_factory=dict)


def run_programs(backend: Backend, graphs: Sequence[Graph]) -> list[list[Column]]:
    """The results of each graph's programs: for each of its outputs a Column of one row per sample, in the arena.

    Similar calls of all graphs share a launch. Raises ArenaFull, with the arena as it was before, if a single sample of
    each graph does not fit.
    """
    arena = backend.arena
    start = arena.mark()

    def compacted(results: list[Column], mark: Mark) -> list[Column]:
        return compact_all(arena, results, mark)

    with backend.device:
        try:
            given = [graph.given for graph in graphs]
            plan = Plan([graph.merged for graph in graphs], given)
            kept = _Run(backend, plan, [graph.inputs for graph in graphs], given, compacted).chunks()
        except ArenaFull:
            arena.release(start)
            raise
        made = iter([_concatenated(backend.xp, list(parts)) for parts in zip(*kept, strict=True)])
    return [[next(made) for _ in graph.merged.outputs] for graph in graphs]


def hash_programs(backend: Backend, plan: Plan, inputs: Column) -> Any:
    """The hashes of the results of a plan's programs, which is of one graph: uint64 (programs, samples) on the device;
    the arena is left as it was."""
    arena, xp = backend.arena, backend.xp

    def only_hashes(results: list[Column], mark: Mark) -> list[Column]:
        arena.release(mark)
        return results

    start = arena.mark()
    with backend.device:
        try:
            kept = _Run(backend, plan, [inputs], [{}], only_hashes).chunks()
        finally:
            arena.release(start)
        return xp.concatenate([xp.stack([column.hash for column in results]) for results in kept], axis=1)


class _Run:
    """One run of some graphs, each on its own samples."""

    def __init__(
        self,
        backend: Backend,
        plan: Plan,
        inputs: Sequence[Column],
        given: Sequence[Mapping[Ref, Column]],
        keep: Keep,
    ) -> None:
        self.backend, self.plan, self.joined, self.keep = backend, plan, plan.joined, keep
        self.leaves = [inputs[k] if ref == INPUT else given[k][ref] for k, ref in self.joined.leaves]
        self.table_column = backend.upload(TABLE, [literal.as_dict() for literal in plan.tables])
        self.samples = np.array([len(own) for own in inputs], dtype=np.int64)
        self.most = int(self.samples.max(initial=0))
        room = min(backend.arena.free_slots, backend.chunk_slots)
        self.rows = max(1, min(self.most, backend.launch_rows, room // plan.widest))
        self.shared, self.sections = plan.sections(room // self.rows)
        calls, held = len(self.joined.nodes), sum(ref != INPUT for _, ref in self.joined.leaves)
        asked = sum(map(len, plan.needed))
        count_lookups("program_calls", asked, asked - calls)
        count_lookups("held_values", calls + held, held)

    def chunks(self) -> list[list[Column]]:
        """For each chunk of the samples, which is as many of each graph, the kept results in the order of the
        programs."""
        kept: list[list[Column]] = []
        begin, size = 0, self.rows
        while begin < self.most or begin == 0:  # without samples there is one empty chunk
            before = self.backend.arena.mark()
            try:
                kept.append(self._results(begin, begin + size, before))
            except ArenaFull:
                self.backend.arena.release(before)
                if size == 1:
                    raise
                size = max(1, size // 2)
                continue
            begin += size
        return kept

    def _results(self, begin: int, end: int, before: Mark) -> list[Column]:
        """The results on these samples of each graph, those of them that it has."""
        leaves = self.leaves if end - begin >= self.most else [leaf.take(slice(begin, end)) for leaf in self.leaves]
        shared = {Ref(-1 - k): leaf for k, leaf in enumerate(leaves)}
        rows = np.clip(self.samples - begin, 0, end - begin)[list(self.joined.graphs)]
        self._add(shared, self.shared, rows)
        kept: dict[int, Column] = {}
        for section in self.sections:
            mark, values = self.backend.arena.mark(), dict(shared)
            self._add(values, section.launches, rows)
            results = [values[self.joined.outputs[k]] for k in section.outputs]
            kept.update(zip(section.outputs, self.keep(results, mark), strict=True))
        results = [kept[k] for k in range(len(kept))]
        return self.keep(results, before) if self.shared else results

    def _add(self, values: dict[Ref, Column], launches: Sequence[Alike], rows: np.ndarray) -> None:
        """Run the launches, those of a depth together, on the values in `values` and add their results to it; `rows`:
        how many each call has."""
        for _, alike in groupby(launches, key=lambda launch: launch.depth):
            together = list(alike)
            counts = [rows[list(launch.nodes)] for launch in together]
            made = self.backend.run_all(
                [self._asked(launch, values, own) for launch, own in zip(together, counts, strict=True)]
            )
            for launch, own, column in zip(together, counts, made, strict=True):
                if len(launch.nodes) == 1:
                    values[Ref(launch.nodes[0])] = column
                    continue
                bounds = pairwise(accumulate(own.tolist(), initial=0))
                for node, (first, end) in zip(launch.nodes, bounds, strict=True):
                    values[Ref(node)] = column.take(slice(first, end))

    def _asked(self, launch: Alike, values: dict[Ref, Column], rows: np.ndarray) -> Asked:
        arguments = [self._argument(place, launch, values, rows) for place in range(len(launch.op.parameters))]
        return Asked(launch.op, arguments, int(rows.sum()))

    def _argument(self, place: int, launch: Alike, values: dict[Ref, Column], rows: np.ndarray) -> Argument:
        given = [arguments[place] for arguments in launch.arguments]
        if isinstance(given[0], Ref):
            return _concatenated(self.backend.xp, [values[ref] for ref in given], hashed=False)
        if isinstance(given[0], TableLiteral):
            which = np.repeat([self.plan.tables[literal] for literal in given], rows)
            return self.table_column.take(self.backend.xp.asarray(which))
        if all(literal == given[0] for literal in given):
            literal: int | None = given[0]
            return literal
        kind = launch.op.parameters[place].type
        assert isinstance(kind, Type)
        numbers = self.backend.xp.asarray(np.repeat(np.array(given, dtype=np.int32), rows))
        return Column(kind, numbers, None, None)


def _concatenated(xp: Any, columns: list[Column], hashed: bool = True) -> Column:
    """The columns, concatenated; with their hashes only if these are asked for."""
    if len(columns) == 1:
        return columns[0]
    first = columns[0]
    return Column(
        first.type,
        xp.concatenate([column.data for column in columns]),
        None if first.count is None else xp.concatenate([column.count for column in columns]),
        xp.concatenate([column.hash for column in columns]) if hashed else None,
    )
