"""Candidates as arrays, and the ways to make them: nodes of growing cost joined into calls of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from ..dsl.types import Type
from .joins import pairs
from .nodes import TYPE_CODE, Nodes
from .vocabulary import Calls

Kind = Literal["all", "states", "numbers", "fits"]


def makes(kind: Kind, result: Type) -> bool:
    """Whether values of type `result` may be of this kind: lists of numbers are numbers, what fits is a state."""
    if kind in ("states", "fits"):
        return result.storage == "cells" and not result.is_list
    return kind == "all" or result.storage == "number"


@dataclass(frozen=True)
class Batch:
    """Candidates that are calls of one group of the vocabulary on arguments of the same types.

    `call` int64 (n,): which call of the group; `args` int64 (n, 2): nodes in its holes, -1 for none; `task` (n,).
    """

    group: int
    types: tuple[Type, ...]
    call: np.ndarray
    args: np.ndarray
    task: np.ndarray

    def __len__(self) -> int:
        return len(self.call)

    def take(self, chosen: np.ndarray | slice) -> Batch:
        """Some of the candidates."""
        return Batch(self.group, self.types, self.call[chosen], self.args[chosen], self.task[chosen])


class Batches:
    """All candidates of a given cost, in batches of about `most`."""

    def __init__(self, vocabulary: tuple[Calls, ...], palette: np.ndarray, most: int = 1 << 14) -> None:
        self.vocabulary, self.palette, self.most = vocabulary, palette, most

    def of_cost(self, nodes: Nodes, cost: int, kind: Kind = "all") -> Iterator[Batch]:
        """Candidates of exactly this cost, cheap calls first; for "states" only those that make cells."""
        sorted_nodes = _Sorted(nodes)
        for group, calls in enumerate(self.vocabulary):
            if calls.cost > cost:
                return
            most = max(1, self.most // len(calls.numbers))
            for types, codes, beside in _ways(calls, kind):
                for args, task in sorted_nodes.arguments(codes, cost - calls.cost, beside, most):
                    yield self._with_literals(group, types, args, task)

    def _with_literals(self, group: int, types: tuple[Type, ...], args: np.ndarray, task: np.ndarray) -> Batch:
        """Every row of arguments with every call's literals, if its colours occur in the task."""
        calls = self.vocabulary[group]
        n = len(calls.numbers)
        if n > 1:
            args, task = np.repeat(args, n, axis=0), np.repeat(task, n)
        call = np.arange(len(args)) % n
        batch = Batch(group, types, call, args, task)
        if not calls.colors.any():
            return batch
        wanted = calls.colors[call]
        return batch.take((self.palette[task] & wanted) == wanted)


def _ways(calls: Calls, kind: Kind) -> list[tuple[tuple[Type, ...], tuple[int, ...], bool]]:
    """The types of arguments with which calls make values of a kind, as types and as their codes, and whether they are
    lists that must run beside each other."""
    return [
        (types, tuple(TYPE_CODE[one] for one in types), calls.lists_run_beside(types))
        for types, result in calls.types
        if makes(kind, result)
    ]


class _Sorted:
    """The nodes that there are now by type and cost; each part is sorted once, whoever asks for it."""

    def __init__(self, nodes: Nodes) -> None:
        self._root, self._task = nodes.root.all, nodes.task.all
        self._parts = _by_type_and_cost(nodes)
        self._single: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = {}
        self._ascending: dict[tuple[int, int, bool], tuple[np.ndarray, np.ndarray]] = {}

    def arguments(
        self, codes: tuple[int, ...], cost: int, beside: bool, most: int
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Rows of nodes of these types whose costs sum up to `cost`, int64 (at most about `most`, 2), with their task:
        of one task, and if `beside` lists that run beside each other."""
        if len(codes) == 1:
            args, task = self._alone(codes[0], cost)
            for begin in range(0, len(args), most):
                yield args[begin : begin + most], task[begin : begin + most]
            return
        keys = self._root if beside else self._task
        for cost_a in range(cost + 1):
            a = self._parts.get((codes[0], cost_a))
            if a is not None and (codes[1], cost - cost_a) in self._parts:
                b, b_keys = self._by_key(codes[1], cost - cost_a, beside)
                for left, right in pairs(keys[a], b_keys, most):
                    yield np.stack([a[left], b[right]], axis=1), self._task[a[left]]

    def _alone(self, code: int, cost: int) -> tuple[np.ndarray, np.ndarray]:
        """Nodes as the arguments of calls with one hole, with their tasks."""
        if (code, cost) not in self._single:
            chosen = self._parts.get((code, cost), np.empty(0, np.int64))
            args = np.stack([chosen, np.full(len(chosen), -1)], axis=1)
            self._single[code, cost] = args, self._task[chosen]
        return self._single[code, cost]

    def _by_key(self, code: int, cost: int, beside: bool) -> tuple[np.ndarray, np.ndarray]:
        """Nodes by ascending root or task, and these."""
        if (code, cost, beside) not in self._ascending:
            keys, chosen = self._root if beside else self._task, self._parts[code, cost]
            chosen = chosen[np.argsort(keys[chosen], kind="stable")]
            self._ascending[code, cost, beside] = chosen, keys[chosen]
        return self._ascending[code, cost, beside]


def _by_type_and_cost(nodes: Nodes) -> dict[tuple[int, int], np.ndarray]:
    """Nodes by (type code, cost), in the order of their tasks."""
    order = np.lexsort((nodes.task.all, nodes.cost.all, nodes.type.all))
    kinds = np.stack([nodes.type.all[order], nodes.cost.all[order]], axis=1)
    cuts = np.flatnonzero((kinds[1:] != kinds[:-1]).any(axis=1)) + 1
    bounds = [0, *cuts.tolist(), len(order)]
    return {(int(kinds[a, 0]), int(kinds[a, 1])): order[a:b] for a, b in pairwise(bounds) if a < b}
