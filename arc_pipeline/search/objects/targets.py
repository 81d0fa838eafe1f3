"""Pieces that stand out among the objects of a task: by those others move and are judged, and they may be copied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends import Column
from ...backends.arena import NONE, spread, to_host
from ...backends.hashing import hash_cells, mix_placed
from ...dsl import OPS, Op
from ...dsl.types import COLOR, COUNT, FLAG, OBJECT, Type, list_of
from ...programs import Builder
from ..frontier.frontier import Frontier
from ..frontier.joins import place_among_equals
from ..frontier.nodes import TYPE_CODE
from .roots import OBJECTS, Roots

COLORS = list_of(COLOR)
_TARGETS = 8  # of a root, that calls choose
_ALONE = 4  # of a root, that alone have some number
_MEASURES = 24  # of a root, by which pieces stand out
_ONLY = -1
_EXTREMES = ("argmax", "argmin")  # no colour is the largest
_VOID = hash_cells(np.empty((0, 0), np.uint8), (0, 0))


@dataclass(frozen=True)
class Targets:
    """Single pieces: `root` (n,) the place of the root that a piece is of; `group` (n,): the calls of the vocabulary
    that choose it by the list of numbers `node` (n,), _ONLY for `only_one`, which takes the one whose number is `value`
    (n,); `data` (n, samples): slots; `cost` (n,)."""

    root: np.ndarray
    group: np.ndarray
    node: np.ndarray
    value: np.ndarray
    data: np.ndarray
    cost: np.ndarray

    def column(self, frontier: Frontier, chosen: np.ndarray) -> Column:
        """Pieces as a column, one row a piece and sample."""
        return Column(OBJECT, frontier.backend.xp.asarray(self.data[chosen].ravel()), None, None)

    def add_to(self, builder: Builder, frontier: Frontier, roots: Roots, k: int) -> Any:
        """Add the calls that choose a piece to a builder."""
        nodes = frontier.nodes
        arguments = [nodes.add_to(builder, int(roots.nodes[self.root[k]])), nodes.add_to(builder, int(self.node[k]))]
        if self.group[k] == _ONLY:
            is_flag = builder.type_of(arguments[1]) == list_of(FLAG)
            return builder.call("only_one", [*arguments, bool(self.value[k]) if is_flag else int(self.value[k])])
        return builder.call(frontier.vocabulary[int(self.group[k])].op, arguments)


def targets_of(frontier: Frontier, roots: Roots) -> Targets:
    """The pieces that calls choose from each root by a number that was measured on it directly, each in all samples."""
    rows = roots.data.shape[1]
    found = [*_chosen_by_calls(frontier, roots), *_alone(frontier, roots)]
    if not found:
        empty = np.empty(0, np.int64)
        return Targets(empty, empty, empty, empty, np.empty((0, rows), np.int64), empty)
    *columns, hashes = (np.concatenate([part[k] for part in found]) for k in range(7))
    order = np.argsort(columns[5], kind="stable")
    keys = mix_placed(hashes, np.arange(rows)).sum(axis=1, dtype=np.uint64) + columns[0].astype(np.uint64)
    there = ~(hashes == _VOID).any(axis=1)
    first = np.sort(np.unique(keys[order], return_index=True)[1])
    chosen = order[first][there[order[first]]]
    kind = 2 * columns[0][chosen] + (columns[1][chosen] == _ONLY)
    order = np.argsort(kind, kind="stable")
    chosen, kind = chosen[order], kind[order]
    chosen = chosen[place_among_equals(kind) < np.where(kind % 2, _ALONE, _TARGETS)]
    return Targets(*(part[chosen] for part in columns))


def _chosen_by_calls(frontier: Frontier, roots: Roots) -> Iterator[tuple[np.ndarray, ...]]:
    """What calls choose: the columns of Targets, and the hashes (n, samples)."""
    lists = _lists(frontier, roots)
    for group, calls in enumerate(frontier.vocabulary):
        for types, result in calls.types:
            if len(types) != 2 or types[0] != OBJECTS or result != OBJECT or calls.literal_places:
                continue
            if not types[1].is_list or types[1].storage != "number" or len(calls.numbers) != 1:
                continue
            pairs = [(root, node) for root in lists for node in _measures(frontier, roots, root, types[1])]
            if calls.op.name in _EXTREMES:
                sign = 1 if calls.op.name == "argmax" else -1
                pairs = [pair for pair in pairs if types[1] != COLORS and _stands_out(frontier, roots, *pair, sign)]
            if pairs:
                root, node = np.array(pairs).T
                yield _run(frontier, roots, calls.op, group, root, node, types[1], None)


def _alone(frontier: Frontier, roots: Roots) -> Iterator[tuple[np.ndarray, ...]]:
    """The pieces that alone have some number in each sample, the same number in all: as of _chosen_by_calls."""
    rows = roots.data.shape[1]
    for kind in (COLORS, list_of(COUNT), list_of(FLAG)):
        found = []
        for root in _lists(frontier, roots):
            for node in _measures(frontier, roots, root, kind):
                values, sample = _numbers(frontier, roots, root, node)
                own, times = np.unique(np.stack([values, sample]), axis=1, return_counts=True)
                value, often = np.unique(own[0, times == 1], return_counts=True)
                found += [(root, node, one) for one in value[(often == rows) & (value >= 0)].tolist()]
        if found:
            root, node, value = np.array(found).T
            yield _run(frontier, roots, OPS["only_one"], _ONLY, root, node, kind, value)


def _stands_out(frontier: Frontier, roots: Roots, root: int, node: int, sign: int) -> bool:
    """Whether in each sample one piece alone has the largest number, for sign -1 the smallest."""
    values, sample = _numbers(frontier, roots, root, node)
    there = values != NONE
    values, sample = sign * values[there], sample[there]
    rows = roots.data.shape[1]
    best = np.full(rows, np.iinfo(np.int64).min)
    np.maximum.at(best, sample, values)
    return bool((np.bincount(sample[values == best[sample]], minlength=rows) == 1).all())


def _numbers(frontier: Frontier, roots: Roots, root: int, node: int) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of a list beside a root, and the sample of each: int64 (n,); none where they are not one each."""
    nodes, arena = frontier.nodes, frontier.backend.arena
    rows = roots.data.shape[1]
    first, count = (nodes.read(part, np.array([node]), rows)[0] for part in (nodes.data, nodes.count))
    sample, place, _ = spread(np, count if (count == roots.count[root]).all() else 0 * count)
    return to_host(arena.numbers[frontier.backend.xp.asarray(first[sample] + place)]).astype(np.int64), sample


