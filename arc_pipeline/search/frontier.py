"""Breadth by cost: all values that programs of growing cost make, over many tasks at once, each value kept once.

Two nodes of a task whose values are equal on all its samples are one (observational equivalence; Albarghouthi et al.
2013, Udupa et al. 2013), told by 64-bit hashes made in the kernels. What is void on one of a task's samples is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..backends import ArenaFull, Backend, Column, Mark, compact
from ..backends.arena import NONE, spread, to_host
from ..backends.hashing import hash_cells, hash_numbers, hash_runs, mix64
from ..dsl.types import GRID, Type
from ..measure import Deadline, span
from ..scoring.samples import Samples
from .batch import Batch, Batches, Kind
from .gain import Best, Outputs
from .known import KnownKeys
from .nodes import TYPE_CODE, Nodes
from .shapes import Shapes
from .vocabulary import Calls, literal_type

_FEWEST_ROWS = 64  # when no more than that find room for cells, crumbs would be launched to the end: the arena is full
TELLING = 2000  # states a task that are kept of those that are made as states alone
_VOID_HASHES = {
    "cells": hash_cells(np.empty((0, 0), np.uint8), (0, 0)),
    "number": hash_numbers(np.array([NONE], dtype=np.int32))[0],
    "list": hash_runs(np, np.empty(0, np.uint64), *np.zeros((3, 1), np.int64)[:, :1])[0],
}


@dataclass
class FrontierCounts:
    """What a frontier did: values tried (a node on all samples of its task), kept, equal to a known one, void; whether
    it stopped because the arena was full."""

    tried: int = 0
    kept: int = 0
    duplicates: int = 0
    voids: int = 0
    full: bool = False


class Frontier:
    """The values of all programs up to a cost, over some tasks. `grow` raises the cost. `shapes`: what the outputs'
    shapes are thought to be on the tests, one a task; of a new frontier nothing."""

    def __init__(self, backend: Backend, samples: Samples, vocabulary: tuple[Calls, ...]) -> None:
        self.backend, self.samples, self.vocabulary = backend, samples, vocabulary
        self.nodes = Nodes(backend.xp, vocabulary)
        self.counts = FrontierCounts()
        self.cost = 0
        self.shapes = [Shapes() for _ in samples.tasks]
        self.tried_by_task = np.zeros(len(samples.tasks), dtype=np.int64)
        self._batches = Batches(vocabulary, samples.palette, backend.launch_rows)
        self._known = KnownKeys()
        self._fits: list[np.ndarray] = []
        self._states: list[np.ndarray] = []
        tasks = np.arange(len(samples.tasks))
        inputs = Batch(-1, (), np.full(len(tasks), -1), np.full((len(tasks), 2), -1), tasks)
        self._known.add(self._keys(inputs, samples.inputs)[0])
        self._outputs = [Outputs(backend.xp, task) for task in samples.tasks]
        self._best = Best(len(tasks), TELLING)
        is_state = self._right_shape(inputs, samples.inputs)
        gain = self._gains(inputs, samples.inputs, is_state)
        self._commit(inputs, samples.inputs, is_state, self._equals_outputs(inputs, samples.inputs), gain, cost=0)

    @property
    def fits(self) -> np.ndarray:
        """Nodes whose value is the output of every demonstration, int64, cheapest first."""
        return np.concatenate(self._fits)

    @property
    def states(self) -> np.ndarray:
        """Nodes with cells of the output's shape on every demonstration, int64, cheapest first."""
        return np.concatenate(self._states)

    def numbers(self, chosen: np.ndarray) -> np.ndarray:
        """The values of nodes of one task that are numbers: int64 (n,) -> int32 (n, samples)."""
        rows = self.samples.rows[self.nodes.task.all[chosen[:1]]]
        where = self.nodes.first_row.all[chosen][:, None] + np.arange(rows[0] if len(rows) else 0)
        return to_host(self.nodes.data.all[self.backend.xp.asarray(where)])

    def grow(self, cost: int, deadline: Deadline) -> bool:
        """Make all values of programs up to `cost`; False if time or memory ended it before."""
        while self.cost < cost:
            if not self._grow_by_one(self.cost + 1, "all", deadline):
                return False
            self.cost += 1
        return True

    def extend(self, kind: Kind, cost: int, deadline: Deadline) -> bool:
        """Beyond what was grown make values of one kind alone, up to `cost`; False if time or memory ended it before.

        "states" take no memory but for what rules can use, "numbers" (lists of them as well) take nearly none, so both
        reach further than all kinds together. To be called after the last `grow`.
        """
        return all(self._grow_by_one(one, kind, deadline) for one in range(self.cost + 1, cost + 1))

    def keep(self, batch: Batch, cost: int, kind: Kind, deadline: Deadline) -> bool:
        """Try candidates of a cost and keep those of a kind that are new, of "states" those that tell something, of
        "fits" those that fit; False if time or memory ended it before."""
        try:
            return self._try(batch, cost, kind, deadline)
        except ArenaFull:
            self.counts.full = True
            return False

    def _grow_by_one(self, cost: int, kind: Kind, deadline: Deadline) -> bool:
        with span("frontier", cost=cost) as s:
            tried = self.counts.tried
            try:
                batches = self._batches.of_cost(self.nodes, cost, kind)
                return all(self._try(made, cost, kind, deadline) for made in batches)
            except ArenaFull:
                self.counts.full = True
                return False
            finally:
                s.count(values=self.counts.tried - tried)

    def _try(self, batch: Batch, cost: int, kind: Kind, deadline: Deadline) -> bool:
        """Evaluate candidates, so many at a time that the arena holds them, and keep what is new; False: no time."""
        size, begin = self._candidates_a_launch(batch), 0
        while begin < len(batch):
            if deadline.expired:
                return False
            part = batch.take(slice(begin, begin + size))
            mark = self.backend.arena.mark()
            try:
                self._keep(part, self._evaluate(part), mark, cost, kind)
            except ArenaFull:  # lists may need more room than can be foreseen
                self.backend.arena.release(mark)
                if size == 1:
                    raise
                size = max(1, size // 8)
                continue
            begin += size
        return True

    def _candidates_a_launch(self, batch: Batch) -> int:
        rows = self.backend.launch_rows
        if self.vocabulary[batch.group].op.result.storage == "cells":
            rows = min(rows, self.backend.arena.free_slots // 2)
            if rows < _FEWEST_ROWS:
                raise ArenaFull(f"{self.backend.arena.free_slots} slots are left")
        return max(1, rows // int(self.samples.rows.max()))

    def _evaluate(self, batch: Batch) -> Column:
        rows, places, _ = spread(np, self.samples.rows[batch.task])
        calls, xp = self.vocabulary[batch.group], self.backend.xp
        arguments: list[Any] = list(calls.arguments)
        for column, k in enumerate(calls.literal_places):
            numbers = xp.asarray(calls.numbers[batch.call, column][rows])
            arguments[k] = Column(literal_type(calls, k, batch.types), numbers, None, None)
        for hole, (k, kind) in enumerate(zip(calls.holes, batch.types, strict=True)):
            where = self.nodes.first_row.all[batch.args[:, hole]][rows] + places
            arguments[k] = self.nodes.column(kind, xp.asarray(where))
        return self.backend.run(calls.op, arguments, len(rows))

    def _keep(self, batch: Batch, made: Column, mark: Mark, cost: int, kind: Kind) -> None:
        """Commit the new values among those just made, and give the rest of the arena back."""
        keys, void = self._keys(batch, made)
        new = np.zeros(len(keys), dtype=bool)
        ascending, first = np.unique(keys, return_index=True)
        new[first[~self._known.contains(ascending)]] = True
        new &= ~void
        self._known.add(keys[new])
        self.tried_by_task += np.bincount(batch.task, minlength=len(self.tried_by_task))
        self.counts.tried += len(batch)
        self.counts.voids += int(void.sum())
        self.counts.duplicates += len(batch) - int(void.sum()) - int(new.sum())
        is_state = self._right_shape(batch, made)
        is_fit = is_state & self._equals_outputs(batch, made)
        if kind == "fits":
            new &= is_fit
        gain = self._gains(batch, made, new & is_state)
        if kind == "states":
            new &= is_fit | self._tell_most(batch, gain, new & is_state)
        self.counts.kept += int(new.sum())
        rows = np.flatnonzero(np.repeat(new, self.samples.rows[batch.task]))
        column = compact(self.backend.arena, made.take(self.backend.xp.asarray(rows)), mark)
        if len(column):
            self._commit(batch.take(new), column, is_state[new], is_fit[new], gain[new], cost)

    def _keys(self, batch: Batch, made: Column) -> tuple[np.ndarray, np.ndarray]:
        """What tells the values from all others, uint64 (n,), and which of them are void on some sample, bool (n,)."""
        _, places, starts = spread(np, self.samples.rows[batch.task])
        hashes = to_host(made.hash)
        void = hashes == _VOID_HASHES["list" if made.type.is_list else made.type.storage]
        total = np.add.reduceat(mix64(hashes + (places + 1).astype(np.uint64) * np.uint64(0x9FB21C651E98DF25)), starts)
        identity = batch.task.astype(np.uint64) * np.uint64(1 << 20) + np.uint64(TYPE_CODE[made.type] + 1)
        return mix64(total + mix64(identity)), np.logical_or.reduceat(void, starts)

    def _right_shape(self, batch: Batch, made: Column) -> np.ndarray:
        """Which values are cells of the outputs' shapes on all demonstrations: bool (n,)."""
        if made.type.storage != "cells" or made.type.is_list:
            return np.zeros(len(batch), dtype=bool)
        samples = self.samples
        rows, places, starts = spread(np, samples.rows[batch.task])
        shapes = to_host(self.backend.arena.heads[made.data][:, :2])
        wanted = samples.target_shape[samples.first_row[batch.task][rows] + places]
        is_test = places >= samples.demonstrations[batch.task][rows]
        equal = (shapes[:, 0] == wanted[:, 0]) & (shapes[:, 1] == wanted[:, 1])
        return np.logical_and.reduceat(equal | is_test, starts)

    def _gains(self, batch: Batch, made: Column, states: np.ndarray) -> np.ndarray:
        """What those values that are states tell of the outputs: float32 (n,), 0 for the others."""
        arena, xp, samples = self.backend.arena, self.backend.xp, self.samples
        gains, starts = np.zeros(len(batch), np.float32), spread(np, samples.rows[batch.task])[2]
        for task in np.unique(batch.task[states]).tolist():
            chosen, outputs = np.flatnonzero(states & (batch.task == task)), self._outputs[task]
            slots = made.data[xp.asarray(starts[chosen][:, None] + np.arange(len(outputs.areas)))]
            cells = [arena.cells[slots[:, d], :area] for d, area in enumerate(outputs.areas)]
            gains[chosen] = to_host(outputs.gains(xp.concatenate(cells, axis=1)))
        return gains

    def _tell_most(self, batch: Batch, gains: np.ndarray, states: np.ndarray) -> np.ndarray:
        """Which states are among those of their task that tell most, so far: bool (n,)."""
        chosen = np.zeros(len(batch), dtype=bool)
        for task in np.unique(batch.task[states]).tolist():
            of_task = np.flatnonzero(states & (batch.task == task))
            chosen[of_task] = self._best.beaten_by(task, gains[of_task])
            self._best.add(task, gains[of_task])
        return chosen

    def _commit(
        self, batch: Batch, made: Column, is_state: np.ndarray, is_fit: np.ndarray, gain: np.ndarray, cost: int
    ) -> None:
        nodes, n = self.nodes, len(batch)
        new = np.arange(len(nodes), len(nodes) + n)
        counts = self.samples.rows[batch.task]
        nodes.first_row.extend(len(nodes.data) + np.cumsum(counts) - counts)
        nodes.group.extend(np.full(n, batch.group))
        nodes.call.extend(batch.call)
        nodes.args.extend(batch.args)
        nodes.type.extend(np.full(n, TYPE_CODE[made.type]))
        nodes.task.extend(batch.task)
        nodes.cost.extend(np.full(n, cost))
        nodes.gain.extend(gain)
        nodes.root.extend(self._roots(batch, new, made.type))
        nodes.data.extend(made.data)
        nodes.count.extend(self.backend.xp.zeros(len(made), np.int32) if made.count is None else made.count)
        nodes.hash.extend(made.hash)
        self._states.append(new[is_state])
        self._fits.append(new[is_fit])

    def _roots(self, batch: Batch, new: np.ndarray, kind: Type) -> np.ndarray:
        """A list of numbers runs beside the list that it was made of; so does what is mapped over a list."""
        if not kind.is_list:
            return np.full(len(new), -1)
        roots = np.where(batch.args >= 0, self.nodes.root.all[batch.args], -1)
        roots = np.where(roots[:, 0] >= 0, roots[:, 0], roots[:, 1])  # of two lists the first is measured
        beside = kind.storage == "number" or not self.vocabulary[batch.group].op.result.is_list
        return np.where((roots >= 0) & beside, roots, new)

    def _equals_outputs(self, batch: Batch, made: Column) -> np.ndarray:
        """Which values are Grids that equal every demonstration's output: bool (n,)."""
        if made.type != GRID:
            return np.zeros(len(batch), dtype=bool)
        samples = self.samples
        rows, places, starts = spread(np, samples.rows[batch.task])
        equal = to_host(made.hash) == samples.target_hash[samples.first_row[batch.task][rows] + places]
        return np.logical_and.reduceat(equal | (places >= samples.demonstrations[batch.task][rows]), starts)
