"""Candidates as arrays, and the ways to make them: nodes of growing cost joined into calls of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
        return replace(self, call=self.call[chosen], args=self.args[chosen], task=self.task[chosen])


class Batches:
    """All candidates of a given cost, in batches of about `most`."""

    def __init__(self, vocabulary: tuple[Calls, ...], palette: np.ndarray, most: int = 1 << 14) -> None:
        self.vocabulary, self.palette, self.most = vocabulary, palette, most

    def of_cost(self, nodes: Nodes, cost: int, kind: Kind = "all") -> Iterator[Batch]:
        """Candidates of exactly this cost, cheap calls first; for "states" only those that make cells."""
        by_kind = _by_type_and_cost(nodes)
        for group, calls in enumerate(self.vocabulary):
            if calls.cost > cost:
                return
            for types, result in calls.types:
                if not makes(kind, result):
                    continue
                most = max(1, self.most // len(calls.numbers))
                keys = nodes.root.all if calls.lists_run_beside(types) else nodes.task.all
                for args in _arguments(keys, by_kind, types, cost - calls.cost, most):
                    yield self._with_literals(nodes, group, types, args)

    def _with_literals(self, nodes: Nodes, group: int, types: tuple[Type, ...], args: np.ndarray) -> Batch:
        """Every row of arguments with every call's literals, if its colours occur in the task."""
        calls = self.vocabulary[group]
        n = len(calls.numbers)
        call, args = np.tile(np.arange(n), len(args)), np.repeat(args, n, axis=0)
        task = nodes.task.all[args[:, 0]]
        wanted = calls.colors[call]
        return Batch(group, types, call, args, task).take((self.palette[task] & wanted) == wanted)


def _arguments(
    keys: np.ndarray, by_kind: dict[tuple[int, int], np.ndarray], types: tuple[Type, ...], cost: int, most: int
) -> Iterator[np.ndarray]:
    """Rows of nodes of these types, with equal keys, whose costs sum up to `cost`: int64 (at most about `most`, 2)."""
    codes = [TYPE_CODE[kind] for kind in types]
    if len(types) == 1:
        chosen = by_kind.get((codes[0], cost), np.empty(0, np.int64))
        for begin in range(0, len(chosen), most):
            part = chosen[begin : begin + most]
            yield np.stack([part, np.full(len(part), -1)], axis=1)
        return
    for cost_a in range(cost + 1):
        a, b = by_kind.get((codes[0], cost_a)), by_kind.get((codes[1], cost - cost_a))
        if a is not None and b is not None:
            b = b[np.argsort(keys[b], kind="stable")]
            for left, right in pairs(keys[a], keys[b], most):
                yield np.stack([a[left], b[right]], axis=1)


def _by_type_and_cost(nodes: Nodes) -> dict[tuple[int, int], np.ndarray]:
    """Nodes by (type code, cost), in the order of their tasks."""
    order = np.lexsort((nodes.task.all, nodes.cost.all, nodes.type.all))
    kinds = np.stack([nodes.type.all[order], nodes.cost.all[order]], axis=1)
    cuts = np.flatnonzero((kinds[1:] != kinds[:-1]).any(axis=1)) + 1
    bounds = [0, *cuts.tolist(), len(order)]
    return {(int(kinds[a, 0]), int(kinds[a, 1])): order[a:b] for a, b in pairwise(bounds) if a < b}
