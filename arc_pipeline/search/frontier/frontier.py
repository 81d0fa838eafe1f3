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
from .deferred import Deferred
from .evaluated import Evaluated
from .gain import Best, Outputs
from .grammar import Production, literal_type
from .nodes import IS_CELLS, IS_LIST, IS_NUMBER, TYPE_CODE, Nodes
from .seen import SeenHashes
from .shapes import Shapes

_FEWEST_ROWS = 64  # when no more than that find room for cells, crumbs would be launched to the end: the arena is full
TELLING = 2000  # cell features a task that are kept of those that are made as cell features alone
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
        self, backend: Backend, samples: Samples, grammar: tuple[Production, ...], deferred: Deferred | None = None
    ) -> None:
        self.backend, self.samples, self.grammar = backend, samples, grammar
        self.nodes = Nodes(backend.xp, grammar)
        self.counts = FrontierCounts()
        self.cost = 0
        self.shapes = [Shapes() for _ in samples.tasks]
        self.tried_by_task = np.zeros(len(samples.tasks), dtype=np.int64)
        self._batches = Batches(grammar, samples.palette, deferred, backend.launch_rows)
        self._kept = SeenHashes()  # of the values of all nodes
        # Of values that were refused under a kind, and would be again: whoever asks for another kind may want them.
        self._refused: dict[Kind, SeenHashes] = {kind: SeenHashes() for kind in get_args(Kind)}
        self._fits: list[np.ndarray] = []
        self._features: list[np.ndarray] = []
        tasks = np.arange(len(samples.tasks))
        self._makes_lists = np.array([production.op.result.is_list for production in grammar], dtype=bool)
        self._waiting: list[tuple[Batch, Column, Mark]] = []
        self._waiting_rows = 0
        self._outputs = [Outputs.of_pairs(backend, task.train) for task in samples.tasks]
        self._best = Best(len(tasks), TELLING)
        inputs = Batch(-1, (), np.full(len(tasks), -1), np.full((len(tasks), 2), -1), tasks)
        evaluated = Evaluated.of(backend.xp, [inputs], [samples.inputs], samples.rows)
        new = np.ones(len(evaluated), dtype=bool)
        is_feature = self._right_shape(evaluated, new)
        known = is_feature, self._equals_outputs(evaluated, is_feature), self._gains(evaluated, is_feature)
        self._kept.add(self._keys(evaluated)[0])
        self._commit(evaluated, new, [samples.inputs], known, cost=0)

    @property
    def fits(self) -> np.ndarray:
        """Nodes whose value is the output of every demonstration, int64, cheapest first."""
        return self._cheapest_first(self._fits)

    @property
    def cell_features(self) -> np.ndarray:
        """Nodes with cells of the output's shape on every demonstration, int64, cheapest first."""
        return self._cheapest_first(self._features)

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

        "features" take no memory but for what rules can use, "numbers" (lists of them as well) take nearly none, so
        both reach further than all kinds together. To be called after the last `grow`.
        """
        return all(self._grow_by_one(one, kind, deadline) for one in range(self.cost + 1, cost + 1))

    def keep(self, found: Iterable[tuple[Batch, int]], kind: Kind, deadline: Deadline) -> bool:
        """Try candidates with their costs, the cheapest first, those of a cost together, and keep those of a kind that
        are new, of "features" those that tell something, of "fits" those that fit; False if time or memory ended it
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
        if self.grammar[batch.production_id].op.result.storage == "cells":
            rows = min(rows, self.backend.arena.free_slots // 2)
            if rows < _FEWEST_ROWS:
                raise ArenaFull(f"{self.backend.arena.free_slots} slots are left")
        return max(1, rows // int(self.samples.rows.max()))

    def _evaluate(self, batch: Batch) -> Column:
        rows, places, _ = spread(np, self.samples.rows[batch.task])
        production, xp = self.grammar[batch.production_id], self.backend.xp
        arguments: list[Any] = [None] * len(production.arguments)
        for column, k in enumerate(production.literal_places):
            numbers = xp.asarray(production.numbers[batch.choice, column][rows])
            arguments[k] = Column(literal_type(production, k, batch.types), numbers, None, None)
        for hole, (k, kind) in enumerate(zip(production.holes, batch.types, strict=True)):
            where = self.nodes.first_row.all[batch.args[:, hole]][rows] + places
            arguments[k] = self.nodes.column(kind, xp.asarray(where))
        return self.backend.run(production.op, arguments, len(rows))

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
        evaluated = Evaluated.of(self.backend.xp, batches, columns, self.samples.rows)
        keys, void = self._keys(evaluated)
        new = np.zeros(len(keys), dtype=bool)
        ascending, first = np.unique(keys, return_index=True)
        new[first[~(self._kept.contains(ascending) | self._refused[kind].contains(ascending))]] = True
        new &= ~void
        unseen = new.copy()
        is_feature = self._right_shape(evaluated, new)
        is_fit = self._equals_outputs(evaluated, is_feature)
        if kind == "fits":
            new &= is_fit
        gain = self._gains(evaluated, new & is_feature)
        if kind == "features":
            new &= is_fit | self._tell_most(evaluated, gain, is_feature)
        kept = evaluated.compacted(self.backend.arena, new, marks[0])
        self._commit(evaluated, new, kept, (is_feature, is_fit, gain), cost)
        self._kept.add(keys[new])
        self._refused[kind].add(keys[unseen & ~new])
        self.tried_by_task += np.bincount(evaluated.task, minlength=len(self.tried_by_task))
        self.counts.tried += len(evaluated)
        self.counts.voids += int(void.sum())
        self.counts.duplicates += len(evaluated) - int(void.sum()) - int(unseen.sum())
        self.counts.kept += int(new.sum())

    def _keys(self, evaluated: Evaluated) -> tuple[np.ndarray, np.ndarray]:
        """What tells the values from all others, uint64 (n,), and which of them are void on some sample, bool (n,)."""
        hashes = to_host(evaluated.hash)
        void = hashes == np.repeat(_VOID_HASHES[evaluated.type], evaluated.counts)
        total = np.add.reduceat(mix_placed(hashes, evaluated.place), evaluated.start)
        identity = evaluated.task.astype(np.uint64) * np.uint64(1 << 20) + (evaluated.type + 1).astype(np.uint64)
        return mix64(total + mix64(identity)), np.logical_or.reduceat(void, evaluated.start)

    def _right_shape(self, evaluated: Evaluated, new: np.ndarray) -> np.ndarray:
        """Which new values are cells of the outputs' shapes on all demonstrations: bool (n,)."""
        right, chosen = np.zeros(len(evaluated), dtype=bool), np.flatnonzero(new & IS_CELLS[evaluated.type])
        if len(chosen):
            rows, target, starts = self._demonstrated(evaluated, chosen)
            shapes = self.backend.arena.shapes(evaluated.data[self.backend.xp.asarray(rows)])
            right[chosen] = np.logical_and.reduceat((shapes == self.samples.target_shape[target]).all(axis=1), starts)
        return right

    def _equals_outputs(self, evaluated: Evaluated, features: np.ndarray) -> np.ndarray:
        """Which of those values that are cell features are Grids that equal every demonstration's output: bool (n,)."""
        right, chosen = (
            np.zeros(len(evaluated), dtype=bool),
            np.flatnonzero(features & (evaluated.type == TYPE_CODE[GRID])),
        )
        if len(chosen):
            rows, target, starts = self._demonstrated(evaluated, chosen)
            equal = to_host(evaluated.hash[self.backend.xp.asarray(rows)]) == self.samples.target_hash[target]
            right[chosen] = np.logical_and.reduceat(equal, starts)
        return right

    def _demonstrated(self, evaluated: Evaluated, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of these candidates the rows of demonstrations, their rows in the samples, and where each one's begin."""
        task = evaluated.task[chosen]
        of, place, starts = spread(np, self.samples.demonstrations[task])
        return evaluated.start[chosen][of] + place, self.samples.first_row[task][of] + place, starts

    def _gains(self, evaluated: Evaluated, features: np.ndarray) -> np.ndarray:
        """What those values that are cell features tell of the outputs: float32 (n,), 0 for the others."""
        arena, xp = self.backend.arena, self.backend.xp
        gains = np.zeros(len(evaluated), np.float32)
        for task in np.unique(evaluated.task[features]).tolist():
            chosen, outputs = np.flatnonzero(features & (evaluated.task == task)), self._outputs[task]
            slots = evaluated.data[xp.asarray(evaluated.start[chosen][:, None] + np.arange(len(outputs.areas)))]
            gains[chosen] = outputs.gains(slots, arena.cells)
        return gains

    def _tell_most(self, evaluated: Evaluated, gains: np.ndarray, features: np.ndarray) -> np.ndarray:
        """Which cell features are among those of their task that tell most, so far: bool (n,)."""
        chosen = np.zeros(len(evaluated), dtype=bool)
        for task in np.unique(evaluated.task[features]).tolist():
            of_task = np.flatnonzero(features & (evaluated.task == task))
            chosen[of_task] = self._best.beaten_by(task, gains[of_task])
            self._best.add(task, gains[of_task])
        return chosen

    def _commit(
        self, evaluated: Evaluated, new: np.ndarray, columns: list[Column], known: tuple[np.ndarray, ...], cost: int
    ) -> None:
        """Add the new candidates and their values. `known`: which of all are cell features, which fit, their gains."""
        nodes, n = self.nodes, int(new.sum())
        is_feature, is_fit, gain = (each[new] for each in known)
        places, counts = np.arange(len(nodes), len(nodes) + n), evaluated.counts[new]
        nodes.source.extend(self._sources(evaluated, new, places))
        nodes.first_row.extend(len(nodes.data) + np.cumsum(counts) - counts)
        nodes.index.add(len(nodes), evaluated.task[new], evaluated.type[new])
        for name in ("production_id", "choice", "args", "type", "task"):
            getattr(nodes, name).extend(getattr(evaluated, name)[new])
        nodes.cost.extend(np.full(n, cost))
        nodes.gain.extend(gain)
        nodes.wanted.extend(np.zeros(n, dtype=bool))
        nodes.unwanted.extend(np.zeros(n, dtype=bool))
        for column in columns:
            nodes.data.extend(column.data)
            nodes.count.extend(self.backend.xp.zeros(len(column), np.int32) if column.count is None else column.count)
            nodes.hash.extend(column.hash)
        self._features.append(places[is_feature])
        self._fits.append(places[is_fit])

    def _sources(self, evaluated: Evaluated, new: np.ndarray, places: np.ndarray) -> np.ndarray:
        """A list of numbers is aligned with the list that it was made of; so is what is mapped over a list."""
        found, lists = np.full(len(places), -1), IS_LIST[evaluated.type[new]]
        args, production_id, kind = (
            evaluated.args[new][lists],
            evaluated.production_id[new][lists],
            evaluated.type[new][lists],
        )
        sources = np.where(args >= 0, self.nodes.source.all[args], -1)
        sources = np.where(sources[:, 0] >= 0, sources[:, 0], sources[:, 1])  # of two lists the first is measured
        aligned = IS_NUMBER[kind] | ~self._makes_lists[production_id]
        found[lists] = np.where((sources >= 0) & aligned, sources, places[lists])
        return found