def _run(
    frontier: Frontier,
    roots: Roots,
    op: Op,
    group: int,
    root: np.ndarray,
    node: np.ndarray,
    kind: Type,
    value: np.ndarray | None,
) -> tuple[np.ndarray, ...]:
    nodes, xp, rows = frontier.nodes, frontier.backend.xp, roots.data.shape[1]
    where = xp.asarray((nodes.first_row.all[node][:, None] + np.arange(rows)).ravel())
    first, count = (xp.asarray(part[root].ravel().astype(np.int32)) for part in (roots.data, roots.count))
    arguments = [Column(OBJECTS, first, count, None), nodes.column(kind, where)]
    if value is not None:
        assert kind.item is not None
        arguments.append(Column(kind.item, xp.asarray(np.repeat(value, rows).astype(np.int32)), None, None))
    column = frontier.backend.run(op, arguments, len(root) * rows)
    hashes = to_host(column.hash).reshape(-1, rows)
    cost = (nodes.cost.all[roots.nodes[root]] + nodes.cost.all[node] + op.cost).astype(np.int64)
    data = to_host(column.data).reshape(-1, rows).astype(np.int64)
    return root, np.full(len(root), group), node, np.zeros_like(root) if value is None else value, data, cost, hashes


def _lists(frontier: Frontier, roots: Roots) -> list[int]:
    """The roots that are lists of objects."""
    return np.flatnonzero(frontier.nodes.type.all[roots.nodes] == TYPE_CODE[OBJECTS]).tolist()


def _measures(frontier: Frontier, roots: Roots, root: int, kind: Type) -> list[int]:
    """The first lists of numbers of a type that were measured on a root directly."""
    nodes, own = frontier.nodes, int(roots.nodes[root])
    there = (nodes.root.all == own) & (nodes.type.all == TYPE_CODE[kind]) & (nodes.args.all[:, 0] == own)
    return [int(node) for node in np.flatnonzero(there)[:_MEASURES]]
