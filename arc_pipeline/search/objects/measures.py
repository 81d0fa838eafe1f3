"""The numbers of the objects of one root: what the frontier measured, and its ranks and how many share it.

What is made here is given back with the memory of the pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from ...backends import Column
from ...backends.arena import NONE, spread, to_host
from ...dsl import OPS, Choice
from ...dsl.types import COLOR, COUNT, NUMBER, OBJECT, STATE, TABLE, Type, list_of
from ...programs import Builder
from ...programs.node import Ref
from ..frontier.frontier import Frontier
from ..frontier.joins import place_among_equals
from ..frontier.nodes import TYPE_CODE, TYPE_LIST
from .pieces import Pieces

NUMBERS_ASKED, COUNTS_ASKED = list_of(NUMBER), list_of(COUNT)


def _of_lists() -> list[tuple[str, dict[str, Any]]]:
    """The operations that make a number for each element of lists as a whole, and those that make one of two pieces,
    with each choice of their options."""
    found = []
    for name, op in sorted(OPS.items()):
        asked = [p.type for p in op.parameters]
        values = [kind for kind in asked if isinstance(kind, Type)]
        of_lists = op.result.is_list and bool(values) and all(kind.is_list and kind != TABLE for kind in values)
        of_lists &= sum(kind.storage == "number" for kind in values) < 2  # of two lists either may be the objects'
        of_two = len(values) == 2 and set(values) <= {OBJECT, STATE} and not op.result.is_list
        options = [p for p in op.parameters if isinstance(p.type, Choice)]
        if op.result.storage == "number" and (of_lists or of_two):
            for way in product(*(p.literals for p in options)):
                found.append((name, dict(zip((p.name for p in options), way, strict=True))))
    return found


OF_LISTS = _of_lists()
_NUMBERS = [kind for kind in TYPE_LIST if kind.is_list and kind.storage == "number" and kind.name != "Table"]
_ASKED = 16  # lists of numbers that an operation is tried on
_MEASURES = 160
_ALIKE = 2  # measures that split the demonstrations' objects in the same way
_LARGEST_KEY = 255  # of a table
_SPLIT = 10  # groups at most


@dataclass(frozen=True)
class Numbers:
    """Lists of numbers beside a root. `values` int64 (n, objects of all samples); `node` (n,): the list of numbers that
    a call was made of, or the value itself; `op` (n,): index into OF_LISTS, -1 for no call; `kind` (n,): index into the
    types; `cost` (n,); `first` int64 (n, samples): where the values begin; `target` (n,): the piece of the root that
    stands in the call, -1 for none."""

    values: np.ndarray
    node: np.ndarray
    op: np.ndarray
    kind: np.ndarray
    cost: np.ndarray
    first: np.ndarray
    target: np.ndarray

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

    def add_to(self, builder: Builder, frontier: Frontier, pieces: Pieces, root: int, k: int) -> Any:
        """Add the calls that measure the objects of a root, a node, to a builder."""
        if self.op[k] < 0:
            return frontier.nodes.add_to(builder, int(self.node[k]))
        name, literals = OF_LISTS[int(self.op[k])]
        arguments: list[Any] = []
        for parameter in OPS[name].parameters:
            if parameter.type in (NUMBERS_ASKED, COUNTS_ASKED):
                arguments.append(frontier.nodes.add_to(builder, int(self.node[k])))
            elif isinstance(parameter.type, Choice):
                arguments.append(literals[parameter.name])
            elif self.target[k] >= 0 and arguments and isinstance(arguments[0], Ref):
                arguments.append(pieces.targets.add_to(builder, frontier, pieces.roots, int(self.target[k])))
            else:
                arguments.append(frontier.nodes.add_to(builder, root))
        return builder.call(name, arguments)


def numbers_of(frontier: Frontier, pieces: Pieces, place: int) -> Numbers:
    """The lists of numbers beside a root, cheapest first, all different, most of their numbers not void."""
    root, counts = int(pieces.roots.nodes[place]), pieces.roots.count[place]
    nodes = frontier.nodes
    kinds = [TYPE_CODE[kind] for kind in _NUMBERS]
    beside = np.flatnonzero((nodes.root.all == root) & np.isin(nodes.type.all, kinds))
    beside = beside[np.argsort(nodes.cost.all[beside], kind="stable")]
    first, count = (nodes.read(part, beside, len(counts)) for part in (nodes.data, nodes.count))
    full = (count == counts).all(axis=1)
    beside, first = beside[full], first[full]
    cost, kind = nodes.cost.all[beside].astype(np.int64), nodes.type.all[beside].astype(np.int64)
    values = _read(frontier, first, counts)
    none = np.full(len(beside), -1)
    found = _known(Numbers(values, beside, none, kind, cost, first, none))
    made = [found]
    for op in range(len(OF_LISTS)):
        made += _made(frontier, found, op, pieces, place)
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
    before = place_among_equals(split)
    return np.sort(few[order[before < _ALIKE]])[:_MEASURES]


def _first_places(values: np.ndarray) -> np.ndarray:
    """For each entry the first one in its row that is equal: (n, objects) -> (n, objects)."""
    return np.argmax(values[:, :, None] == values[:, None, :], axis=2)


def _made(frontier: Frontier, found: Numbers, op: int, pieces: Pieces, place: int) -> Iterator[Numbers]:
    """What an operation makes of the objects beside each list of numbers, or each target, if it asks for one."""
    name, literals = OF_LISTS[op]
    called, counts = OPS[name], pieces.roots.count[place]
    rows, objects = len(counts), pieces.column(frontier, np.array([place]))
    asked = [parameter.type for parameter in called.parameters]
    if list_of(OBJECT) in asked and objects.type != list_of(OBJECT):
        return
    with_target = not any(isinstance(kind, Type) and kind.is_list for kind in asked)
    if with_target:
        beside = [np.flatnonzero(pieces.targets.root == place)]
    elif NUMBERS_ASKED in asked or COUNTS_ASKED in asked:
        beside = [np.flatnonzero(found.kind == TYPE_CODE[list_of(kind)])[:_ASKED] for kind in (COLOR, COUNT)]
    else:
        beside = [np.array([-1])]
    own_cost = int(pieces.cost[place])
    for chosen in beside:
        if not len(chosen):
            continue
        n = len(chosen)
        times = frontier.backend.xp.asarray(np.tile(np.arange(rows), n))
        arguments: list[Any] = []
        for kind, parameter in zip(asked, called.parameters, strict=True):
            if kind in (NUMBERS_ASKED, COUNTS_ASKED):
                arguments.append(found.column(frontier, chosen, counts))
            elif isinstance(kind, Choice):
                arguments.append(kind.encode(literals[parameter.name]))
            elif with_target and arguments and isinstance(arguments[0], Column):
                arguments.append(pieces.targets.column(frontier, chosen))
            else:
                arguments.append(objects.take(times))
        column = frontier.backend.run(called, arguments, n * rows)
        data, lengths = (to_host(part).reshape(n, rows) for part in (column.data, column.count))
        full = (lengths == counts).all(axis=1)
        data, beside_it = data[full], chosen[full]
        n = len(data)
        node, target, costs = np.full(n, -1), np.full(n, -1), np.full(n, own_cost)
        if with_target:
            target, costs = beside_it, pieces.targets.cost[beside_it]
        elif (chosen >= 0).all():
            node, costs = found.node[beside_it], found.cost[beside_it]
        kinds = np.full(n, TYPE_CODE[column.type])
        values = _read(frontier, data, counts)
        yield Numbers(values, node, np.full(n, op), kinds, called.cost + costs, data, target)


def _read(frontier: Frontier, first: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The numbers of runs that begin at `first` (n, samples), one sample after the other: int64 (n, objects)."""
    sample, place, _ = spread(np, counts)
    arena = frontier.backend.arena
    return to_host(arena.numbers[frontier.backend.xp.asarray(first[:, sample] + place)]).astype(np.int64)
