"""The calls that growth from lemmas makes next: those of fewest bits, which say how likely the operation is, and how
much each argument promises. They are taken in bands of bits, by iterative deepening (Korf 1985) in place of a queue, as
calls are made by thousands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...backends.arena import spread
from ...backends.hashing import mix64, mix_placed
from ..frontier.batch import ways
from ..frontier.bigrams import Even
from ..frontier.frontier import Frontier
from ..frontier.portions import Portion, padded

_FIRST = 10.0  # bits of the first band beyond those of the likeliest operation: calls of fewer are few
_FURTHER = 1.0  # bits from one band to the next
_PAIRED = 7.0  # bits that an argument beside another one may promise
_APART = 1 << 10  # more bits than any call has

_Side = tuple[np.ndarray, np.ndarray]  # nodes, int64 (n,), and their bits as an argument, float64 (n,)


class Bands:
    """The calls on a frontier's nodes in bands of bits, each once. `bits` float64 (tasks,): up to how many the calls of
    each task are taken next."""

    def __init__(self, frontier: Frontier, most: int) -> None:
        """`most`: a task goes on to calls of more bits when there are fewer calls than that to be taken."""
        tasks = frontier.samples.tasks
        self._frontier, self._most = frontier, most
        self._likelihood = frontier.deferred.likelihood or Even(frontier.grammar, tasks)
        self.bits = self._likelihood.operations.min(axis=1).astype(float) + _FIRST
        self._choices = np.array([len(production.numbers) for production in frontier.grammar])
        self._first_choice = np.cumsum(self._choices) - self._choices
        self._colors = np.concatenate([production.colors for production in frontier.grammar])
        self._taken = np.empty(0, np.uint64)

    @property
    def words(self) -> np.ndarray:
        """The words of all nodes, of which operations have places: int64 (nodes,)."""
        return self._likelihood.words(self._frontier.nodes)

    def next(self, leaves: np.ndarray) -> Portion:
        """The calls of the next band that were not taken before. `leaves` float64 (nodes,): the bits of each node as an
        argument, besides those of the operation that made it."""
        found = list(self._within(leaves))
        production = np.repeat(*np.array([(one, len(args)) for one, args in found], np.int64).reshape(-1, 2).T)
        args = padded([args for _, args in found])
        numbers = np.column_stack([production, args]).astype(np.uint64)
        keys = mix64(mix_placed(numbers, np.arange(numbers.shape[1])).sum(axis=1, dtype=np.uint64))
        new = np.flatnonzero(~np.isin(keys, self._taken))
        self._taken = np.concatenate([self._taken, keys[new]])
        calls = self._with_choices(production[new], args[new])
        self.bits[np.bincount(calls.task, minlength=len(self.bits)) < self._most] += _FURTHER
        return calls

    def _with_choices(self, production: np.ndarray, args: np.ndarray) -> Portion:
        """Calls with every choice of literals whose colours occur in their task."""
        nodes = self._frontier.nodes
        of, choice, _ = spread(np, self._choices[production])
        production, args = production[of], args[of]
        task = nodes.task.all[args[:, 0]].astype(np.int64)
        named = self._colors[self._first_choice[production] + choice]
        cost = np.array([one.cost for one in self._frontier.grammar])[production]
        cost += np.where(args >= 0, nodes.cost.all[args], 0).sum(axis=1, dtype=np.int64)
        own = (self._frontier.samples.palette[task] & named) == named
        return Portion(production, choice, args, task, cost).take(np.flatnonzero(own))

    def _within(self, leaves: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
        """The calls of up to `bits`, taken before or not: productions, and rows of arguments, int64 (n, holes)."""
        nodes, likelihood = self._frontier.nodes, self._likelihood
        operations, by_type = likelihood.operations, self._by_type(leaves)
        for production_id, production in enumerate(self._frontier.grammar):
            left = self.bits - operations[:, production_id]
            if left.max() <= 0:
                continue
            tables = [likelihood.arguments(production_id, hole) for hole in range(len(production.holes))]
            least = [table.min(axis=1) for table in tables]
            rooms = [(left - sum(least) + own)[:, None] - table for own, table in zip(least, tables, strict=True)]
            if len(rooms) > 1:
                rooms = [np.minimum(room, _PAIRED) for room in rooms]
            for _, codes, aligned in ways(production, "all"):
                if not all(code in by_type for code in codes):
                    continue
                sides = [
                    by_type[code].within(room, table) for code, room, table in zip(codes, rooms, tables, strict=True)
                ]
                if len(sides) == 1:
                    args = sides[0][0][:, None]
                else:
                    keys = (nodes.source if aligned else nodes.task).all
                    args = _joined(sides[0], sides[1], keys, left, nodes.task.all)
                if len(args):
                    yield production_id, args

    def _by_type(self, leaves: np.ndarray) -> dict[int, _Leaves]:
        """The nodes of each type that may be arguments at all, by its code."""
        nodes = self._frontier.nodes
        near = np.flatnonzero(leaves < self.bits.max())
        near = near[np.argsort(leaves[near], kind="stable")]
        type, words = nodes.type.all[near], self.words
        place = nodes.task.all.astype(np.int64) * self._likelihood.number + words
        chosen = {code: near[type == code] for code in np.unique(type).tolist()}
        return {code: _Leaves(some, leaves[some], place[some]) for code, some in chosen.items()}


@dataclass(frozen=True)
class _Leaves:
    """Nodes as arguments, those of fewest bits first: int64 (n,), their bits, float64 (n,), and the places of their
    words in tables (tasks, words), int64 (n,)."""

    nodes: np.ndarray
    bits: np.ndarray
    place: np.ndarray

    def within(self, room: np.ndarray, table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The nodes that have at most so many bits, (tasks, words), and their bits together with those of their words,
        (tasks, words): int64 (m,), float64 (m,)."""
        near = int(np.searchsorted(self.bits, room.max(), side="right"))
        fits = np.flatnonzero(self.bits[:near] <= room.take(self.place[:near]))
        return self.nodes[fits], self.bits[fits] + table.take(self.place[fits])


def _joined(left: _Side, right: _Side, keys: np.ndarray, most: np.ndarray, task: np.ndarray) -> np.ndarray:
    """Rows of a node of each side that have equal `keys`, int (nodes,), and together no more than `most` bits, float64
    (tasks,), in their `task`, int (nodes,): int64 (n, 2)."""
    (a, a_bits), (b, b_bits) = left, right
    if not len(a) or not len(b):
        return np.empty((0, 2), np.int64)
    places = keys[b] * _APART + b_bits
    order = np.argsort(places, kind="stable")
    places = places[order]
    begins = np.searchsorted(places, keys[a] * _APART)
    ends = np.searchsorted(places, keys[a] * _APART + (most[task[a]] - a_bits), side="right")
    of, place, _ = spread(np, ends - begins)
    return np.column_stack([a[of], b[order[begins[of] + place]]])
