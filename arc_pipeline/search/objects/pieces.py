"""Lists of pieces beside the lists of objects of one task: all that one or two operations map over their elements.

They are made here and not in the frontier, which keeps what it makes: these are for one task and one strategy, who
gives the memory back. Every operation runs once for all lists and literals at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from ...backends import Column
from ...backends.arena import spread, to_host
from ...backends.hashing import mix64, mix_placed
from ...dsl.types import GRID, OBJECT, Choice, Type, list_of
from ...programs import INPUT, Builder
from ..frontier.frontier import Frontier
from ..frontier.known import KnownKeys
from ..frontier.nodes import TYPE_CODE
from ..frontier.vocabulary import Calls, literal_type
from .roots import MASKS, OBJECTS, Roots
from .targets import Targets, targets_of

GRIDS = list_of(GRID)
_KINDS = (OBJECTS, MASKS, GRIDS)
_ELEMENTS = 40_000  # of what is made of all roots by one operation after another
_ELEMENTS_A_CALL = 1_000
_ROOT = -1


@dataclass(frozen=True)
class Pieces:
    """Lists of one task, each as long as the list that it runs beside: its root.

    One entry or row a list. `root`: index into `roots`; `kind`: index into OBJECTS, MASKS, GRIDS; `data`, `count`
    (n, samples): the first slot and the length in each sample; `group`, `call`, `hole`, `parent`: the call that made
    it, of the vocabulary, and which list stands in which of its holes (group -1: the root itself); `other`: which of
    the `targets` stands in the other hole, -1 for the input; `cost`: of all its calls.
    """

    roots: Roots
    targets: Targets
    root: np.ndarray
    kind: np.ndarray
    data: np.ndarray
    count: np.ndarray
    group: np.ndarray
    call: np.ndarray
    hole: np.ndarray
    parent: np.ndarray
    other: np.ndarray
    cost: np.ndarray

    def __len__(self) -> int:
        return len(self.root)

    def column(self, frontier: Frontier, chosen: np.ndarray) -> Column:
        """Lists of one kind as a column, one row a list and sample."""
        xp = frontier.backend.xp
        data, count = (xp.asarray(part[chosen].ravel()) for part in (self.data, self.count))
        return Column(_KINDS[int(self.kind[chosen[0]])], data, count, None)

    def add_to(self, builder: Builder, frontier: Frontier, k: int) -> Any:
        """Add the calls that make a list to a builder."""
        if self.group[k] == _ROOT:
            return frontier.nodes.add_to(builder, int(self.roots.nodes[self.root[k]]))
        calls = frontier.vocabulary[int(self.group[k])]
        arguments = calls.literals(int(self.call[k]))
        for hole, place in enumerate(calls.holes):
            if hole == self.hole[k]:
                arguments[place] = self.add_to(builder, frontier, int(self.parent[k]))
            elif self.other[k] >= 0:
                arguments[place] = self.targets.add_to(builder, frontier, self.roots, int(self.other[k]))
            else:
                arguments[place] = INPUT
        return builder.call(calls.op, arguments)


def pieces_of(frontier: Frontier, task: int, roots: Roots, cost: int) -> Pieces:
    """What calls of up to `cost` map over each root; over what they make, the same once more."""
    n = len(roots)
    none = np.full(n, _ROOT)
    kind = (frontier.nodes.type.all[roots.nodes] == TYPE_CODE[MASKS]).astype(np.int64)
    costs = frontier.nodes.cost.all[roots.nodes].astype(np.int64)
    targets = targets_of(frontier, roots)
    made = Pieces(roots, targets, np.arange(n), kind, roots.data, roots.count, none, none, none, none, none, costs)
    grown = _grown(frontier, task, made, np.arange(n), cost)
    return _grown(frontier, task, grown, np.arange(n, len(grown)), cost)


def _grown(frontier: Frontier, task: int, made: Pieces, level: np.ndarray, cost: int) -> Pieces:
    """The lists, and new ones that calls make of those of `level`."""
    known = KnownKeys()
    known.add(_keys(frontier, made))
    own_cost = made.cost[: len(made.roots)][made.root]
    parts: list[tuple[np.ndarray, ...]] = []
    room = _ELEMENTS
    todo = [(calls.cost, group, types, hole) for group, calls, types, hole in calls_over(frontier.vocabulary, cost)]
    for call_cost, group, types, hole in sorted(todo, key=lambda one: one[0]):
        kind = _KINDS.index(types[hole])
        parents = level[(made.kind[level] == kind) & (made.cost[level] - own_cost[level] + call_cost <= cost)]
        parents = parents[np.argsort(made.cost[parents], kind="stable")]
        others = np.full(len(parents), -1)
        if OBJECT in types:  # a target goes with its own root alone
            parents = parents[made.group[parents] == _ROOT]
            place, others = np.nonzero(made.targets.root == parents[:, None])
            parents = parents[place]
        elements = made.roots.count[made.root[parents]].sum(axis=1).cumsum() * len(frontier.vocabulary[group].numbers)
        few = elements <= min(room, _ELEMENTS_A_CALL)
        if few.any() and _literals(frontier, task, group).size:
            part = _made(frontier, task, made, parents[few], others[few], group, types, hole, known)
            parts.append(part)
            room -= int(made.roots.count[part[0]].sum())
    columns = [getattr(made, name) for name in _COLUMNS]
    joined = [np.concatenate([old, *(part[k] for part in parts)]) for k, old in enumerate(columns)]
    return Pieces(made.roots, made.targets, *joined)


_COLUMNS = ("root", "kind", "data", "count", "group", "call", "hole", "parent", "other", "cost")


def _made(
    frontier: Frontier,
    task: int,
    made: Pieces,
    parents: np.ndarray,
    others: np.ndarray,
    group: int,
    types: tuple[Type, ...],
    hole: int,
    known: KnownKeys,
) -> tuple[np.ndarray, ...]:
    """New lists, in the order of _COLUMNS, that a group's calls make of each parent beside its other argument."""
    calls, samples, xp = frontier.vocabulary[group], frontier.samples, frontier.backend.xp
    literals = _literals(frontier, task, group)
    rows, n = int(samples.rows[task]), len(parents) * len(literals)
    parent, other, call = (np.repeat(part, len(literals)) for part in (parents, others, parents))
    call = np.tile(literals, len(parents))
    arguments: list[Any] = list(calls.arguments)
    for column, k in enumerate(calls.literal_places):
        numbers = xp.asarray(np.repeat(calls.numbers[call, column], rows))
        arguments[k] = Column(literal_type(calls, k, types), numbers, None, None)
    for k, place in enumerate(calls.holes):
        if k == hole:
            arguments[place] = made.column(frontier, parent)
        elif OBJECT in types:
            arguments[place] = made.targets.column(frontier, other)
        else:
            arguments[place] = samples.inputs_of(task, n, xp)
    result = frontier.backend.run(calls.op, arguments, n * rows)
    data, count = (to_host(part).reshape(n, rows) for part in (result.data, result.count))
    root, kind = made.root[parent], np.full(n, _KINDS.index(result.type))
    keys = _mixed(root, kind, to_host(result.hash).reshape(n, rows))
    new = (count == made.roots.count[root]).all(axis=1) & _have_place(frontier, data, count)
    ascending, first = np.unique(keys, return_index=True)
    chosen = first[new[first] & ~known.contains(ascending)]
    known.add(keys[chosen])
    costs = made.cost[parent] + calls.cost + np.where(other >= 0, made.targets.cost[other] if OBJECT in types else 0, 0)
    whole = np.full(n, group), call, np.full(n, hole), parent, other, costs
    return tuple(part[chosen] for part in (root, kind, data, count, *whole))


