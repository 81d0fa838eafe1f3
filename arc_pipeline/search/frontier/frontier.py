"""Breadth by cost: all values that programs of growing cost make, over many tasks at once, each value kept once.

Two nodes of a task whose values are equal on all its samples are one (observational equivalence; Albarghouthi et al.
2013, Udupa et al. 2013), told by 64-bit hashes made in the kernels. What is void on one of a task's samples is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, get_args

import numpy as np

from ...backends import ArenaFull, Backend, Column, Mark, OutOfTime
from ...backends.arena import NONE, spread, to_host
from ...backends.hashing import hash_cells, hash_numbers, hash_runs, mix64, mix_placed
from ...dsl.types import GRID
from ...measure import Deadline, Span, span
from ...scoring.samples import Samples
from .batch import Batch, Batches, Kind
from .gain import Best, Outputs
from .known import KnownKeys
from .later import Later
from .made import Made
from .nodes import IS_CELLS, IS_LIST, IS_NUMBER, TYPE_CODE, Nodes
from .shapes import Shapes
from .vocabulary import Calls, literal_type

_FEWEST_ROWS = 64  # when no more than that find room for cells, crumbs would be launched to the end: the arena is full
TELLING = 2000  # states a task that are kept of those that are made as states alone
_VOID_CELLS = hash_cells(np.empty((0, 0), np.uint8), (0, 0))
_VOID_NUMBER = hash_numbers(np.array([NONE], dtype=np.int32))[0]
_VOID_LIST = hash_runs(np, np.empty(0, np.uint64), *np.zeros((3, 1), np.int64)[:, :1])[0]
_VOID_HASHES = np.where(IS_LIST, _VOID_LIST, np.where(IS_NUMBER, _VOID_NUMBER, _VOID_CELLS))  # by type code


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
    """The values of all programs up to a cost, over some tasks; what is `later` costs more. `grow` raises the cost.
    `shapes`: what the outputs' shapes are thought to be on the tests, one a task; of a new frontier nothing."""

    def __init__(
        self, backend: Backend, samples: Samples, vocabulary: tuple[Calls, ...], later: Later | None = None
    ) -> None:
        self.backend, self.samples, self.vocabulary = backend, samples, vocabulary
        self.nodes = Nodes(backend.xp, vocabulary)
        self.counts = FrontierCounts()
        self.cost = 0
        self.shapes = [Shapes() for _ in samples.tasks]
        self.tried_by_task = np.zeros(len(samples.tasks), dtype=np.int64)
        self._batches = Batches(vocabulary, samples.palette, later, backend.launch_rows)
        self._kept = KnownKeys()  # of the values of all nodes
        # Of values that were refused under a kind, and would be again: whoever asks for another kind may want them.
        self._refused: dict[Kind, KnownKeys] = {kind: KnownKeys() for kind in get_args(Kind)}
        self._fits: list[np.ndarray] = []
        self._states: list[np.ndarray] = []
        tasks = np.arange(len(samples.tasks))
        self._makes_lists = np.array([calls.op.result.is_list for calls in vocabulary], dtype=bool)
        self._waiting: list[tuple[Batch, Column, Mark]] = []
        self._waiting_rows = 0
        self._outputs = [Outputs.of_pairs(backend, task.train) for task in samples.tasks]
        self._best = Best(len(tasks), TELLING)
        inputs = Batch(-1, (), np.full(len(tasks), -1), np.full((len(tasks), 2), -1), tasks)
        made = Made.of(backend.xp, [inputs], [samples.inputs], samples.rows)
        new = np.ones(len(made), dtype=bool)
        is_state = self._right_shape(made, new)
        known = is_state, self._equals_outputs(made, is_state), self._gains(made, is_state)
        self._kept.add(self._keys(made)[0])
        self._commit(made, new, [samples.inputs], known, cost=0)

    @property
    def fits(self) -> np.ndarray:
        """Nodes whose value is the output of every demonstration, int64, cheapest first."""
        return self._cheapest_first(self._fits)

    @property
    def states(self) -> np.ndarray:
        """Nodes with cells of the output's shape on every demonstration, int64, cheapest first."""
        return self._cheapest_first(self._states)

    def _cheapest_first(self, parts: list[np.ndarray]) -> np.ndarray:
        """Nodes in the order of their costs, those of a cost in the order in which they were made: steps after growth
        make cheap ones late. What is sorted once stays so."""
        if len(parts) > 1:
            nodes = np.concatenate(parts)
            parts[:] = [nodes[np.argsort(self.nodes.cost.all[nodes], kind="stable")]]
        return parts[0]

    def numbers(self, chosen: np.ndarray) -> np.ndarray:
        """The values of nodes of one task that are numbers: int64 (n,) -> int32 (n, samples)."""
        rows = self.samples.rows[self.nodes.task.all[chosen[:1]]]
        return self.nodes.read(self.nodes.data, chosen, int(rows[0]) if len(rows) else 0)

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

    def keep(self, found: Iterable[tuple[Batch, int]], kind: Kind, deadline: Deadline) -> bool:
        """Try candidates with their costs, the cheapest first, those of a cost together, and keep those of a kind that
        are new, of "states" those that tell something, of "fits" those that fit; False if time or memory ended it
        before."""
        ordered = sorted(found, key=itemgetter(1))
        return all(
            self._try_all((batch for batch, _ in alike), cost, kind, deadline)
            for cost, alike in groupby(ordered, key=itemgetter(1))
        )

    @contextmanager
    def span(self, name: str, **counts: float) -> Iterator[Span]:
        """A span that also counts the values that are tried within it."""
        with span(name) as s:
            tried = self.counts.tried
            yield s
            s.count(values=self.counts.tried - tried, **counts)

    def _grow_by_one(self, cost: int, kind: Kind, deadline: Deadline) -> bool:
        with self.span("frontier", cost=cost):
            return self._try_all(self._batches.of_cost(self.nodes, cost, kind, self.cost), cost, kind, deadline)

    def _try_all(self, batches: Iterator[Batch], cost: int, kind: Kind, deadline: Deadline) -> bool:
        """Try candidates of a cost and keep what is new; False if time or memory ended it before. What raises leaves
        what was made before it, and a frontier that can go on."""
        done = False
        try:
            with suppress(OutOfTime):
                done = all(self._try(batch, cost, kind, deadline) for batch in batches)
        except ArenaFull:
            self.counts.full = True
        finally:
            self._keep(cost, kind)
        return done

    def _try(self, batch: Batch, cost: int, kind: Kind, deadline: Deadline) -> bool:
        """Evaluate candidates, so many at a time that the arena holds them; False: no time.

        What they make waits to be kept until it is as much as a large launch: most launches are small.
        """
        begin, most = 0, len(batch)
        while begin < len(batch):
            if deadline.expired:
                return False
            if self.backend.arena.free_slots // 2 < self.backend.launch_rows:
                self._keep(cost, kind)
            size = min(most, self._candidates_a_launch(batch))
            part, mark = batch.take(slice(begin, begin + size)), self.backend.arena.mark()
            try:
                self._waiting.append((part, self._evaluate(part), mark))
            except ArenaFull:  # lists may need more room than can be foreseen
                if size == 1 and not self._waiting:
                    raise
                most = most if self._waiting else max(1, size // 8)
                self._keep(cost, kind)
                continue
            begin += size
            self._waiting_rows += len(self._waiting[-1][1])
            if self._waiting_rows >= self.backend.launch_rows:
                self._keep(cost, kind)
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
        arguments: list[Any] = [None] * len(calls.arguments)
        for column, k in enumerate(calls.literal_places):
            numbers = xp.asarray(calls.numbers[batch.call, column][rows])
            arguments[k] = Column(literal_type(calls, k, batch.types), numbers, None, None)
        for hole, (k, kind) in enumerate(zip(calls.holes, batch.types, strict=True)):
            where = self.nodes.first_row.all[batch.args[:, hole]][rows] + places
            arguments[k] = self.nodes.column(kind, xp.asarray(where))
        return self.backend.run(calls.op, arguments, len(rows))

    def _keep(self, cost: int, kind: Kind) -> None:
        """Commit the new values among those that wait, however late it is, and give the rest of their memory back."""
        if not self._waiting:
            return
        waiting = self._waiting[:]
        self._waiting.clear()
        self._waiting_rows = 0
        try:
            with self.backend.until(None):
                self._keep_new(waiting, cost, kind)
        except BaseException:
            self.backend.arena.release(waiting[0][2])
            raise

    def _keep_new(self, waiting: Sequence[tuple[Batch, Column, Mark]], cost: int, kind: Kind) -> None:
        batches, columns, marks = zip(*waiting, strict=True)
        made = Made.of(self.backend.xp, batches, columns, self.samples.rows)
        keys, void = self._keys(made)
        new = np.zeros(len(keys), dtype=bool)
        ascending, first = np.unique(keys, return_index=True)
        new[first[~(self._kept.contains(ascending) | self._refused[kind].contains(ascending))]] = True
        new &= ~void
        unseen = new.copy()
        is_state = self._right_shape(made, new)
        is_fit = self._equals_outputs(made, is_state)
        if kind == "fits":
            new &= is_fit
        gain = self._gains(made, new & is_state)
        if kind == "states":
            new &= is_fit | self._tell_most(made, gain, is_state)
        kept = made.compacted(self.backend.arena, new, marks[0])
        self._commit(made, new, kept, (is_state, is_fit, gain), cost)
        self._kept.add(keys[new])
        self._refused[kind].add(keys[unseen & ~new])
        self.tried_by_task += np.bincount(made.task, minlength=len(self.tried_by_task))
        self.counts.tried += len(made)
        self.counts.voids += int(void.sum())
        self.counts.duplicates += len(made) - int(void.sum()) - int(unseen.sum())
        self.counts.kept += int(new.sum())

    def _keys(self, made: Made) -> tuple[np.ndarray, np.ndarray]:
        """What tells the values from all others, uint64 (n,), and which of them are void on some sample, bool (n,)."""
        hashes = to_host(made.hash)
        void = hashes == np.repeat(_VOID_HASHES[made.type], made.counts)
        total = np.add.reduceat(mix_placed(hashes, made.place), made.start)
        identity = made.task.astype(np.uint64) * np.uint64(1 << 20) + (made.type + 1).astype(np.uint64)
        return mix64(total + mix64(identity)), np.logical_or.reduceat(void, made.start)

    def _right_shape(self, made: Made, new: np.ndarray) -> np.ndarray:
        """Which new values are cells of the outputs' shapes on all demonstrations: bool (n,)."""
        right, chosen = np.zeros(len(made), dtype=bool), np.flatnonzero(new & IS_CELLS[made.type])
        if len(chosen):
            rows, target, starts = self._demonstrated(made, chosen)
            shapes = self.backend.arena.shapes(made.data[self.backend.xp.asarray(rows)])
            right[chosen] = np.logical_and.reduceat((shapes == self.samples.target_shape[target]).all(axis=1), starts)
        return right

    def _equals_outputs(self, made: Made, states: np.ndarray) -> np.ndarray:
        """Which of those values that are states are Grids that equal every demonstration's output: bool (n,)."""
        right, chosen = np.zeros(len(made), dtype=bool), np.flatnonzero(states & (made.type == TYPE_CODE[GRID]))
        if len(chosen):
            rows, target, starts = self._demonstrated(made, chosen)
            equal = to_host(made.hash[self.backend.xp.asarray(rows)]) == self.samples.target_hash[target]
            right[chosen] = np.logical_and.reduceat(equal, starts)
        return right

    def _demonstrated(self, made: Made, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of these candidates the rows of demonstrations, their rows in the samples, and where each one's begin."""
        task = made.task[chosen]
        of, place, starts = spread(np, self.samples.demonstrations[task])
        return made.start[chosen][of] + place, self.samples.first_row[task][of] + place, starts

    def _gains(self, made: Made, states: np.ndarray) -> np.ndarray:
        """What those values that are states tell of the outputs: float32 (n,), 0 for the others."""
        arena, xp = self.backend.arena, self.backend.xp
        gains = np.zeros(len(made), np.float32)
        for task in np.unique(made.task[states]).tolist():
            chosen, outputs = np.flatnonzero(states & (made.task == task)), self._outputs[task]
            slots = made.data[xp.asarray(made.start[chosen][:, None] + np.arange(len(outputs.areas)))]
            gains[chosen] = outputs.gains(slots, arena.cells)
        return gains

    def _tell_most(self, made: Made, gains: np.ndarray, states: np.ndarray) -> np.ndarray:
        """Which states are among those of their task that tell most, so far: bool (n,)."""
        chosen = np.zeros(len(made), dtype=bool)
        for task in np.unique(made.task[states]).tolist():
            of_task = np.flatnonzero(states & (made.task == task))
            chosen[of_task] = self._best.beaten_by(task, gains[of_task])
            self._best.add(task, gains[of_task])
        return chosen

    def _commit(
        self, made: Made, new: np.ndarray, columns: list[Column], known: tuple[np.ndarray, ...], cost: int
    ) -> None:
        """Add the new candidates and their values. `known`: which of all are states, which fit, their gains."""
        nodes, n = self.nodes, int(new.sum())
        is_state, is_fit, gain = (each[new] for each in known)
        places, counts = np.arange(len(nodes), len(nodes) + n), made.counts[new]
        nodes.root.extend(self._roots(made, new, places))
        nodes.first_row.extend(len(nodes.data) + np.cumsum(counts) - counts)
        nodes.index.add(len(nodes), made.task[new], made.type[new])
        for name in ("group", "call", "args", "type", "task"):
            getattr(nodes, name).extend(getattr(made, name)[new])
        nodes.cost.extend(np.full(n, cost))
        nodes.gain.extend(gain)
        nodes.wanted.extend(np.zeros(n, dtype=bool))
        nodes.unwanted.extend(np.zeros(n, dtype=bool))
        for column in columns:
            nodes.data.extend(column.data)
            nodes.count.extend(self.backend.xp.zeros(len(column), np.int32) if column.count is None else column.count)
            nodes.hash.extend(column.hash)
        self._states.append(places[is_state])
        self._fits.append(places[is_fit])

    def _roots(self, made: Made, new: np.ndarray, places: np.ndarray) -> np.ndarray:
        """A list of numbers runs beside the list that it was made of; so does what is mapped over a list."""
        found, lists = np.full(len(places), -1), IS_LIST[made.type[new]]
        args, group, kind = made.args[new][lists], made.group[new][lists], made.type[new][lists]
        roots = np.where(args >= 0, self.nodes.root.all[args], -1)
        roots = np.where(roots[:, 0] >= 0, roots[:, 0], roots[:, 1])  # of two lists the first is measured
        beside = IS_NUMBER[kind] | ~self._makes_lists[group]
        found[lists] = np.where((roots >= 0) & beside, roots, places[lists])
        return found
