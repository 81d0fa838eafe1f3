"""Growth from lemmas: in each iteration the values of most promise become leaves, and calls that use a new leaf are
made, so that programs become deeper the longer it goes on (a beam search over partial programs)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...dsl.types import Type
from ...measure import Deadline
from ..frontier.batch import Batch, Growth, batch_on, makes
from ..frontier.frontier import Frontier
from ..frontier.grammar import Production
from ..frontier.joins import pairs
from ..frontier.nodes import TYPE_CODE, TYPE_LIST
from ..frontier.promise import MEASURES, Promise

LEAVES = 16  # new ones in each iteration
_BESIDE = 24  # of the cheapest values of each type that calls combine with leaves
_CHEAP = 1  # what such a value may cost, and a call of which all values are kept
_BAND = 3  # costs of calls that are tried together, for larger launches
_KINDS: tuple[Growth, ...] = ("numbers", "features")
_PAIRS = 1 << 20  # that are made at once
_COST = 2  # of a call of which cell features and numbers are kept


def grow_from_lemmas(frontier: Frontier, iterations: int, deadline: Deadline) -> bool:
    """Grow the values of all tasks from those that promise most, again and again. False if time or memory ran out."""
    promise, leaves, cheapest = Promise(frontier), np.empty(0, np.int64), _cheapest(frontier)
    for _ in range(iterations):
        new = most_promising(frontier, promise.measured(), leaves)
        if not len(new):
            break
        beside = np.unique(np.concatenate([leaves, cheapest]))
        leaves = np.concatenate([leaves, new])
        calls: dict[Growth, list[Batch]] = {"all": [], "numbers": [], "features": []}
        for kind, batch in calls_with(frontier, new, beside):
            calls[kind].append(batch)
        if not all(frontier.keep(some, kind, deadline, band=_BAND) for kind, some in calls.items()):
            return False
    return True


def most_promising(frontier: Frontier, measures: np.ndarray, leaves: np.ndarray) -> np.ndarray:
    """Up to LEAVES nodes of each task that are no leaves yet, chosen by each measure in turn, the cheaper of equals:
    int64 (n,). Of values of one task and type that all measures, (nodes, measures), say the same of, only the cheapest
    may be chosen."""
    nodes = np.flatnonzero((measures > 0).any(axis=1))
    cost, type, task = (getattr(frontier.nodes, name).all for name in ("cost", "type", "task"))
    nodes = nodes[np.argsort(cost[nodes], kind="stable")]
    alike = np.column_stack([task[nodes], np.round(measures[nodes], 3), type[nodes]])
    nodes = nodes[np.unique(alike, axis=0, return_index=True)[1]]
    nodes = nodes[~np.isin(nodes, leaves)]
    turns = []
    for m in range(len(MEASURES)):
        own = nodes[measures[nodes, m] > 0]
        own = own[np.lexsort((cost[own], -measures[own, m], task[own]))]
        turns.append((own, _places(task[own]), np.full(len(own), m)))
    chosen, place, measure = (np.concatenate(part) for part in zip(*turns, strict=True))
    chosen = chosen[np.lexsort((measure, place, task[chosen]))]
    chosen = chosen[np.sort(np.unique(chosen, return_index=True)[1])]
    return chosen[_places(task[chosen]) < LEAVES]


def _places(groups: np.ndarray) -> np.ndarray:
    """The place of each element among those of its group, of which all follow one another: int (n,) -> int64 (n,)."""
    return np.arange(len(groups)) - np.searchsorted(groups, groups, side="left")


def calls_with(frontier: Frontier, new: np.ndarray, beside: np.ndarray) -> Iterator[tuple[Growth, Batch]]:
    """The calls of up to _COST of which at least one argument is one of the nodes `new`, and the other, if there is
    one, is one of them or of `beside`, of the same task; each with the kind of values that are to be kept of it."""
    nodes, palette = frontier.nodes, frontier.samples.palette
    every, beside = np.unique(np.concatenate([new, beside])), np.setdiff1d(beside, new)
    for production_id, production in enumerate(frontier.grammar):
        if production.cost > _COST:
            return
        for types, result in production.types:
            kind = _kept_of(production, types, result)
            if kind is None:
                continue
            codes = [TYPE_CODE[one] for one in types]
            if len(codes) == 1:
                own = new[nodes.type.all[new] == codes[0]]
                args = np.column_stack([own, np.full(len(own), -1)])
            else:
                keys = nodes.source.all if production.needs_aligned(types) else nodes.task.all
                sides = ((new, every), (beside, new))
                args = np.concatenate([_joined(frontier, keys, left, right, codes) for left, right in sides])
            if len(args):
                yield kind, batch_on(nodes, frontier.grammar, production_id, args).in_palette(production, palette)


def _kept_of(production: Production, types: tuple[Type, ...], result: Type) -> Growth | None:
    """What is kept of the values of calls with these types of arguments: all where there are few of them, else numbers
    and cell features, and nothing of lists of cells, which take most room."""
    if len(types) == 1 and production.cost <= _CHEAP:
        return "all"
    return next((kind for kind in _KINDS if makes(kind, result)), None)


def _joined(frontier: Frontier, keys: np.ndarray, left: np.ndarray, right: np.ndarray, codes: list[int]) -> np.ndarray:
    """All pairs of a node of the first type and one of the second that have equal keys: int64 (n, 2)."""
    type = frontier.nodes.type.all
    a, b = left[type[left] == codes[0]], right[type[right] == codes[1]]
    b = b[np.argsort(keys[b], kind="stable")]
    found = [np.column_stack([a[i], b[j]]) for i, j in pairs(keys[a], keys[b], _PAIRS)]
    return np.concatenate(found) if found else np.empty((0, 2), np.int64)


def _cheapest(frontier: Frontier) -> np.ndarray:
    """The cheapest values of each type of every task, the inputs among them: int64 (n,)."""
    nodes, found = frontier.nodes, []
    for task in range(len(frontier.samples.tasks)):
        for kind in TYPE_LIST:
            own = nodes.of_type(task, kind)
            found.append(own[nodes.cost.all[own] <= _CHEAP][:_BESIDE])
    return np.concatenate(found)
