"""Run many programs on many samples: shared calls once, calls that are alike in one launch, samples in chunks.

Only results are kept; what lies between is given back after each chunk, and chunks shrink where the arena is full.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..backends import ArenaFull, Backend, Column, Mark, compact_all
from ..backends.backend import Argument
from ..dsl.types import TABLE, Type
from ..programs import INPUT, Merged, Ref, TableLiteral
from .schedule import Alike, schedule

_LIST_SLOTS = 8  # that a list is taken to need, until the arena says otherwise

Keep = Callable[[list[Column], Mark], None]


def run_programs(backend: Backend, merged: Merged, inputs: Column) -> list[Column]:
    """The results of each program: a Column of len(inputs) rows for each of `merged.outputs`, in the arena.

    ArenaFull, which leaves the arena as it was, if one sample alone does not fit.
    """
    arena, kept = backend.arena, list[list[Column]]()

    def keep(results: list[Column], before: Mark) -> None:
        kept.append(compact_all(arena, results, before))

    start = arena.mark()
    with backend.device:
        try:
            _Run(backend, merged, inputs).chunks(keep)
        except ArenaFull:
            arena.release(start)
            raise
        return [_joined(backend.xp, list(parts)) for parts in zip(*kept, strict=True)]


def hash_programs(backend: Backend, merged: Merged, inputs: Column) -> Any:
    """The hashes of the programs' results, uint64 (programs, samples) on the device; the arena is left as it was."""
    arena, xp, hashes = backend.arena, backend.xp, list[Any]()

    def keep(results: list[Column], before: Mark) -> None:
        hashes.append(xp.stack([column.hash for column in results]))
        arena.release(before)

    start = arena.mark()
    with backend.device:
        try:
            _Run(backend, merged, inputs).chunks(keep)
        finally:
            arena.release(start)
        return xp.concatenate(hashes, axis=1)


class _Run:
    """One graph on one column of samples."""

    def __init__(self, backend: Backend, merged: Merged, inputs: Column) -> None:
        self.backend, self.merged, self.inputs = backend, merged, inputs
        self.launches = schedule(merged)
        literals = dict.fromkeys(arg for node in merged.nodes for arg in node.args if isinstance(arg, TableLiteral))
        self.tables = {literal: k for k, literal in enumerate(literals)}
        self.table_column = backend.upload(TABLE, [literal.as_dict() for literal in literals])

    def chunks(self, keep: Keep) -> None:
        """Run all samples, chunk by chunk; `keep` takes the results of one and releases the arena to where it began."""
        begin, size = 0, self._first_size()
        while begin < len(self.inputs) or begin == 0:  # no samples are one empty chunk
            before = self.backend.arena.mark()
            try:
                part = self.inputs.take(slice(begin, begin + size))
                keep(self._results(part), before)
            except ArenaFull:
                self.backend.arena.release(before)
                if size == 1:
                    raise
                size = max(1, size // 2)
                continue
            begin += size

    def _first_size(self) -> int:
        slots = sum(_slots(kind) for kind in self.merged.types)
        return max(1, min(self.backend.arena.free_slots, self.backend.chunk_slots) // max(1, slots))

    def _results(self, inputs: Column) -> list[Column]:
        values = {INPUT: inputs}
        for launch in self.launches:
            arguments = [
                self._argument(place, launch, values, len(inputs)) for place in range(len(launch.op.parameters))
            ]
            made = self.backend.run(launch.op, arguments, len(launch.nodes) * len(inputs))
            for k, node in enumerate(launch.nodes):
                values[Ref(node)] = made.take(slice(k * len(inputs), (k + 1) * len(inputs)))
        return [values[output] for output in self.merged.outputs]

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


def _slots(kind: Type) -> int:
    if kind.storage != "cells":
        return 0
    return _LIST_SLOTS if kind.is_list else 1


def _joined(xp: Any, columns: list[Column]) -> Column:
    """One column after the other."""
    if len(columns) == 1:
        return columns[0]
    data, count, hashes = (
        None if parts[0] is None else xp.concatenate(parts)
        for parts in ([c.data for c in columns], [c.count for c in columns], [c.hash for c in columns])
    )
    return Column(columns[0].type, data, count, hashes)
