"""The numbers of the objects of one root: what the frontier measured, and its ranks and how many share it.

What is made here is given back with the memory of the pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..backends import Column
from ..backends.arena import NONE, spread, to_host
from ..dsl.types import COLOR, list_of
from ..programs import Builder
from .frontier import Frontier
from .nodes import TYPE_CODE, TYPE_LIST

_NUMBERS = [kind for kind in TYPE_LIST if kind.is_list and kind.storage == "number" and kind.name != "Table"]
_ITSELF = -1
_MEASURES = 160
_ALIKE = 2  # measures that split the demonstrations' objects in the same way
_LARGEST_KEY = 255  # of a table
_SPLIT = 10  # groups at most


@dataclass(frozen=True)
class Numbers:
    """Lists of numbers beside a root. `values` int64 (n, objects of all samples); `node` (n,): what was measured;
    `group` (n,): the calls of the vocabulary that were made of it, -1 for none, `call` (n,) which of them; `kind` (n,):
    index into the types; `cost` (n,)."""

    values: np.ndarray
    node: np.ndarray
    group: np.ndarray
    call: np.ndarray
    kind: np.ndarray
    cost: np.ndarray

    def take(self, chosen: np.ndarray) -> Numbers:
        """Some of the lists."""
        return Numbers(*(part[chosen] for part in vars(self).values()))

    @property
    def are_colors(self) -> np.ndarray:
        """Which lists are of colours: bool (n,)."""
        return self.kind == TYPE_CODE[list_of(COLOR)]

    def add_to(self, builder: Builder, frontier: Frontier, k: int) -> Any:
        """Add the calls that measure to a builder."""
        made = frontier.nodes.add_to(builder, int(self.node[k]))
        if self.group[k] == _ITSELF:
            return made
        calls = frontier.vocabulary[int(self.group[k])]
        arguments = calls.literals(int(self.call[k]))
        arguments[calls.holes[0]] = made
        return builder.call(calls.op, arguments)


def numbers_of(frontier: Frontier, task: int, root: int, counts: np.ndarray) -> Numbers:
    """All lists of numbers that run beside a root with objects in these `counts` (samples,), none of them void,
    cheapest first, all different."""
    nodes, xp = frontier.nodes, frontier.backend.xp
    kinds = [TYPE_CODE[kind] for kind in _NUMBERS]
    beside = np.flatnonzero((nodes.root.all == root) & np.isin(nodes.type.all, kinds))
    beside = beside[np.argsort(nodes.cost.all[beside], kind="stable")]
    where = nodes.first_row.all[beside][:, None] + np.arange(len(counts))
    first, count = (to_host(part.all[xp.asarray(where)]) for part in (nodes.data, nodes.count))
    full = (count == counts).all(axis=1)
    beside, first = beside[full], first[full]
    values = _read(frontier, first, counts)
    n = len(beside)
    cost, kind = nodes.cost.all[beside].astype(np.int64), nodes.type.all[beside].astype(np.int64)
    none = np.full(n, _ITSELF)
    found = Numbers(values, beside, none, np.zeros(n, np.int64), kind, cost)
    made = [found, *_ranked(frontier, found, first, counts)]
    joined = Numbers(*(np.concatenate([getattr(one, name) for one in made]) for name in vars(found)))
    joined = joined.take(np.argsort(joined.cost, kind="stable"))
    joined = joined.take(np.flatnonzero((joined.values != NONE).all(axis=1)))
    return joined.take(np.sort(np.unique(joined.values, axis=0, return_index=True)[1]))


def splitting(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The lists of numbers (n, objects) that split the objects `known` bool (objects,), a few of each split."""
    first = _first_places(values[:, known])
    groups = (first == np.arange(first.shape[1])).sum(axis=1)
    writable = ((values[:, known] >= 0) & (values[:, known] <= _LARGEST_KEY)).all(axis=1)
    few = np.flatnonzero((groups > 1) & (groups <= _SPLIT) & writable)
    _, split = np.unique(first[few], axis=0, return_inverse=True)
    order = np.argsort(split.ravel(), kind="stable")
    split = split.ravel()[order]
    before = np.arange(len(split)) - np.searchsorted(split, split)
    return np.sort(few[order[before < _ALIKE]])[:_MEASURES]


def _first_places(values: np.ndarray) -> np.ndarray:
    """For each entry the first one in its row that is equal: (n, objects) -> (n, objects)."""
    return np.argmax(values[:, :, None] == values[:, None, :], axis=2)


def _ranked(frontier: Frontier, found: Numbers, first: np.ndarray, counts: np.ndarray) -> list[Numbers]:
    """What calls that ask for a list of numbers make lists of numbers of."""
    made, xp, rows = [], frontier.backend.xp, len(counts)
    for group, calls in enumerate(frontier.vocabulary):
        for types, result in calls.types:
            if len(types) != 1 or types[0] not in _NUMBERS or result not in _NUMBERS or not calls.op.result.is_list:
                continue
            chosen = np.flatnonzero(found.kind == TYPE_CODE[types[0]])
            for call in range(len(calls.numbers) if len(chosen) and not calls.literal_places else 0):
                count = xp.asarray(np.tile(counts, len(chosen)).astype(np.int32))
                arguments: list[Any] = list(calls.arguments)
                arguments[calls.holes[0]] = Column(types[0], xp.asarray(first[chosen].ravel()), count, None)
                column = frontier.backend.run(calls.op, arguments, len(chosen) * rows)
                data, lengths = (to_host(part).reshape(-1, rows) for part in (column.data, column.count))
                full = (lengths == counts).all(axis=1)
                values = _read(frontier, data[full], counts)
                n = len(values)
                costs = found.cost[chosen][full] + calls.cost
                kind = np.full(n, TYPE_CODE[result])
                made.append(
                    Numbers(values, found.node[chosen][full], np.full(n, group), np.full(n, call), kind, costs)
                )
    return made


def _read(frontier: Frontier, first: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The numbers of runs that begin at `first` (n, samples), one sample after the other: int64 (n, objects)."""
    sample, place, _ = spread(np, counts)
    arena = frontier.backend.arena
    return to_host(arena.numbers[frontier.backend.xp.asarray(first[:, sample] + place)]).astype(np.int64)
