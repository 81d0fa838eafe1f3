"""Calls of the grammar as arrays, before they are evaluated, and their enumeration by cost over the nodes there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

import numpy as np

from ...dsl.types import GRID, Type
from .deferred import Deferred, idle_calls
from .grammar import Production
from .joins import pairs
from .nodes import TYPE_CODE, Nodes

Growth = Literal["all", "features", "numbers", "fits"]
Kind = Literal[Growth, "aligned"]  # what belongs to a source list, see aligned.py
_Ways = list[tuple[tuple[Type, ...], tuple[int, ...], bool]]


def makes(kind: Growth, result: Type) -> bool:
    """Whether growth that is restricted to `kind` makes values of type `result`; lists of numbers count as numbers."""
    if kind in ("features", "fits"):
        return result.storage == "cells" and not result.is_list
    return kind == "all" or result.storage == "number"


@dataclass(frozen=True)
class Batch:
    """Calls of one production, before they are evaluated. `choice` int64 (n,): the row of literals among the
    production's; `args` int64 (n, holes): the nodes in its holes; `task`, `cost` int64 (n,)."""

    production_id: int
    choice: np.ndarray
    args: np.ndarray
    task: np.ndarray
    cost: np.ndarray

    def __len__(self) -> int:
        return len(self.choice)

    def take(self, chosen: np.ndarray | slice) -> Batch:
        """The calls that an index array, a mask or a slice selects."""
        arrays = (self.choice, self.args, self.task, self.cost)
        return Batch(self.production_id, *(array[chosen] for array in arrays))

    def in_palette(self, production: Production, palette: np.ndarray) -> Batch:
        """The calls whose colour literals all occur in their task. `production`: that of the batch; `palette` int64
        (tasks,): each task's colours as bits."""
        if not production.colors.any():
            return self
        named = production.colors[self.choice]
        return self.take((palette[self.task] & named) == named)


