"""Bottom-up enumeration by cost: the values of all programs up to a cost, over many tasks at once.

Nodes of a task whose values are equal on all its samples are merged (observational equivalence; Albarghouthi et al.
2013, Udupa et al. 2013); 64-bit hashes computed by the kernels tell them. Values that are void on a sample are dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np

from ...backends import ArenaFull, Backend, Column, Mark, OutOfTime
from ...measure import Deadline, Span, span
from ...scoring.samples import Samples
from .batch import Batch, Batches, Kind
from .deferred import Deferred
from .evaluated import Evaluated
from .gain import Best
from .grammar import Production, literal_type
from .judge import Judge, Verdicts
from .nodes import IS_LIST, IS_NUMBER, Nodes
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


class Frontier:
    """The values of all programs up to a cost, over some tasks; `grow` raises the cost, and `deferred` calls cost one
    more. `shapes`: for each task what is believed of the shapes of its test outputs, which is nothing for a new
    frontier."""

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
        self._known = SeenHashes(backend)
        self._fits: list[np.ndarray] = []
        self._features: list[np.ndarray] = []
        tasks = np.arange(len(samples.tasks))
        self._makes_lists = np.array([production.op.result.is_list for production in grammar], dtype=bool)
        self._judge = Judge(backend, samples)
        self._best = Best(len(tasks), TELLING)
        inputs = Batch(-1, (), np.full(len(tasks), -1), np.full((len(tasks), 2), -1), tasks, np.zeros_like(tasks))
        evaluated = Evaluated.of(backend.xp, [inputs], [samples.inputs], samples.rows)
        new = np.ones(len(evaluated), dtype=bool)
        verdicts = self._judge.verdicts(evaluated)
        self._known.add(verdicts.keys, np.full(len(evaluated), _KEPT))
        gain = self._judge.gains(evaluated, verdicts.is_feature)
        self._commit(evaluated, new, (evaluated.data, evaluated.count, evaluated.hash), verdicts, gain)

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

    def extend(self, kind: Kind, cost: int, deadline: Deadline) -> bool:
        """Make the values of one kind alone, beyond the cost that was grown and up to `cost`. False if time or memory
        ran out before.

        "features" take memory only for those that rules can use, and "numbers" (and lists of them) take hardly any, so
        that both reach further than all kinds together. To be called after the last `grow`.
        """
        return all(self._grow_by_one(one, kind, deadline) for one in range(self.cost + 1, cost + 1))

    def keep(self, found: Iterable[Batch], kind: Kind, deadline: Deadline, band: int = 1) -> bool:
        """Evaluate calls, the cheapest first, and keep the new values: of kind "features" only fits and cell features
        with a large gain, of kind "fits" only fits. False if time or memory ran out before. `band`: so many costs are
        taken together, which makes larger launches; of equal values in a band the cheapest may be refused."""
        return self._try_all(cheapest_first(found, band), kind, deadline)

    @contextmanager
    def span(self, name: str, **counts: float) -> Iterator[Span]:
        """A span that also counts the values tried within it."""
        with span(name) as s:
            tried = self.counts.tried
            yield s
            s.count(values=self.counts.tried - tried, **counts)

    def _grow_by_one(self, cost: int, kind: Kind, deadline: Deadline) -> bool:
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
        makes_cells = self.grammar[batch.production_id].op.result.storage == "cells"
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
        production, xp = self.grammar[batch.production_id], self.backend.xp
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
        told = self._judge.verdicts(evaluated)
        unseen = self._unseen(evaluated, told, kind)
        new = unseen & told.is_fit if kind == "fits" else unseen.copy()
        gain = self._judge.gains(evaluated, new & told.is_feature)
        if kind == "features":
            new &= told.is_fit | self._tell_most(evaluated, gain, new & told.is_feature)
        self._commit(evaluated, new, evaluated.compacted(self.backend.arena, new, mark), told, gain)
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
        self, evaluated: Evaluated, new: np.ndarray, kept: tuple[Any, Any, Any], told: Verdicts, gain: np.ndarray
    ) -> None:
        """Add the new calls, bool (n,), as nodes. `kept`: their values as data, count and hash; `told` and `gain`
        float32 (n,) are of all calls that were evaluated."""
        nodes, n = self.nodes, int(new.sum())
        places, counts = np.arange(len(nodes), len(nodes) + n), evaluated.counts[new]
        nodes.source.extend(self._sources(evaluated, new, places))
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

    def _sources(self, evaluated: Evaluated, new: np.ndarray, places: np.ndarray) -> np.ndarray:
        """The source list of each new node, -1 if it is no list. A list of numbers is aligned with the list that it was
        made of, as is the result of mapping a call over a list; any other list is its own source."""
        found, lists = np.full(len(places), -1), IS_LIST[evaluated.type[new]]
        args, production_id, kind = (
            evaluated.args[new][lists],
            evaluated.production_id[new][lists],
            evaluated.type[new][lists],
        )
        sources = np.where(args >= 0, self.nodes.source.all[args], -1)
        sources = np.where(sources[:, 0] >= 0, sources[:, 0], sources[:, 1])  # of two lists the first one counts
        aligned = IS_NUMBER[kind] | ~self._makes_lists[production_id]
        found[lists] = np.where((sources >= 0) & aligned, sources, places[lists])
        return found