def _literals(frontier: Frontier, task: int, group: int) -> np.ndarray:
    """The calls of a group whose colours occur in the task."""
    colors = frontier.vocabulary[group].colors
    return np.flatnonzero(colors & int(frontier.samples.palette[task]) == colors)


def _have_place(frontier: Frontier, data: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Which lists have elements that lie anywhere but in the corner, where all lie that have lost their place."""
    lists = spread(np, count.sum(axis=1))[0]
    samples, offsets, _ = spread(np, count.ravel())
    heads = frontier.backend.arena.boxes(data.ravel()[samples] + offsets)
    there = np.zeros(len(count), dtype=bool)
    there[lists[(heads[:, 0] > 0) & (heads[:, 2:] != 0).any(axis=1)]] = True
    return there


def _keys(frontier: Frontier, made: Pieces) -> np.ndarray:
    roots = made.roots.nodes
    hashes = frontier.nodes.read(frontier.nodes.hash, roots, made.data.shape[1])
    return _mixed(made.root[: len(roots)], made.kind[: len(roots)], hashes)


def _mixed(root: np.ndarray, kind: np.ndarray, hashes: np.ndarray) -> np.ndarray:
    """What tells lists from others beside the same root: uint64 (n,), from hashes (n, samples)."""
    total = mix_placed(hashes, np.arange(hashes.shape[1])).sum(axis=1, dtype=np.uint64)
    return mix64(total + (root * 4 + kind).astype(np.uint64))


@cache
def calls_over(vocabulary: tuple[Calls, ...], cost: int) -> list[tuple[int, Calls, tuple[Type, ...], int]]:
    """The calls of up to `cost` that map a list of cells to another, the input or a target in the hole that is left:
    each one's place in the vocabulary, the types of its holes, and the hole of the list."""
    return [
        (group, calls, types, hole)
        for group, calls in enumerate(vocabulary)
        if calls.cost <= cost and not calls.op.result.is_list
        for types, result in calls.types
        if result in _KINDS
        for hole, kind in enumerate(types)
        if kind in (OBJECTS, MASKS) and _is_mapped(calls, hole)
        if all(t in (kind, GRID, OBJECT) for t in types) and sum(t.is_list for t in types) == 1
    ]


def _is_mapped(calls: Calls, hole: int) -> bool:
    asked = calls.op.parameters[calls.holes[hole]].type
    return not isinstance(asked, Choice) and not asked.is_list