class Batches:
    """Enumerates all calls of a given cost, in batches of about `most`. `palette` int64 (tasks,): each task's colours
    as bits; `deferred`: the calls that cost more than their own, by default none."""

    def __init__(
        self,
        grammar: tuple[Production, ...],
        palette: np.ndarray,
        deferred: Deferred | None = None,
        most: int = 1 << 14,
    ) -> None:
        self.grammar, self.palette, self.most = grammar, palette, most
        self.deferred = Deferred() if deferred is None else deferred

    def of_cost(self, nodes: Nodes, cost: int, kind: Growth = "all", grown: int = 0) -> Iterator[Batch]:
        """All calls of exactly this cost that make values of a kind (see `makes`), those of the cheapest productions
        first. `grown`: the cost up to which the frontier is complete, from which it is known what calls are idle."""
        sorted_nodes, words = _Sorted(nodes), self.deferred.words(nodes)
        idle = idle_calls(self.grammar, nodes, len(self.palette), grown) if self.deferred.idle else None
        for production_id, production in enumerate(self.grammar):
            if production.cost > cost:
                return
            most = max(1, self.most // len(production.numbers))
            for types, codes, aligned in ways(production, kind):
                own = idle[production_id] if idle is not None and types == (GRID,) else None
                for late in range(1 + min(self.deferred.most, cost - production.cost)):
                    left = cost - production.cost - late
                    if late and not left:  # no call is deferred on the input itself, which costs nothing: they are few
                        continue
                    for args, task in sorted_nodes.arguments(codes, left, aligned, most):
                        if left and self.deferred.most:
                            batch = self._deferred(production_id, args, task, cost, late, words, own)
                        else:
                            batch = self._with_literals(production_id, args, task, cost)
                        yield batch.in_palette(production, self.palette)

    def _deferred(
        self,
        production_id: int,
        args: np.ndarray,
        task: np.ndarray,
        cost: int,
        late: int,
        words: np.ndarray,
        idle: np.ndarray | None,
    ) -> Batch:
        """Of the calls on rows of arguments those that cost `late` more for being unlikely or idle. `words`: see
        Deferred; `idle` bool (choices, tasks) or (1, tasks): which choices of literals are idle, None for none."""
        own = self.deferred.late(production_id, words[args], task)
        due = own == late if idle is None else own <= late
        batch = self._with_literals(production_id, args[due], task[due], cost)
        if idle is None:
            return batch
        own = np.repeat(own[due], len(self.grammar[production_id].numbers))
        return batch.take(np.maximum(own, idle[batch.choice if len(idle) > 1 else 0, batch.task]) == late)

    def _with_literals(self, production_id: int, args: np.ndarray, task: np.ndarray, cost: int) -> Batch:
        """Each row of arguments with every choice of literals, as calls that cost `cost`."""
        n = len(self.grammar[production_id].numbers)
        if n > 1:
            args, task = np.repeat(args, n, axis=0), np.repeat(task, n)
        return Batch(production_id, np.arange(len(args)) % n, args, task, np.full(len(args), cost))


def batch_on(nodes: Nodes, grammar: Sequence[Production], production_id: int, args: np.ndarray) -> Batch:
    """All calls of a production on given rows of arguments.

    args: int64 (n, holes or more), the nodes in the production's holes, all of one task within a row. Types are not
    checked: rows whose types the production does not take raise TypeError when they are evaluated.
    """
    production = grammar[production_id]
    literals, args = len(production.numbers), args[:, : len(production.holes)]
    cost = nodes.cost.all[args].sum(axis=1, dtype=np.int64) + production.cost
    task = nodes.task.all[args[:, 0]].astype(np.int64)
    choice, of = np.tile(np.arange(literals), len(args)), np.repeat(np.arange(len(args)), literals)
    return Batch(production_id, choice, args.take(of, axis=0), task[of], cost[of])


@cache
def ways(production: Production, kind: Growth) -> _Ways:
    """The combinations of argument types with which a production makes values of a kind: the types, their codes, and
    whether they are two lists that must be aligned."""
    return [
        (types, tuple(TYPE_CODE[one] for one in types), production.needs_aligned(types))
        for types, result in production.types
        if makes(kind, result)
    ]


class _Sorted:
    """The present nodes by type and by cost; each group is sorted once and shared by all
    productions that ask for it."""

    def __init__(self, nodes: Nodes) -> None:
        self._source, self._task = nodes.source.all, nodes.task.all
        self._parts = _by_type_and_cost(nodes.type.all, nodes.cost.all, self._task)
        self._single: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = {}
        self._ascending: dict[tuple[int, int, bool], tuple[np.ndarray, np.ndarray]] = {}

    def arguments(
        self, codes: tuple[int, ...], cost: int, aligned: bool, most: int
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Arguments with these type codes whose costs add up to `cost`: int64 (n, holes), n at most `most`, and the
        task of each row, (n,). `aligned`: whether two lists must be aligned with each other."""
        if len(codes) == 1:
            args, task = self._alone(codes[0], cost)
            for begin in range(0, len(args), most):
                yield args[begin : begin + most], task[begin : begin + most]
            return
        keys = self._source if aligned else self._task
        for cost_a in range(cost + 1):
            a = self._parts.get((codes[0], cost_a))
            if a is not None and (codes[1], cost - cost_a) in self._parts:
                b, b_keys = self._by_key(codes[1], cost - cost_a, aligned)
                for left, right in pairs(keys[a], b_keys, most):
                    yield np.stack([a[left], b[right]], axis=1), self._task[a[left]]

    def _alone(self, code: int, cost: int) -> tuple[np.ndarray, np.ndarray]:
        """The nodes of a type and a cost as arguments of calls with one hole, int64 (n, 1), and their tasks, (n,)."""
        if (code, cost) not in self._single:
            chosen = self._parts.get((code, cost), np.empty(0, np.int64))
            self._single[code, cost] = chosen[:, None], self._task[chosen]
        return self._single[code, cost]

    def _by_key(self, code: int, cost: int, aligned: bool) -> tuple[np.ndarray, np.ndarray]:
        """The nodes of a type and a cost by ascending source list if `aligned`, else by task, and these keys: (n,)
        each."""
        if (code, cost, aligned) not in self._ascending:
            keys, chosen = self._source if aligned else self._task, self._parts[code, cost]
            chosen = chosen[np.argsort(keys[chosen], kind="stable")]
            self._ascending[code, cost, aligned] = chosen, keys[chosen]
        return self._ascending[code, cost, aligned]


def _by_type_and_cost(type: np.ndarray, cost: np.ndarray, task: np.ndarray) -> dict[tuple[int, int], np.ndarray]:
    """The nodes of each (type code, cost), sorted by task."""
    order = np.lexsort((task, cost, type))
    kinds = np.stack([type[order], cost[order]], axis=1)
    cuts = np.flatnonzero((kinds[1:] != kinds[:-1]).any(axis=1)) + 1
    bounds = [0, *cuts.tolist(), len(order)]
    return {(int(kinds[a, 0]), int(kinds[a, 1])): order[a:b] for a, b in pairwise(bounds) if a < b}
