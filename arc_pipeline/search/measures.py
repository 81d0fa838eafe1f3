"""The numbers of the objects of one root: what the frontier measured, and its ranks and how many share it.

What is made here is given back with the memory of the pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from ..backends import Column
from ..backends.arena import NONE, spread, to_host
from ..dsl import OPS, Choice
from ..dsl.types import COLOR, COUNT, NUMBER, OBJECT, TABLE, Type, list_of
from ..programs import Builder
from .frontier import Frontier
from .nodes import TYPE_CODE, TYPE_LIST

NUMBERS_ASKED, COUNTS_ASKED = list_of(NUMBER), list_of(COUNT)


def _of_lists() -> list[tuple[str, dict[str, Any]]]:
    """The operations that make a number for each element of lists as a whole, with each choice of their options."""
    found = []
    for name, op in sorted(OPS.items()):
        asked = [p.type for p in op.parameters]
        lists = [kind for kind in asked if isinstance(kind, Type) and kind.is_list and kind != TABLE]
        options = [p for p in op.parameters if isinstance(p.type, Choice)]
        if op.result.is_list and op.result.storage == "number" and len(lists) + len(options) == len(asked) and lists:
            for way in product(*(p.literals for p in options)):
                found.append((name, dict(zip((p.name for p in options), way, strict=True))))
    return found


OF_LISTS = _of_lists()
_NUMBERS = [kind for kind in TYPE_LIST if kind.is_list and kind.storage == "number" and kind.name != "Table"]
_ASKED = 24  # lists of numbers that an operation is tried on
_MEASURES = 160
_ALIKE = 2  # measures that split the demonstrations' objects in the same way
_LARGEST_KEY = 255  # of a table
_SPLIT = 10  # groups at most


@dataclass(frozen=True)
class Numbers:
    """Lists of numbers beside a root. `values` int64 (n, objects of all samples); `node` (n,): the list of numbers that
    a call was made of, or the value itself; `op` (n,): index into OF_LISTS, -1 for no call; `kind` (n,): index into the
    types; `cost` (n,); `first` int64 (n, samples): where the values begin."""

    values: np.ndarray
    node: np.ndarray
    op: np.ndarray
    kind: np.ndarray
    cost: np.ndarray
    first: np.ndarray

    def take(self, chosen: np.ndarray) -> Numbers:
        """Some of the lists."""
        return Numbers(*(part[chosen] for part in vars(self).values()))

    @property
    def are_colors(self) -> np.ndarray:
        """Which lists are of colours: bool (n,)."""
        return self.kind == TYPE_CODE[list_of(COLOR)]

    def column(self, frontier: Frontier, chosen: np.ndarray, counts: np.ndarray) -> Column:
        """Lists of one type as a column, one row a list and sample."""
        xp = frontier.backend.xp
        count = xp.asarray(np.tile(counts, len(chosen)).astype(np.int32))
        return Column(TYPE_LIST[int(self.kind[chosen[0]])], xp.asarray(self.first[chosen].ravel()), count, None)

    def add_to(self, builder: Builder, frontier: Frontier, root: int, k: int) -> Any:
        """Add the calls that measure the objects of the root to a builder."""
        if self.op[k] < 0:
            return frontier.nodes.add_to(builder, int(self.node[k]))
        name, literals = OF_LISTS[int(self.op[k])]
        arguments: list[Any] = []
        for parameter in OPS[name].parameters:
            if parameter.type in (NUMBERS_ASKED, COUNTS_ASKED):
                arguments.append(frontier.nodes.add_to(builder, int(self.node[k])))
            elif isinstance(parameter.type, Choice):
                arguments.append(literals[parameter.name])
            else:
                arguments.append(frontier.nodes.add_to(builder, root))
        return builder.call(name, arguments)


def numbers_of(frontier: Frontier, root: int, pieces: Column, counts: np.ndarray) -> Numbers:
    """The lists of numbers that run beside a root, a list of `pieces` in these `counts` (samples,), cheapest first, all
    different, most of their numbers not void."""
    nodes, xp = frontier.nodes, frontier.backend.xp
    kinds = [TYPE_CODE[kind] for kind in _NUMBERS]
    beside = np.flatnonzero((nodes.root.all == root) & np.isin(nodes.type.all, kinds))
    beside = beside[np.argsort(nodes.cost.all[beside], kind="stable")]
    where = nodes.first_row.all[beside][:, None] + np.arange(len(counts))
    first, count = (to_host(part.all[xp.asarray(where)]) for part in (nodes.data, nodes.count))
    full = (count == counts).all(axis=1)
    beside, first = beside[full], first[full]
    cost, kind = nodes.cost.all[beside].astype(np.int64), nodes.type.all[beside].astype(np.int64)
    values = _read(frontier, first, counts)
    found = _known(Numbers(values, beside, np.full(len(beside), -1), kind, cost, first))
    made = [found]
    for op in range(len(OF_LISTS)):
        made += _made(frontier, found, op, root, pieces, counts)
    joined = Numbers(*(np.concatenate([getattr(one, name) for one in made]) for name in vars(found)))
    return _known(joined.take(np.argsort(joined.cost, kind="stable")))


def _known(numbers: Numbers) -> Numbers:
    """The lists of which not most numbers are void, the first of equal ones."""
    numbers = numbers.take(np.flatnonzero((numbers.values != NONE).mean(axis=1) > 0.5))
    return numbers.take(np.sort(np.unique(numbers.values, axis=0, return_index=True)[1]))


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


def _made(
    frontier: Frontier, found: Numbers, op: int, root: int, pieces: Column, counts: np.ndarray
) -> Iterator[Numbers]:
    """What an operation makes of the pieces and of each list of numbers that it takes, if it asks for one."""
    name, literals = OF_LISTS[op]
    called, rows, cost = OPS[name], len(counts), int(frontier.nodes.cost.all[root])
    asks = any(parameter.type in (NUMBERS_ASKED, COUNTS_ASKED) for parameter in called.parameters)
    is_list_of_pieces = pieces.type == list_of(OBJECT)
    asks_pieces = any(parameter.type == list_of(OBJECT) for parameter in called.parameters)
    if asks_pieces and not is_list_of_pieces:
        return
    for kind in [list_of(COLOR), list_of(COUNT)] if asks else [None]:
        chosen = np.array([-1]) if kind is None else np.flatnonzero(found.kind == TYPE_CODE[kind])[:_ASKED]
        if not len(chosen):
            continue
        times = frontier.backend.xp.asarray(np.tile(np.arange(rows), len(chosen)))
        arguments: list[Any] = []
        for parameter in called.parameters:
            if parameter.type in (NUMBERS_ASKED, COUNTS_ASKED):
                arguments.append(found.column(frontier, chosen, counts))
            elif isinstance(parameter.type, Choice):
                arguments.append(parameter.type.encode(literals[parameter.name]))
            else:
                arguments.append(pieces.take(times))
        column = frontier.backend.run(called, arguments, len(chosen) * rows)
        data, lengths = (to_host(part).reshape(-1, rows) for part in (column.data, column.count))
        full = (lengths == counts).all(axis=1)
        data, chosen = data[full], chosen[full]
        n = len(chosen)
        node = np.full(n, root) if kind is None else found.node[chosen]
        costs = called.cost + (np.full(n, cost) if kind is None else found.cost[chosen])
        values = _read(frontier, data, counts)
        yield Numbers(values, node, np.full(n, op), np.full(n, TYPE_CODE[column.type]), costs, data)


def _read(frontier: Frontier, first: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The numbers of runs that begin at `first` (n, samples), one sample after the other: int64 (n, objects)."""
    sample, place, _ = spread(np, counts)
    arena = frontier.backend.arena
    return to_host(arena.numbers[frontier.backend.xp.asarray(first[:, sample] + place)]).astype(np.int64)
