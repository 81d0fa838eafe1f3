"""Bottom-up enumeration by cost: the values of all programs up to a cost, over many tasks at once.

Nodes of a task whose values are equal on all its samples are merged (observational equivalence; Albarghouthi et al.
2013, Udupa et al. 2013); 64-bit hashes computed by the kernels tell them. Values that are void on a sample are dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from ...backends import ArenaFull, Asked, Backend, Column, Mark, OutOfTime
from ...dsl.types import GRID
from ...measure import Deadline, count_in_span, span
from ...scoring.samples import Samples
from .aligned import Calls, priced, sources_of_leaves
from .batch import Batch, Batches, Growth, Kind
from .deferred import Deferred
from .evaluated import Evaluated
from .grammar import Production, literal_type
from .judge import Judge, Verdicts
from .kept import Kept
from .nodes import TYPE_CODE, TYPE_LIST, Nodes
from .portions import Portion, Rows, in_launches, in_parts, padded
from .shapes import Shapes

_Told = list[tuple[np.ndarray, Verdicts]]  # the places of calls in a portion, int64 (n,), with the verdicts on them
_OF_MANY = 8  # times as large is a portion of calls of many operations, each of which takes a launch
_FEWEST_ROWS = 64  # with room for fewer rows of cells the arena counts as full: launches would only become tiny


class Frontier:
    """The values of all programs up to a cost, over some tasks; `grow` raises the cost, and `deferred` calls cost
    more than their own. `shapes`: for each task what is believed of the shapes of its test outputs, which is nothing
    for a new frontier.

    It begins with the tasks' inputs, or with `leaves`, values and their source lists, of a `parent` that has the same
    samples.
    """

    def __init__(
        self,
        backend: Backend,
        samples: Samples,
        grammar: tuple[Production, ...],
        deferred: Deferred | None = None,
        parent: Frontier | None = None,
        leaves: tuple[Evaluated, np.ndarray] | None = None,
    ) -> None:
        self.backend, self.samples, self.grammar = backend, samples, grammar
        judge = Judge(backend, samples) if parent is None else parent._kept.judge
        nodes = Nodes(backend.xp, grammar, None if parent is None else parent.nodes)
        self._kept: Kept = Kept(backend, judge, nodes, len(samples.tasks))
        self.nodes: Nodes = nodes
        self.counts, self.tried_by_task = self._kept.counts, self._kept.tried_by_task
        self.cost = 0
        self.shapes: list[Shapes] = [Shapes() for _ in samples.tasks] if parent is None else parent.shapes
        self.deferred = Deferred() if deferred is None else deferred
        self._batches = Batches(grammar, samples.palette, self.deferred, backend.launch_rows)
        self._kept.begin(*(leaves or _inputs(backend, samples)), aligned=leaves is not None)

    def from_leaves(self, nodes: np.ndarray, cost: np.ndarray) -> Frontier:
        """A new frontier that begins with nodes of this one, int64 (n,), as leaves that cost `cost` (n,). Their values
        stay where they are; the memory of all that it makes can be released before this frontier's."""
        values = Evaluated.of_nodes(self.backend.xp, self.nodes, nodes, cost, self.samples.rows)
        leaves = values, sources_of_leaves(self.nodes.source.all[nodes])
        return Frontier(self.backend, self.samples, self.grammar, parent=self, leaves=leaves)

    @property
    def fits(self) -> np.ndarray:
        """Nodes whose values equal the outputs of all demonstrations of their task: int64 (n,), cheapest first."""
        return self._kept.fits

    @property
    def cell_features(self) -> np.ndarray:
        """Nodes of cells that have the outputs' shapes on all demonstrations of their task: int64 (n,), cheapest
        first."""
        return self._kept.cell_features

    def near_misses(self, task: int) -> np.ndarray:
        """The costs of the values of a task, kept or not, that equal the outputs of all its demonstrations but one, of
        two or more: int64 (n,)."""
        return self._kept.near_misses(task)

    def grow(self, cost: int, deadline: Deadline) -> bool:
        """Make the values of all programs up to `cost`. False if time or memory ran out before."""
        while self.cost < cost:
            if not self._grow_by_one(self.cost + 1, "all", deadline):
                return False
            self.cost += 1
        return True

    def extend(self, kind: Growth, cost: int, deadline: Deadline) -> bool:
        """Make the values of one kind alone, beyond the cost that was grown and up to `cost`. False if time or memory
        ran out before.

        "features" take memory only for those that rules can use, and "numbers" (and lists of them) take hardly any, so
        that both reach further than all kinds together. To be called after the last `grow`.
        """
        return all(self._grow_by_one(one, kind, deadline) for one in range(self.cost + 1, cost + 1))

    def keep(self, found: Iterable[Batch] | Portion, kind: Kind, deadline: Deadline, band: int = 1) -> bool:
        """Evaluate calls, the cheapest first, and keep the new values: of kind "features" only fits and cell features
        with a large gain, of kind "fits" only fits. False if time or memory ran out before. `band`: so many costs are
        taken together, which makes larger launches; of equal values in a band the cheapest may be refused."""
        calls = found if isinstance(found, Portion) else Portion.of(list(found))
        return self._try_all(self._portions(calls.cheapest_first(band)), kind, deadline)

    def nodes_of(self, found: Iterable[Calls] | Portion) -> np.ndarray:
        """Evaluate calls, the cheapest first, and keep the values of kind "aligned" that are new; returns the nodes of
        the values of all these calls, new or not, each once: int64 (n,), ascending. Raises ArenaFull and OutOfTime."""
        told = _Told()
        calls = found if isinstance(found, Portion) else priced(self.nodes, found)
        for portion in self._portions(calls.cheapest_first()):
            self._try(portion, "aligned", Deadline(), told)
        return self.nodes.with_keys([verdicts.keys[~verdicts.void] for _, verdicts in told])

    def node_of_each(self, calls: Portion, deadline: Deadline) -> np.ndarray:
        """Evaluate calls and keep all values that are new; returns the node of each call's value, int64 (n,), or -1
        where it is void or where time or memory ran out before."""
        found, first = np.full(len(calls), -1), 0
        try:
            with suppress(OutOfTime):
                for portion in self._portions(calls, _OF_MANY * self.backend.launch_rows):
                    told = _Told()
                    try:
                        done = self._try(portion, "all", deadline, told)
                    finally:
                        for order, verdicts in told:
                            found[first + order] = self._kept.nodes_with(verdicts)
                    if not done:
                        break
                    first += len(portion)
        except ArenaFull:
            self.counts.full = True
        return found

    def _grow_by_one(self, cost: int, kind: Growth, deadline: Deadline) -> bool:
        with span("frontier", cost=cost):
            batches = self._batches.of_cost(self.nodes, cost, kind, self.cost)
            return self._try_all(self._collected(batches), kind, deadline)

    def _try_all(self, portions: Iterable[Portion], kind: Kind, deadline: Deadline) -> bool:
        """Evaluate calls and keep the new values. False if time or memory ran out before. After an exception the
        frontier holds what was made before it, and can go on."""
        try:
            with suppress(OutOfTime):
                return all(self._try(portion, kind, deadline) for portion in portions)
        except ArenaFull:
            self.counts.full = True
        return False

    def _collected(self, batches: Iterable[Batch]) -> Iterator[Portion]:
        """The calls in portions. Most batches are small, so that they are collected up to the size of a large
        launch."""
        waiting, rows = list[Batch](), 0
        for batch in batches:
            waiting.append(batch)
            rows += int(self.samples.rows[batch.task].sum())
            if rows >= self.backend.launch_rows:
                yield from self._portions(Portion.of(waiting))
                waiting, rows = [], 0
        yield from self._portions(Portion.of(waiting))

    def _portions(self, calls: Portion, most: int = 0) -> Iterator[Portion]:
        """The calls in portions that are evaluated and judged together: of about equal size, each no larger than `most`
        rows, by default a large launch, or than what the arena can hold. Raises ArenaFull if there is no room for any
        call."""
        ends, begin = np.append(0, self.samples.rows[calls.task].cumsum()), 0
        makers = (self.nodes.grammar[one].op.result for one in np.unique(calls.production_id).tolist())
        make_cells = any(made.storage == "cells" for made in makers)
        while begin < len(calls):
            rows, free = most or self.backend.launch_rows, self.backend.arena.free_slots
            room, left = min(rows, free // 2) if make_cells else rows, int(ends[-1] - ends[begin])
            if room < _FEWEST_ROWS:
                raise ArenaFull(f"{free} slots are left")
            size = -(-left // -(-left // room))
            end = max(begin + 1, int(np.searchsorted(ends, ends[begin] + size, side="right")) - 1)
            yield calls.take(slice(begin, end))
            begin = end

    def _try(self, portion: Portion, kind: Kind, deadline: Deadline, heard: _Told | None = None) -> bool:
        """Evaluate a portion of calls and keep the new values; `heard` is told of the verdicts on them. False
        if time ran out."""
        order, types, launches = in_launches(self.nodes, portion)
        calls = portion.take(order)
        rows = calls.rows(self.nodes, self.samples.rows)
        together = len(launches)  # as many as there is room for
        while launches:
            mark, columns = self.backend.arena.mark(), list[Column]()
            if deadline.expired:
                count_in_span(out_of_time=1)
                return False
            try:
                columns = self._evaluate(calls, rows, launches[:together])
            except ArenaFull:  # lists may need more room than can be foreseen
                if together == 1:
                    launches[:1] = in_parts(launches[0])
                together = max(1, together // 2)
            else:
                told = self._keep(calls, types, launches[:together], columns, mark, kind)
                if heard is not None:
                    heard.append((order[launches[0].start : launches[len(columns) - 1].stop], told))
            launches = launches[len(columns) :]
        return True

    def _evaluate(self, calls: Portion, rows: Rows, launches: Sequence[slice]) -> list[Column]:
        """The values of the calls of neighbouring launches, a column for each launch."""
        nodes, xp = self.nodes, self.backend.xp
        every = rows.of(slice(launches[0].start, launches[-1].stop))
        # What is there of holes that a call has not got is not used, but must be a row.
        where = xp.asarray(np.minimum(rows.arguments[:, every], len(nodes.data) - 1))
        data, choice = nodes.data.all[where], calls.choice[rows.call[every]]
        starts = [launch.start for launch in launches]
        grammar = [nodes.grammar[one] for one in calls.production_id[starts].tolist()]
        kinds, asked = nodes.type.all[calls.args[starts]].tolist(), list[Asked]()
        for launch, production, codes in zip(launches, grammar, kinds, strict=True):
            some = rows.of(launch)
            own = slice(some.start - every.start, some.stop - every.start)
            types = [TYPE_LIST[code] for code in codes]
            arguments: list[Any] = [None] * len(production.arguments)
            for column, k in enumerate(production.literal_places):
                numbers = xp.asarray(production.numbers[:, column][choice[own]])
                arguments[k] = Column(literal_type(production, k, types), numbers, None, None)
            for hole, (k, type) in enumerate(zip(production.holes, types, strict=False)):
                count = nodes.count.all[where[hole, own]] if type.is_list else None
                arguments[k] = Column(type, data[hole, own], count, None)
            asked.append(Asked(production.op, arguments, own.stop - own.start))
        return self.backend.run_all(asked)

    def _keep(
        self,
        calls: Portion,
        types: np.ndarray,
        launches: Sequence[slice],
        columns: Sequence[Column],
        mark: Mark,
        kind: Kind,
    ) -> Verdicts:
        """Keep the new values among those that these launches made since `mark`, as in `Kept.add`, even after the
        deadline."""
        try:
            with self.backend.until(None):
                made = slice(launches[0].start, launches[-1].stop)
                evaluated = Evaluated.of(self.backend.xp, calls.take(made), types[made], columns, self.samples.rows)
                told = self._kept.add(evaluated, mark, kind)
                self._count_voids(calls, launches, told.void)
                return told
        except BaseException:
            self.backend.arena.release(mark)
            raise

    def _count_voids(self, calls: Portion, launches: Sequence[slice], void: np.ndarray) -> None:
        """Count the values of these launches by operation, and which are void: bool (n,)."""
        starts = np.array([launch.start for launch in launches])
        voids = np.add.reduceat(void, starts - starts[0], dtype=np.int64).tolist()
        for launch, made, some in zip(launches, calls.production_id[starts].tolist(), voids, strict=True):
            self.backend.count_values(self.nodes.grammar[made].op.name, launch.stop - launch.start, some)


def _inputs(backend: Backend, samples: Samples) -> tuple[Evaluated, np.ndarray]:
    """The inputs of all tasks, and that they belong to no source list."""
    tasks = np.arange(len(samples.tasks))
    none, cost = np.full(len(tasks), -1), np.zeros(len(tasks), np.int64)
    calls, grids = Portion(none, none, padded([none[:, None]]), tasks, cost), np.full(len(tasks), TYPE_CODE[GRID])
    return Evaluated.of(backend.xp, calls, grids, [samples.inputs], samples.rows), none
