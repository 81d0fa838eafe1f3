"""Runs many programs on many samples: shared calls once, similar calls in one launch, in parts if memory is short.

To keep launches wide, programs are cut into sections before samples are cut into chunks. Only results are kept;
intermediate values are released after each section, so that the next one reuses their memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..backends import ArenaFull, Backend, Column, Mark, compact_all
from ..backends.backend import Argument
from ..dsl.types import TABLE, Type
from ..programs import INPUT, Merged, Ref, TableLiteral
from .schedule import Alike
from .sections import cut, needed_by, widest

# Given results and the mark to release the arena to, returns the results in the form in which they are kept.
Keep = Callable[[list[Column], Mark], list[Column]]


def run_programs(
    backend: Backend, merged: Merged, inputs: Column, given: Mapping[Ref, Column] | None = None
) -> list[Column]:
    """The results of each program: for each of `merged.outputs` a Column of len(inputs) rows, in the arena.

    `given`: values of the graph that are already in the arena, with a row for each input; they are not computed again.
    Raises ArenaFull, with the arena as it was before, if a single sample does not fit.
    """
    arena = backend.arena
    start = arena.mark()

    def compacted(results: list[Column], mark: Mark) -> list[Column]:
        return compact_all(arena, results, mark)

    with backend.device:
        try:
            kept = _Run(backend, merged, inputs, compacted, given or {}).chunks()
        except ArenaFull:
            arena.release(start)
            raise
        return [_joined(backend.xp, list(parts)) for parts in zip(*kept, strict=True)]


def hash_programs(backend: Backend, merged: Merged, inputs: Column) -> Any:
    """The hashes of the programs' results: uint64 (programs, samples) on the device; the arena is left as it was."""
    arena, xp = backend.arena, backend.xp

    def only_hashes(results: list[Column], mark: Mark) -> list[Column]:
        arena.release(mark)
        return results

    start = arena.mark()
    with backend.device:
        try:
            kept = _Run(backend, merged, inputs, only_hashes, {}).chunks()
        finally:
            arena.release(start)
        return xp.concatenate([xp.stack([column.hash for column in results]) for results in kept], axis=1)


class _Run:
    """One run of a merged graph on one column of samples."""

    def __init__(
        self, backend: Backend, merged: Merged, inputs: Column, keep: Keep, given: Mapping[Ref, Column]
    ) -> None:
        self.backend, self.merged, self.inputs, self.keep = backend, merged, inputs, keep
        needed = needed_by(merged, given)
        arguments = [arg for node in sorted(set().union(*needed)) for arg in merged.nodes[node].args]
        refs = dict.fromkeys([*(arg for arg in arguments if isinstance(arg, Ref)), *merged.outputs])
        self.given = {ref: given[ref] for ref in refs if ref in given} | {INPUT: inputs}
        literals = dict.fromkeys(arg for arg in arguments if isinstance(arg, TableLiteral))
        self.tables = {literal: k for k, literal in enumerate(literals)}
        self.table_column = backend.upload(TABLE, [literal.as_dict() for literal in literals])
        room = min(backend.arena.free_slots, backend.chunk_slots)
        self.rows = max(1, min(len(inputs), backend.launch_rows, room // widest(merged, needed)))
        self.shared, self.sections = cut(merged, needed, room // self.rows)

    def chunks(self) -> list[list[Column]]:
        """For each chunk of the samples the kept results, in the order of the programs."""
        kept: list[list[Column]] = []
        begin, size = 0, self.rows
        while begin < len(self.inputs) or begin == 0:  # without samples there is one empty chunk
            before = self.backend.arena.mark()
            try:
                kept.append(self._results(slice(begin, begin + size), before))
            except ArenaFull:
                self.backend.arena.release(before)
                if size == 1:
                    raise
                size = max(1, size // 2)
                continue
            begin += size
        return kept

    def _results(self, rows: slice, before: Mark) -> list[Column]:
        shared = {ref: column.take(rows) for ref, column in self.given.items()}
        self._add(shared, self.shared)
        kept: dict[int, Column] = {}
        for section in self.sections:
            mark, values = self.backend.arena.mark(), dict(shared)
            self._add(values, section.launches)
            results = [values[self.merged.outputs[k]] for k in section.outputs]
            kept.update(zip(section.outputs, self.keep(results, mark), strict=True))
        results = [kept[k] for k in range(len(kept))]
        return self.keep(results, before) if self.shared else results

    def _add(self, values: dict[Ref, Column], launches: Sequence[Alike]) -> None:
        """Run the launches on the values in `values` and add their results to it."""
        n = len(values[INPUT])
        for launch in launches:
            arguments = [self._argument(place, launch, values, n) for place in range(len(launch.op.parameters))]
            made = self.backend.run(launch.op, arguments, len(launch.nodes) * n)
            for k, node in enumerate(launch.nodes):
                values[Ref(node)] = made.take(slice(k * n, (k + 1) * n)) if len(launch.nodes) > 1 else made

    def _argument(self, place: int, launch: Alike, values: dict[Ref, Column], samples: int) -> Argument:
        given = [arguments[place] for arguments in launch.arguments]
        if isinstance(given[0], Ref):
            return _joined(self.backend.xp, [values[ref] for ref in given])
        if isinstance(given[0], TableLiteral):
            rows = np.repeat([self.tables[literal] for literal in given], samples)
            return self.table_column.take(self.backend.xp.asarray(rows))
        if all(literal == given[0] for literal in given):
            literal: int | None = given[0]
            return literal
        kind = launch.op.parameters[place].type
        assert isinstance(kind, Type)
        numbers = self.backend.xp.asarray(np.repeat(np.array(given, dtype=np.int32), samples))
        return Column(kind, numbers, None, None)


def _joined(xp: Any, columns: list[Column]) -> Column:
    """The columns, concatenated."""
    if len(columns) == 1:
        return columns[0]
    data, count, hashes = (
        None if parts[0] is None else xp.concatenate(parts)
        for parts in ([c.data for c in columns], [c.count for c in columns], [c.hash for c in columns])
    )
    return Column(columns[0].type, data, count, hashes)
