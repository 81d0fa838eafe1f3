"""Breadth by cost: all values that programs of growing cost make, over many tasks at once, each value kept once.

Two nodes of a task whose values are equal on all its samples are one (observational equivalence; Albarghouthi et al.
2013, Udupa et al. 2013), told by 64-bit hashes made in the kernels. What a task cannot do on one of its samples is
dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import numpy as np

from ..backends import ArenaFull, Backend, Column
from ..backends.arena import NONE, spread, to_host
from ..backends.hashing import hash_cells, hash_numbers, hash_runs, mix64
from ..dsl.types import COLOR, COUNT, GRID, Type
from ..measure import Deadline, span
from ..scoring.samples import Samples
from .joins import pairs
from .known import KnownKeys
from .nodes import TYPE_CODE, TYPE_LIST, Nodes
from .vocabulary import Calls, accepted_types

_CHUNK_ROWS = 16384  # rows a launch: enough to hide the launch, few enough to stay near the cache
_NO_KEYS = np.empty(0, np.uint64)
_VOID_HASHES = {
    "cells": hash_cells(np.empty((0, 0), np.uint8), (0, 0)),
    "number": hash_numbers(np.array([NONE], dtype=np.int32))[0],
    "list": hash_runs(np, _NO_KEYS, np.empty(0, np.int64), np.zeros(1, np.int64), np.zeros(1, np.int64))[0],
}


@dataclass
class FrontierCounts:
    """What a frontier did: values tried (a node on all samples of its task), kept, equal to a known one, void."""

    tried: int = 0
    kept: int = 0
    duplicates: int = 0
    voids: int = 0
    full: bool = False


class Frontier:
    """The values of all programs up to a cost. `grow` raises the cost; `fits` are the nodes that equal every
    demonstration's output, `states` those of its shape."""

    def __init__(self, backend: Backend, samples: Samples, vocabulary: tuple[Calls, ...]) -> None:
        self.backend, self.samples, self.vocabulary = backend, samples, vocabulary
        self.nodes = Nodes(backend.xp, vocabulary)
        self.known = KnownKeys()
        self.counts = FrontierCounts()
        self.cost = 0
        self.tried_by_task = np.zeros(len(samples.tasks), dtype=np.int64)
        self._fits: list[np.ndarray] = []
        self._states: list[np.ndarray] = []
        self._types = {id(calls): _hole_types(calls) for calls in vocabulary}
        tasks = np.arange(len(samples.tasks))
        self._commit(None, tasks, np.full((len(tasks), 2), -1), tasks, samples.inputs, -1, -1, cost=0)

    @property
    def fits(self) -> np.ndarray:
        """Nodes whose value is the output of every demonstration, int64, cheapest first."""
        return np.concatenate(self._fits) if self._fits else np.empty(0, np.int64)

    @property
    def states(self) -> np.ndarray:
        """Nodes with cells of the output's shape on every demonstration, int64, cheapest first."""
        return np.concatenate(self._states) if self._states else np.empty(0, np.int64)

    def grow(self, cost: int, deadline: Deadline, last: bool = False) -> bool:
        """Make all values of programs up to `cost`; False if time or memory ended it before.

        `last`: no later growth will build on these, so only states are kept.
        """
        while self.cost < cost:
            final = last and self.cost + 1 == cost
            with span("frontier", cost=self.cost + 1) as s:
                tried = self.counts.tried
                done = self._grow_level(self.cost + 1, deadline, final)
                s.count(values=self.counts.tried - tried)
            if not done:
                return False
            self.cost += 1
        return True

    def _grow_level(self, cost: int, deadline: Deadline, final: bool) -> bool:
        by_kind = self._index()
        for calls in self.vocabulary:
            if calls.cost > cost:
                continue
            for types, call, args, task in self._candidates(calls, cost, by_kind, final):
                if deadline.expired:
                    return False
                try:
                    self._try(calls, types, call, args, task, cost, final)
                except ArenaFull:
                    self.counts.full = True
                    return False
        return True

    def _index(self) -> dict[tuple[int, int], np.ndarray]:
        """Nodes by (type code, cost), in order of task and root."""
        nodes = self.nodes
        order = np.lexsort((nodes.root.all, nodes.task.all, nodes.cost.all, nodes.type.all))
        key = nodes.type.all[order].astype(np.int64) * 1000 + nodes.cost.all[order]
        cuts = np.flatnonzero(np.diff(key)) + 1
        bounds = [0, *cuts.tolist(), len(order)]
        return {divmod(int(key[a]), 1000): order[a:b] for a, b in pairwise(bounds)}  # type: ignore[misc]

    def _candidates(
        self, calls: Calls, cost: int, by_kind: dict[tuple[int, int], np.ndarray], final: bool
    ) -> Iterator[tuple[tuple[Type, ...], np.ndarray, np.ndarray, np.ndarray]]:
        """Portions of (types of the holes, call, args (n, 2), task) that make values of exactly this cost."""
        nodes, left = self.nodes, cost - calls.cost
        for types, result in self._types[id(calls)]:
            if final and (result.is_list or result.storage == "number"):
                continue  # nothing will build on it, and it is no state
            codes = [TYPE_CODE[kind] for kind in types]
            if len(types) == 1:
                chosen = by_kind.get((codes[0], left))
                if chosen is None:
                    continue
                for part in _portions(chosen, max(1, _CHUNK_ROWS // len(calls.numbers))):
                    yield self._with_literals(calls, types, np.stack([part, np.full(len(part), -1)], axis=1))
                continue
            for cost_a in range(left + 1):
                a, b = by_kind.get((codes[0], cost_a)), by_kind.get((codes[1], left - cost_a))
                if a is None or b is None:
                    continue
                by = nodes.root.all if types[0].is_list and types[1].is_list else nodes.task.all
                b = b[np.argsort(by[b], kind="stable")]
                for left_index, right_index in pairs(by[a], by[b], max(1, _CHUNK_ROWS // len(calls.numbers))):
                    yield self._with_literals(calls, types, np.stack([a[left_index], b[right_index]], axis=1))

    def _with_literals(
        self, calls: Calls, types: tuple[Type, ...], args: np.ndarray
    ) -> tuple[tuple[Type, ...], np.ndarray, np.ndarray, np.ndarray]:
        """Every row of arguments with every call's literals whose colours occur in the task."""
        n = len(calls.numbers)
        call = np.tile(np.arange(n), len(args))
        args = np.repeat(args, n, axis=0)
        task = self.nodes.task.all[args[:, 0]]
        wanted = calls.colors[call]
        useful = (self.samples.palette[task] & wanted) == wanted
        return types, call[useful], args[useful], task[useful]

    def _try(
        self,
        calls: Calls,
        types: tuple[Type, ...],
        call: np.ndarray,
        args: np.ndarray,
        task: np.ndarray,
        cost: int,
        final: bool,
    ) -> None:
        """Evaluate candidates in chunks, halving the chunk when the arena is too full for its lists."""
        size = max(1, min(_CHUNK_ROWS, self.backend.arena.free_slots // 4) // 4)
        begin = 0
        while begin < len(call):
            part = slice(begin, begin + size)
            mark = self.backend.arena.mark()
            try:
                made, rows, starts = self._evaluate(calls, types, call[part], args[part], task[part])
                self._keep(calls, call[part], args[part], task[part], made, rows, starts, mark, cost, final)
            except ArenaFull:
                self.backend.arena.release(mark)
                if size == 1:
                    raise
                size = max(1, size // 4)
                continue
            begin += size

    def _evaluate(
        self, calls: Calls, types: tuple[Type, ...], call: np.ndarray, args: np.ndarray, task: np.ndarray
    ) -> tuple[Column, np.ndarray, np.ndarray]:
        rows, places, starts = spread(np, self.samples.rows[task])
        holes = iter(range(len(types)))
        arguments: list[Any] = []
        for argument, parameter in zip(calls.arguments, calls.op.parameters, strict=True):
            if isinstance(argument, tuple):
                numbers = self.backend.xp.asarray(calls.numbers[call, argument[0]][rows])
                kind = parameter.type if isinstance(parameter.type, Type) else COUNT
                arguments.append(Column(COLOR if kind == COLOR else _literal_type(kind), numbers, None, None))
            elif argument is None or isinstance(argument, int):
                arguments.append(argument)
            else:
                hole = next(holes)
                where = self.backend.xp.asarray(self.nodes.first_row.all[args[:, hole]][rows] + places)
                arguments.append(self.nodes.column(types[hole], where))
        return self.backend.run(calls.op, arguments, len(rows)), rows, starts

    def _keep(
        self,
        calls: Calls,
        call: np.ndarray,
        args: np.ndarray,
        task: np.ndarray,
        made: Column,
        rows: np.ndarray,
        starts: np.ndarray,
        mark: Any,
        cost: int,
        final: bool,
    ) -> None:
        """Keep the new values among those just made, move them to `mark`, and give the rest of the arena back."""
        if not len(call):
            return
        hashes = to_host(made.hash)
        storage = "list" if made.type.is_list else made.type.storage
        void = np.logical_or.reduceat(hashes == _VOID_HASHES[storage], starts)
        place = (np.arange(len(rows)) - starts[rows] + 1).astype(np.uint64)
        total = np.add.reduceat(mix64(hashes + place * np.uint64(0x9FB21C651E98DF25)), starts)
        identity = task.astype(np.uint64) * np.uint64(1 << 20) + np.uint64(TYPE_CODE[made.type] + 1)
        keys = mix64(total + mix64(identity))
        _, first = np.unique(keys, return_index=True)
        new = np.zeros(len(keys), dtype=bool)
        new[first] = True
        new &= ~void
        new &= ~self.known.contains(keys)
        self.counts.tried += len(call)
        np.add.at(self.tried_by_task, task, 1)
        self.counts.voids += int(void.sum())
        chosen = np.flatnonzero(new)
        self.counts.duplicates += len(call) - int(void.sum()) - len(chosen)
        self.known.add(keys[chosen])
        is_state = self._shape_fits(made, rows, starts, task)
        if final:
            chosen = chosen[is_state[chosen]]
        self.counts.kept += len(chosen)
        kept_rows = np.flatnonzero(np.isin(rows, chosen)) if len(chosen) < len(call) else np.arange(len(rows))
        column = self._compact(made.take(self.backend.xp.asarray(kept_rows)), mark)
        group = self.vocabulary.index(calls)
        self._commit(calls, chosen, args[chosen], task[chosen], column, group, call[chosen], cost)

    def _shape_fits(self, made: Column, rows: np.ndarray, starts: np.ndarray, task: np.ndarray) -> np.ndarray:
        if made.type.storage != "cells" or made.type.is_list:
            return np.zeros(len(task), dtype=bool)
        samples = self.samples
        shapes = to_host(self.backend.arena.heads[made.data][:, :2])
        place = np.arange(len(rows)) - starts[rows]
        sample = samples.first_row[task][rows] + place
        test = place >= samples.demonstrations[task][rows]
        fits = (shapes == samples.target_shape[sample]).all(axis=1) | test
        return np.logical_and.reduceat(fits, starts)

    def _compact(self, made: Column, mark: Any) -> Column:
        """Move the values of a column down to `mark`, the end of what is kept."""
        arena, xp = self.backend.arena, self.backend.xp
        arena.release(mark)
        if made.type.storage == "number" and not made.type.is_list:
            return made
        if not made.type.is_list:
            first = arena.take_slots(len(made))
            slots = slice(first, first + len(made))
            arena.cells[slots], arena.heads[slots] = arena.cells[made.data], arena.heads[made.data]
            return Column(made.type, xp.arange(first, first + len(made), dtype=np.int32), None, made.hash)
        counts = made.count.astype(np.int64)
        rows, places, starts = spread(xp, counts)
        source = made.data[rows] + places
        if made.type.storage == "cells":
            first = arena.take_slots(len(source))
            slots = slice(first, first + len(source))
            arena.cells[slots], arena.heads[slots] = arena.cells[source], arena.heads[source]
        else:
            first = arena.take_numbers(len(source))
            arena.numbers[first : first + len(source)] = arena.numbers[source]
        return Column(made.type, (starts + first).astype(np.int32), made.count, made.hash)

    def _commit(
        self,
        calls: Calls | None,
        chosen: np.ndarray,
        args: np.ndarray,
        task: np.ndarray,
        made: Column,
        group: int,
        call: Any,
        cost: int,
    ) -> None:
        nodes, samples, n = self.nodes, self.samples, len(chosen)
        if not n:
            return
        first_node, first_row = len(nodes), len(nodes.data)
        counts = samples.rows[task]
        new = np.arange(first_node, first_node + n)
        nodes.group.extend(np.full(n, group, np.int32))
        nodes.call.extend(np.full(n, call, np.int32) if np.isscalar(call) else call)
        nodes.args.extend(args)
        nodes.type.extend(np.full(n, TYPE_CODE[made.type], np.int16))
        nodes.task.extend(task)
        nodes.cost.extend(np.full(n, cost, np.int16))
        nodes.root.extend(self._roots(calls, new, args, made.type))
        nodes.first_row.extend(first_row + np.cumsum(counts) - counts)
        nodes.data.extend(made.data)
        nodes.count.extend(made.count if made.count is not None else self.backend.xp.zeros(len(made), np.int32))
        nodes.hash.extend(made.hash)
        rows, _, starts = spread(np, counts)
        states = new[self._shape_fits(made, rows, starts, task)]
        if len(states):
            self._states.append(states)
            self._fits.append(states[self._fit(states)])

    def _roots(self, calls: Calls | None, new: np.ndarray, args: np.ndarray, kind: Type) -> np.ndarray:
        """A list of numbers runs beside the list that it was made of; so does what is mapped over a list."""
        if not kind.is_list or calls is None:
            return np.full(len(new), -1)
        roots = np.where(args >= 0, self.nodes.root.all[args], -1).max(axis=1)
        beside = kind.storage == "number" or not calls.op.result.is_list
        return roots if beside and (roots >= 0).all() else new

    def _fit(self, states: np.ndarray) -> np.ndarray:
        """Which of these nodes are Grids that equal every demonstration's output."""
        nodes, samples = self.nodes, self.samples
        task = nodes.task.all[states]
        rows, places, starts = spread(np, samples.demonstrations[task])
        where = nodes.first_row.all[states][rows] + places
        equal = to_host(nodes.hash.all[where]) == samples.target_hash[samples.first_row[task][rows] + places]
        return np.logical_and.reduceat(equal, starts) & (nodes.type.all[states] == TYPE_CODE[GRID])


def _hole_types(calls: Calls) -> list[tuple[tuple[Type, ...], Type]]:
    """Every combination of types that the holes of these calls take together, with the type of the result."""
    per_hole = [accepted_types(calls.op, hole, TYPE_LIST) for hole in calls.holes]
    found = []
    for types in product(*per_hole):
        given: list[Type | None] = [None] * len(calls.op.parameters)
        for hole, kind in zip(calls.holes, types, strict=True):
            given[hole] = kind
        try:
            found.append((types, calls.op.result_type(given)))
        except TypeError:  # each fits alone, but not together
            continue
    return found


def _literal_type(kind: Type) -> Type:
    """The type of a column of literals: what a generic number is does not matter to a kernel."""
    return COUNT if kind.name == "Number" else kind


def _portions(nodes: np.ndarray, size: int) -> Iterator[np.ndarray]:
    for begin in range(0, len(nodes), size):
        yield nodes[begin : begin + size]
