"""What a frontier holds of the values that were made, and what it has refused: each value once, the cheapest way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, get_args

import numpy as np

from ...backends import Backend, Mark
from ...measure import count_in_span, count_lookups
from .aligned import source_of, sources
from .batch import Kind
from .evaluated import Evaluated
from .gain import Best
from .judge import Judge, Verdicts
from .nodes import DEAREST, Growing, Nodes
from .seen import SeenHashes

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


class Kept:
    """The nodes of a frontier, its cell features and its fits; `tried_by_task` int64 (tasks,): how many values of each
    task were tried."""

    def __init__(self, backend: Backend, judge: Judge, nodes: Nodes, tasks: int) -> None:
        self.judge, self.nodes, self.counts = judge, nodes, FrontierCounts()
        self.tried_by_task = np.zeros(tasks, dtype=np.int64)
        self._backend, self._known, self._best = backend, SeenHashes(backend), Best(tasks, TELLING)
        self._fits: list[np.ndarray] = []
        self._features: list[np.ndarray] = []
        self._near = Growing(np, np.int64, 2)  # the task and cost of each near miss

    @property
    def fits(self) -> np.ndarray:
        """The nodes that equal the outputs of all demonstrations of their task: int64 (n,), cheapest first."""
        return self._cheapest_first(self._fits)

    @property
    def cell_features(self) -> np.ndarray:
        """The nodes with cells that have the outputs' shapes on all demonstrations of their task: int64 (n,), cheapest
        first."""
        return self._cheapest_first(self._features)

    def near_misses(self, task: int) -> np.ndarray:
        """The costs of the values of a task that equal the outputs of all demonstrations but one: int64 (n,)."""
        near = self._near.all
        return np.asarray(near[near[:, 0] == task, 1])

    def _cheapest_first(self, parts: list[np.ndarray]) -> np.ndarray:
        """The nodes of all parts by cost, those of equal cost in the order in which they were made: steps after growth
        add cheap nodes late. The sorted array replaces the parts, so that it is not sorted again."""
        if len(parts) > 1:
            nodes = np.concatenate(parts)
            parts[:] = [nodes[np.argsort(self.nodes.cost.all[nodes], kind="stable")]]
        return parts[0]

    def begin(self, values: Evaluated, source: np.ndarray, aligned: bool) -> None:
        """Keep the values with which a frontier begins, whatever they are; `source` int64 (n,): their source lists, -1
        for none. Each is known by itself, and as aligned with its source list; `aligned`: whether it is found as this.
        """
        told, every = self.judge.verdicts(values), np.ones(len(values), dtype=bool)
        beside = self.judge.verdicts_aligned(values, source, values.count)
        keys, first = np.unique(np.concatenate([told.keys, beside.keys]), return_index=True)
        self._known.add(self._known.find(keys), np.full(len(keys), _KEPT), first % len(values))
        gain = self.judge.gains(values, told.is_feature)
        if aligned:
            told = replace(told, keys=beside.keys)
        self._commit(values, every, (values.data, values.count, values.hash), told, gain, source)

    def add(self, evaluated: Evaluated, mark: Mark, kind: Kind) -> Verdicts:
        """Keep the new values among those that were made since `mark`, and release the memory of all others, unless
        they are aligned. Returns the verdicts on all of them."""
        source = source_of(self.nodes, evaluated.args) if kind == "aligned" else None
        if source is None:
            told = self.judge.verdicts(evaluated)
        else:
            told = self.judge.verdicts_aligned(evaluated, source, self.nodes.lengths(source, evaluated.counts))
        known = self._known.find(told.keys)
        unseen = self._unseen(evaluated, told, known.bits, kind)
        near = np.flatnonzero(unseen & told.is_near & (known.bits == 0))  # refused under no other kind either
        new = unseen & told.is_fit if kind == "fits" else unseen.copy()
        gain = self.judge.gains(evaluated, new & told.is_feature)
        if kind == "features":
            new &= told.is_fit | self._tell_most(evaluated, gain, new & told.is_feature)
        source = sources(self.nodes, evaluated, new) if source is None else source[new]
        numbered = np.where(new, len(self.nodes) + np.cumsum(new) - 1, -1)
        # Values that belong to source lists are soon released with their frontier, so that room need not be saved.
        arena = self._backend.arena
        values = evaluated.taken(arena.xp, new) if kind == "aligned" else evaluated.compacted(arena, new, mark)
        self._commit(evaluated, new, values, told, gain, source)
        self._near.extend(np.column_stack([evaluated.task[near], evaluated.cost[near]]))
        rows = arena.xp.asarray(np.flatnonzero(unseen))
        self._known.add(known.take(rows), np.where(new[unseen], _KEPT, _REFUSED[kind]), numbered[unseen])
        self.tried_by_task += np.bincount(evaluated.task, minlength=len(self.tried_by_task))
        voids = int(told.void.sum())
        self.counts.tried += len(evaluated)
        self.counts.voids += voids
        self.counts.duplicates += len(evaluated) - voids - int(unseen.sum())
        self.counts.kept += int(new.sum())
        count_in_span(values=len(evaluated), voids=voids, kept=int(new.sum()))
        count_lookups("seen_values", len(evaluated) - voids, len(evaluated) - voids - int(unseen.sum()))
        return told

    def nodes_with(self, told: Verdicts) -> np.ndarray:
        """The node that holds each of these values, -1 where it is void or was not kept: int64 (n,), even after the
        deadline."""
        with self._backend.until(None):
            return np.where(told.void, -1, self._known.nodes(told.keys))

    def _unseen(self, evaluated: Evaluated, told: Verdicts, known: np.ndarray, kind: Kind) -> np.ndarray:
        """Which calls make values that are void nowhere and were neither kept nor refused under this kind, by what is
        `known` of them, uint8 (n,); of several calls that make the same value only the cheapest, of equally cheap ones
        the first: bool (n,)."""
        unseen = ~told.void & (known & (_KEPT | _REFUSED[kind]) == 0)
        places = np.flatnonzero(unseen)
        places = places[np.argsort(evaluated.cost[places], kind="stable")]
        first = np.zeros_like(unseen)
        first[places[np.unique(told.keys[places], return_index=True)[1]]] = True
        return first

    def _tell_most(self, evaluated: Evaluated, gains: np.ndarray, features: np.ndarray) -> np.ndarray:
        """Which cell features have a gain that is among the largest of their task so far: bool (n,). `gains` float32
        (n,); `features` bool (n,): the values to look at."""
        chosen = np.zeros(len(evaluated), dtype=bool)
        places = np.flatnonzero(features)
        tasks = evaluated.task[places]
        for task in np.unique(tasks).tolist():
            of_task = places[tasks == task]
            chosen[of_task] = self._best.beaten_by(task, gains[of_task])
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
        for name in ("production_id", "choice", "args", "type", "task"):
            getattr(nodes, name).extend(getattr(evaluated, name)[new])
        nodes.cost.extend(np.minimum(evaluated.cost[new], DEAREST))
        nodes.gain.extend(gain[new])
        nodes.wanted.extend(np.zeros(n, dtype=bool))
        nodes.unwanted.extend(np.zeros(n, dtype=bool))
        nodes.stored.extend(np.zeros(n, dtype=bool))
        nodes.ancestor.extend(np.zeros(n, dtype=np.int32))
        for part, values in zip((nodes.data, nodes.count, nodes.hash), kept, strict=True):
            part.extend(values)
        self._features.append(places[told.is_feature[new]])
        self._fits.append(places[told.is_fit[new]])
