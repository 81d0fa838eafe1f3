"""Bottom-up enumeration by cost: the values of all programs up to a cost, over many tasks at once.

Nodes of a task whose values are equal on all its samples are merged (observational equivalence; Albarghouthi et al.
2013, Udupa et al. 2013); 64-bit hashes computed by the kernels tell them. Values that are void on a sample are dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, get_args

import numpy as np

from ...backends import ArenaFull, Backend, Column, Mark, OutOfTime
from ...measure import Deadline, Span, span
from ...scoring.samples import Samples
from .aligned import Calls, batches_of, lengths, source_of, sources, sources_of_leaves, typed
from .batch import Batch, Batches, Growth, Kind
from .deferred import Deferred
from .evaluated import Evaluated
from .gain import Best
from .grammar import Production, literal_type
from .judge import Judge, Verdicts
from .nodes import Nodes
from .portions import cheapest_first, in_parts, launches_of
from .seen import SeenHashes
from .shapes import Shapes

_FEWEST_ROWS = 64  # with room for fewer rows of cells the arena counts as full: launches would only become tiny
# Bits of the seen hashes: a value refused under one kind would be refused again, but may be kept under another kind.
_KEPT = np.uint8(1)
_REFUSED: dict[Kind, np.uint8] = {kind: np.uint8(2 << k) for k, kind in enumerate(get_args(Kind))}
TELLING = 2000  # the gain of a new cell feature must be among so many largest of its task, where only features grow


@dataclass
class FrontierCounts:
    """What a frontier did. Values (of a call on all samples of its task) that were tried, that were kept, that equal
    one seen before, and that are void on a sample; whether it stopped because the arena was full."""

    tried: int = 0
    kept: int = 0
    duplicates: int = 0
    voids: int = 0
    full: bool = False


@dataclass(frozen=True)
class Leaves:
    """Nodes of a frontier, int64 (n,), with which another one begins, and what they cost in it, int64 (n,)."""

    frontier: Frontier
    nodes: np.ndarray
    cost: np.ndarray


class Frontier:
    """The values of all programs up to a cost, over some tasks; `grow` raises the cost, and `deferred` calls cost one
    more. `shapes`: for each task what is believed of the shapes of its test outputs, which is nothing for a new
    frontier.

    It begins with the tasks' inputs, or with `leaves` of another frontier that has the same samples.
    """

    def __init__(
        self,
        backend: Backend,
        samples: Samples,
        grammar: tuple[Production, ...],
        deferred: Deferred | None = None,
        leaves: Leaves | None = None,
    ) -> None:
        self.backend, self.samples, self.grammar = backend, samples, grammar
        self.nodes: Nodes = Nodes(backend.xp, grammar, None if leaves is None else leaves.frontier.nodes)
        self.counts = FrontierCounts()
        self.cost = 0
        self.shapes: list[Shapes] = [Shapes() for _ in samples.tasks] if leaves is None else leaves.frontier.shapes
        self.tried_by_task = np.zeros(len(samples.tasks), dtype=np.int64)
        self._batches = Batches(grammar, samples.palette, deferred, backend.launch_rows)
        self._known = SeenHashes(backend)
        self._fits: list[np.ndarray] = []
        self._features: list[np.ndarray] = []
        self._judge: Judge = Judge(backend, samples) if leaves is None else leaves.frontier._judge
        self._best = Best(len(samples.tasks), TELLING)
        self._asked: list[np.ndarray] = []
        self._begin(leaves)

    def from_leaves(self, nodes: np.ndarray, cost: np.ndarray) -> Frontier:
        """A new frontier that begins with nodes of this one, int64 (n,), as leaves that cost `cost` (n,). Their values
        stay where they are; the memory of all that it makes can be released before this frontier's."""
        return Frontier(self.backend, self.samples, self.grammar, leaves=Leaves(self, nodes, cost))

    @property
    def fits(self) -> np.ndarray:
        """Nodes whose values equal the outputs of all demonstrations of their task: int64 (n,), cheapest first."""
        return self._cheapest_first(self._fits)

    @property
    def cell_features(self) -> np.ndarray:
        """Nodes of cells that have the outputs' shapes on all demonstrations of their task: int64 (n,), cheapest
        first."""
        return self._cheapest_first(self._features)

    def _cheapest_first(self, parts: list[np.ndarray]) -> np.ndarray:
        """The nodes of all parts by cost, those of equal cost in the order in which they were made: steps after growth
        add cheap nodes late. The sorted array replaces the parts, so that it is not sorted again."""
        if len(parts) > 1:
            nodes = np.concatenate(parts)
            parts[:] = [nodes[np.argsort(self.nodes.cost.all[nodes], kind="stable")]]
        return parts[0]

    def numbers(self, chosen: np.ndarray) -> np.ndarray:
        """The values of nodes of one task that are numbers: int64 (n,) -> int32 (n, samples), (0, 0) for no nodes."""
        rows = self.samples.rows[self.nodes.task.all[chosen[:1]]]
        return self.nodes.read(self.nodes.data, chosen, int(rows[0]) if len(rows) else 0)

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

    def keep(self, found: Iterable[Batch], kind: Kind, deadline: Deadline) -> bool:
        """Evaluate calls, the cheapest first, and keep the new values: of kind "features" only fits and cell features
        with a large gain, of kind "fits" only fits. False if time or memory ran out before."""
        return self._try_all(cheapest_first(found), kind, deadline)

    @contextmanager
    def span(self, name: str, **counts: float) -> Iterator[Span]:
        """A span that also counts the values tried within it."""
        with span(name) as s:
            tried = self.counts.tried
            yield s
            s.count(values=self.counts.tried - tried, **counts)

    def nodes_of(self, found: Iterable[Calls]) -> np.ndarray:
        """Evaluate calls, the cheapest first, and keep the values of kind "aligned" that are new; returns the nodes of
        the values of all these calls, new or not, each once: int64 (n,), ascending. Raises ArenaFull and OutOfTime."""
        asked = list(found)  # to make these calls may take other nodes of calls
        self._asked.clear()
        for batches in batches_of(self.nodes, asked, self.samples.rows, self.backend.launch_rows):
            for portion in self._portions(batches):
                self._try(portion, "aligned", Deadline())
        return self.nodes.with_keys(self._asked)

    def _begin(self, leaves: Leaves | None) -> None:
        """Add the nodes with which the frontier begins."""
        xp, rows, tasks = self.backend.xp, self.samples.rows, np.arange(len(self.samples.tasks))
        if leaves is None:
            none, cost = np.full(len(tasks), -1), np.zeros(len(tasks), np.int64)
            inputs = Batch(-1, (), none, none[:, None], tasks, cost)
            begun, source = Evaluated.of(xp, [inputs], [self.samples.inputs], rows), none
        else:
            begun = Evaluated.of_nodes(xp, leaves.frontier.nodes, leaves.nodes, leaves.cost, rows)
            source = sources_of_leaves(leaves.frontier.nodes.source.all[leaves.nodes])
        told = self._judge.verdicts(begun)
        aligned = self._judge.verdicts_aligned(begun, source, begun.count)
        keys = np.unique(np.concatenate([told.keys, aligned.keys]))
        self._known.add(keys, np.full(len(keys), _KEPT))
        gain, told = self._judge.gains(begun, told.is_feature), replace(told, keys=aligned.keys)
        every = np.ones(len(begun), dtype=bool)
        self._commit(begun, every, (begun.data, begun.count, begun.hash), told, gain, source)

    def _grow_by_one(self, cost: int, kind: Growth, deadline: Deadline) -> bool:
        with self.span("frontier", cost=cost):
            batches = self._batches.of_cost(self.nodes, cost, kind, self.cost)
            return self._try_all(batches, kind, deadline)

    def _try_all(self, batches: Iterable[Batch], kind: Kind, deadline: Deadline) -> bool:
        """Evaluate calls and keep the new values. False if time or memory ran out before. After an exception the
        frontier holds what was made before it, and can go on."""
        try:
            with suppress(OutOfTime):
                return all(self._try(portion, kind, deadline) for portion in self._portions(batches))
        except ArenaFull:
            self.counts.full = True
        return False

    def _portions(self, batches: Iterable[Batch]) -> Iterator[list[Batch]]:
        """The calls in portions that are evaluated and judged together. Most batches are small, so that they are
        collected up to the size of a large launch, or to what the arena can hold. Raises ArenaFull if there is no room
        for any call."""
        waiting, rows = list[Batch](), 0
        for batch in batches:
            begin = 0
            while begin < len(batch):
                room = self._room(batch)
                if waiting and (rows >= room or room < _FEWEST_ROWS):
                    yield waiting
                    waiting, rows = [], 0
                    continue
                if room < _FEWEST_ROWS:
                    raise ArenaFull(f"{self.backend.arena.free_slots} slots are left")
                waiting.append(batch.take(slice(begin, begin + max(1, room // int(self.samples.rows.max())))))
                begin += len(waiting[-1])
                rows += int(self.samples.rows[waiting[-1].task].sum())
        if waiting:
            yield waiting

    def _room(self, batch: Batch) -> int:
        """How many rows of values that the calls of a batch make may be evaluated together."""
        rows, arena = self.backend.launch_rows, self.backend.arena
        makes_cells = self.nodes.grammar[batch.production_id].op.result.storage == "cells"
        return min(rows, arena.free_slots // 2) if makes_cells else rows

    def _try(self, portion: Sequence[Batch], kind: Kind, deadline: Deadline) -> bool:
        """Evaluate a portion of calls and keep the new values. False if time ran out. Values that were made are judged
        and kept even if an exception ends the portion."""
        launches = launches_of(portion)
        while launches:
            mark, columns = self.backend.arena.mark(), list[Column]()
            try:
                for launch in launches:
                    if deadline.expired:
                        return False
                    columns.append(self._evaluate(launch))
            except ArenaFull:  # lists may need more room than can be foreseen
                if not columns:
                    launches[:1] = in_parts(launches[0])
            finally:
                self._keep(launches[: len(columns)], columns, mark, kind)
            launches = launches[len(columns) :]
        return True

    def _evaluate(self, batch: Batch) -> Column:
        counts = self.samples.rows[batch.task]
        place = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        production, xp = self.nodes.grammar[batch.production_id], self.backend.xp
        arguments: list[Any] = [None] * len(production.arguments)
        for column, k in enumerate(production.literal_places):
            numbers = xp.asarray(np.repeat(production.numbers[batch.choice, column], counts))
            arguments[k] = Column(literal_type(production, k, batch.types), numbers, None, None)
        for hole, (k, kind) in enumerate(zip(production.holes, batch.types, strict=True)):
            rows = np.repeat(self.nodes.first_row.all[batch.args[:, hole]], counts) + place
            arguments[k] = self.nodes.column(kind, xp.asarray(rows))
        return self.backend.run(production.op, arguments, len(place))

    def _keep(self, batches: Sequence[Batch], columns: Sequence[Column], mark: Mark, kind: Kind) -> None:
        """Keep the new values among those that were made since `mark`, even after the deadline, and release the memory
        of all others."""
        if not columns:
            return
        try:
            with self.backend.until(None):
                self._keep_new(Evaluated.of(self.backend.xp, batches, columns, self.samples.rows), mark, kind)
        except BaseException:
            self.backend.arena.release(mark)
            raise

    def _keep_new(self, evaluated: Evaluated, mark: Mark, kind: Kind) -> None:
        source = source_of(self.nodes, evaluated.args) if kind == "aligned" else None
        if source is None:
            told = self._judge.verdicts(evaluated)
        else:
            evaluated = typed(self.nodes, evaluated)
            told = self._judge.verdicts_aligned(evaluated, source, lengths(self.nodes, source, evaluated.counts))
            self._asked.append(told.keys[~told.void])
        unseen = self._unseen(evaluated, told, kind)
        new = unseen & told.is_fit if kind == "fits" else unseen.copy()
        gain = self._judge.gains(evaluated, new & told.is_feature)
        if kind == "features":
            new &= told.is_fit | self._tell_most(evaluated, gain, new & told.is_feature)
        source = sources(self.nodes, evaluated, new) if source is None else source[new]
        self._commit(evaluated, new, evaluated.compacted(self.backend.arena, new, mark), told, gain, source)
        self._known.add(told.keys[unseen], np.where(new[unseen], _KEPT, _REFUSED[kind]))
        self.tried_by_task += np.bincount(evaluated.task, minlength=len(self.tried_by_task))
        voids = int(told.void.sum())
        self.counts.tried += len(evaluated)
        self.counts.voids += voids
        self.counts.duplicates += len(evaluated) - voids - int(unseen.sum())
        self.counts.kept += int(new.sum())

    def _unseen(self, evaluated: Evaluated, told: Verdicts, kind: Kind) -> np.ndarray:
        """Which calls make values that are void nowhere and were neither kept nor refused under this kind; of several
        calls that make the same value only the cheapest, of equally cheap ones the first: bool (n,)."""
        unseen = ~told.void & (self._known.bits(told.keys) & (_KEPT | _REFUSED[kind]) == 0)
        places = np.flatnonzero(unseen)
        places = places[np.argsort(evaluated.cost[places], kind="stable")]
        first = np.zeros_like(unseen)
        first[places[np.unique(told.keys[places], return_index=True)[1]]] = True
        return first

    def _tell_most(self, evaluated: Evaluated, gains: np.ndarray, features: np.ndarray) -> np.ndarray:
        """Which cell features have a gain that is among the largest of their task so far: bool (n,). `gains` float32
        (n,); `features` bool (n,): the values to look at."""
        chosen = np.zeros(len(evaluated), dtype=bool)
        for task in np.unique(evaluated.task[features]).tolist():
            of_task = np.flatnonzero(features & (evaluated.task == task))
            chosen[of_task] = self._best.beaten_by(task, gains[of_task])
            self._best.add(task, gains[of_task])
        return chosen

    def _commit(
        self,
        evaluated: Evaluated,
        new: np.ndarray,
        kept: tuple[Any, Any, Any],
        told: Verdicts,
        gain: np.ndarray,
        source: np.ndarray,
    ) -> None:
        """Add the new calls, bool (n,), as nodes. `kept`: their values as data, count and hash; `source` int64 (new,):
        their source lists; `told` and `gain` float32 (n,) are of all calls that were evaluated."""
        nodes, n = self.nodes, int(new.sum())
        places, counts = np.arange(len(nodes), len(nodes) + n), evaluated.counts[new]
        nodes.source.extend(source)
        nodes.key.extend(told.keys[new])
        nodes.first_row.extend(len(nodes.data) + np.cumsum(counts) - counts)
        nodes.index.add(len(nodes), evaluated.task[new], evaluated.type[new])
        for name in ("production_id", "choice", "args", "type", "task", "cost"):
            getattr(nodes, name).extend(getattr(evaluated, name)[new])
        nodes.gain.extend(gain[new])
        nodes.wanted.extend(np.zeros(n, dtype=bool))
        nodes.unwanted.extend(np.zeros(n, dtype=bool))
        for part, values in zip((nodes.data, nodes.count, nodes.hash), kept, strict=True):
            part.extend(values)
        self._features.append(places[told.is_feature[new]])
        self._fits.append(places[told.is_fit[new]])
