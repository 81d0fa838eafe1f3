"""The lists of objects of one task, and pieces of them that stand out: by those other objects move and are judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends import Column
from ...backends.arena import to_host
from ...backends.hashing import hash_cells, mix_placed
from ...dsl.types import MASK, OBJECT, Type, list_of
from ...programs import Builder
from ..frontier.frontier import Frontier
from ..frontier.nodes import TYPE_CODE

OBJECTS, MASKS = list_of(OBJECT), list_of(MASK)
_OBJECTS = 200  # of a root, in all samples
_TARGETS = 8  # of a root
_MEASURES = 24  # of a root, by which pieces stand out
_VOID = hash_cells(np.empty((0, 0), np.uint8), (0, 0))


@dataclass(frozen=True)
class Roots:
    """Lists of objects or masks that are mapped over no others. `nodes` (n,); `data`, `count` (n, samples): the first
    slot and the length in each sample."""

    nodes: np.ndarray
    data: np.ndarray
    count: np.ndarray

    def __len__(self) -> int:
        return len(self.nodes)


@dataclass(frozen=True)
class Targets:
    """Single pieces: `root` (n,) the place of the root that a piece is of; `group` (n,): the calls of the vocabulary
    that choose it by the list of numbers `node` (n,); `data` (n, samples): slots; `cost` (n,)."""

    root: np.ndarray
    group: np.ndarray
    node: np.ndarray
    data: np.ndarray
    cost: np.ndarray

    def column(self, frontier: Frontier, chosen: np.ndarray) -> Column:
        """Pieces as a column, one row a piece and sample."""
        return Column(OBJECT, frontier.backend.xp.asarray(self.data[chosen].ravel()), None, None)

    def add_to(self, builder: Builder, frontier: Frontier, roots: Roots, k: int) -> Any:
        """Add the calls that choose a piece to a builder."""
        nodes = frontier.nodes
        arguments = [nodes.add_to(builder, int(roots.nodes[self.root[k]])), nodes.add_to(builder, int(self.node[k]))]
        return builder.call(frontier.vocabulary[int(self.group[k])].op, arguments)


def roots_of(frontier: Frontier, task: int, most: int) -> Roots:
    """The cheapest lists of a task, those cut out of the input first, of no more objects than are looked at fast."""
    nodes, samples = frontier.nodes, frontier.samples
    kinds = np.isin(nodes.type.all, [TYPE_CODE[OBJECTS], TYPE_CODE[MASKS]])
    own = np.flatnonzero((nodes.task.all == task) & kinds & (nodes.root.all == np.arange(len(nodes))))
    cut = np.array([calls.op.result in (OBJECTS, MASKS) for calls in frontier.vocabulary])
    own = own[cut[nodes.group.all[own]]]
    of_input = nodes.group.all[nodes.args.all[own, 0]] < 0
    own = own[np.lexsort((nodes.cost.all[own], ~of_input))]
    rows = int(samples.rows[task])
    data, count = (nodes.read(part, own, rows).astype(np.int64) for part in (nodes.data, nodes.count))
    few = (count.sum(axis=1) <= _OBJECTS) & (count.max(axis=1, initial=0) > 1)
    return Roots(own[few][:most], data[few][:most], count[few][:most])


def targets_of(frontier: Frontier, roots: Roots) -> Targets:
    """The pieces that calls choose from each root by a number that was measured on it directly."""
    nodes, xp = frontier.nodes, frontier.backend.xp
    objects = np.flatnonzero(nodes.type.all[roots.nodes] == TYPE_CODE[OBJECTS])
    rows = roots.data.shape[1]
    found: list[tuple[np.ndarray, ...]] = []
    for group, calls in enumerate(frontier.vocabulary):
        for types, result in calls.types:
            if (
                len(types) != 2
                or types[0] != OBJECTS
                or result != OBJECT
                or not types[1].is_list
                or calls.literal_places
            ):
                continue
            if types[1].storage != "number" or len(calls.numbers) != 1:
                continue
            pairs = [(root, node) for root in objects.tolist() for node in _measures(frontier, roots, root, types[1])]
            if not pairs:
                continue
            root, node = np.array(pairs).T
            where = xp.asarray((nodes.first_row.all[node][:, None] + np.arange(rows)).ravel())
            first, count = (xp.asarray(part[root].ravel().astype(np.int32)) for part in (roots.data, roots.count))
            arguments = [Column(OBJECTS, first, count, None), nodes.column(types[1], where)]
            column = frontier.backend.run(calls.op, arguments, len(root) * rows)
            hashes = to_host(column.hash).reshape(-1, rows)
            cost = nodes.cost.all[roots.nodes[root]] + nodes.cost.all[node] + calls.cost
            data = to_host(column.data).reshape(-1, rows).astype(np.int64)
            found.append((root, np.full(len(root), group), node, data, cost.astype(np.int64), hashes))
    if not found:
        empty = np.empty(0, np.int64)
        return Targets(empty, empty, empty, np.empty((0, rows), np.int64), empty)
    *columns, hashes = (np.concatenate([part[k] for part in found]) for k in range(6))
    order = np.argsort(columns[4], kind="stable")
    keys = mix_placed(hashes, np.arange(rows)).sum(axis=1, dtype=np.uint64) + columns[0].astype(np.uint64)
    there = ~(hashes == _VOID).any(axis=1)
    first = np.sort(np.unique(keys[order], return_index=True)[1])
    chosen = order[first][there[order[first]]]
    chosen = chosen[np.argsort(columns[0][chosen], kind="stable")]
    root = columns[0][chosen]
    chosen = chosen[np.arange(len(root)) - np.searchsorted(root, root) < _TARGETS]
    return Targets(*(part[chosen] for part in columns))


def _measures(frontier: Frontier, roots: Roots, root: int, kind: Type) -> list[int]:
    """The first lists of numbers of a type that were measured on a root directly."""
    nodes, own = frontier.nodes, int(roots.nodes[root])
    there = (nodes.root.all == own) & (nodes.type.all == TYPE_CODE[kind]) & (nodes.args.all[:, 0] == own)
    return [int(node) for node in np.flatnonzero(there)[:_MEASURES]]
