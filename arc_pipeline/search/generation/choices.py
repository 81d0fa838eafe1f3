"""Weighted draws from groups of things, and the calls that a grammar has for given types."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..frontier.grammar import MAX_HOLES, Production, Way
from ..frontier.nodes import TYPE_CODE, TYPE_LIST

_BASE = 1 + len(TYPE_LIST)


@dataclass(frozen=True)
class Groups:
    """Things in groups, from which members are drawn by weight. `keys` int64 (n,), ascending: the group of each;
    `things` int64 (n,); `before` float64 (n + 1,): the sum of the weights of all things before each one."""

    keys: np.ndarray
    things: np.ndarray
    before: np.ndarray

    @classmethod
    def of(cls, keys: np.ndarray, things: np.ndarray, weights: np.ndarray) -> Groups:
        """Groups of these things, by keys, int64 (n,), with positive weights, float64 (n,)."""
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], things[order], np.concatenate([[0.0], np.cumsum(weights[order])]))

    def drawn(self, keys: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """A thing of each of these groups, int64 (m,) -> (m,); -1 for a group without things."""
        begin, end = (np.searchsorted(self.keys, keys, side=side) for side in ("left", "right"))
        place = np.searchsorted(self.before, rng.uniform(self.before[begin], self.before[end]), side="right") - 1
        # Sums of weights are rounded, so that a number drawn just below the upper end may lie beyond it.
        place = np.clip(place, begin, end - 1)
        found = np.full(len(keys), -1)
        found[end > begin] = self.things[place[end > begin]]
        return found

    def few_drawn(self, keys: np.ndarray, most: int, rng: np.random.Generator) -> np.ndarray:
        """The same, but at most so many different things of each group: what is alike runs in one launch."""
        unique, of = np.unique(keys, return_inverse=True)
        return self.drawn(np.repeat(unique, most), rng)[of * most + rng.integers(0, most, len(keys))]


@dataclass(frozen=True)
class Choices:
    """The calls that a grammar has. `alike`: productions by the types that they take and make, see `signatures`;
    `ways`: the production of each operation and way to call it."""

    grammar: tuple[Production, ...]
    alike: Groups
    ways: dict[tuple[str, Way], int]

    def of(self, production: Production) -> int:
        """The production of the grammar that calls the operation in the same way, -1 if it has none."""
        return self.ways.get((production.op.name, way_of(production)), -1)


@lru_cache(8)  # as many grammars as rounds use by turns
def choices_of(grammar: tuple[Production, ...]) -> Choices:
    """The calls of a grammar; those of operations that cost less are drawn oftener."""
    codes, results, things = [], [], []
    for production_id, production in enumerate(grammar):
        for types, result in production.types:
            codes.append([*(TYPE_CODE[one] for one in types), *[-1] * (MAX_HOLES - len(types))])
            results.append(TYPE_CODE[result])
            things.append(production_id)
    weights = np.array([1.0 / grammar[one].op.cost for one in things])
    keys = signatures(np.array(codes, np.int64).reshape(-1, MAX_HOLES), np.array(results, np.int64))
    ways = {(one.op.name, way_of(one)): k for k, one in enumerate(grammar)}
    return Choices(grammar, Groups.of(keys, np.array(things, np.int64), weights), ways)


def signatures(codes: np.ndarray, result: np.ndarray) -> np.ndarray:
    """Numbers for the types that n calls take and make: the codes of the types of their arguments, int (n, MAX_HOLES),
    -1 where there is none, and of their results, int (n,) -> int64 (n,)."""
    key = result.astype(np.int64)
    for column in codes.T:
        key = key * _BASE + column + 1
    return key


def way_of(production: Production) -> Way:
    """How a production calls its operation, as in `open_production`."""
    return tuple("literal" if isinstance(one, tuple) else one for one in production.arguments)
