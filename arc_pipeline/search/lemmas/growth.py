"""Growth from lemmas: in each iteration the values of most promise become leaves, and calls that use a new leaf are
made, so that programs become deeper the longer it goes on (a beam search over partial programs)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from ...measure import Deadline
from ..frontier.batch import Batch, Growth, batch_on, ways
from ..frontier.frontier import Frontier
from ..frontier.joins import few_of_each, joined
from ..frontier.nodes import TYPE_LIST
from ..frontier.promise import Promise, leaf_bits, most_promising
from .bands import Bands

LEAVES = 16  # new ones in each iteration
_BESIDE = 24  # of the cheapest values of each type that calls combine with leaves
_CHEAP = 1  # what such a value may cost, and a call of which all values are kept
_BAND = 3  # costs of calls that are tried together, for larger launches
_WIDE = 4  # iterations after which leaves bring next to nothing new
CALLS = 4000  # of each task that an iteration by bands makes, about
_FOR_LATER = 0.4  # share of the arena that bands, of which all values are kept, leave free
_ALL = 1 << 15  # a band of all costs
_COST = 2  # of a call of which not all values are kept: lists of cells take most room
_KINDS: tuple[tuple[Growth, ...], ...] = (("all",), ("numbers", "features"), ("features",))


def grow_from_lemmas(promise: Promise, iterations: int, deadline: Deadline) -> bool:
    """Grow the values of all tasks from those that promise most, again and again: the first iterations make many calls
    on a few leaves, later ones the likeliest calls on all values. False if time or memory ran out."""
    wide = min(iterations, _WIDE)
    if not _grow_from_leaves(promise, wide, deadline):
        return False
    if iterations == wide:
        return True
    with promise.frontier.backend.arena.sparing(_FOR_LATER):
        return _grow_by_bands(promise, iterations - wide, deadline)


def _grow_from_leaves(promise: Promise, iterations: int, deadline: Deadline) -> bool:
    frontier, leaves = promise.frontier, np.empty(0, np.int64)
    cheapest = _cheapest(frontier)
    for _ in range(iterations):
        new = most_promising(frontier.nodes, promise.measured(), LEAVES, leaves)
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


def _grow_by_bands(promise: Promise, iterations: int, deadline: Deadline) -> bool:
    frontier, bands = promise.frontier, Bands(promise.frontier, CALLS)
    for _ in range(iterations):
        calls = bands.next(leaf_bits(frontier.nodes, promise.measured(), bands.words))
        if not frontier.keep(calls, "all", deadline, band=_ALL):
            return False
    return True


def calls_with(frontier: Frontier, new: np.ndarray, beside: np.ndarray) -> Iterator[tuple[Growth, Batch]]:
    """The calls of up to _COST of which at least one argument is one of the nodes `new`, and the other, if there is
    one, is one of them or of `beside`, of the same task; each with the kind of values that are to be kept of it."""
    nodes, palette = frontier.nodes, frontier.samples.palette
    every, beside, type = np.unique(np.concatenate([new, beside])), np.setdiff1d(beside, new), nodes.type.all
    words = frontier.deferred.words(nodes)

    @cache  # most productions share their types with others
    def arguments(codes: tuple[int, ...], aligned: bool) -> np.ndarray:
        if len(codes) == 1:
            return new[type[new] == codes[0], None]
        keys = nodes.source.all if aligned else nodes.task.all
        left, right = ([side[type[side] == code] for side in (new, beside, every)] for code in codes)
        return np.concatenate([joined(left[0], right[2], keys), joined(left[1], right[0], keys)])

    for production_id, production in enumerate(frontier.grammar):
        if production.cost > _COST:
            return
        # Of numbers that two nodes make one in two hundred is new, and they would be a quarter of all values.
        number = len(production.holes)
        for kind in _KINDS[0 if number == 1 and production.cost <= _CHEAP else number]:
            for _, codes, aligned in ways(production, kind):
                args = arguments(codes, aligned)
                args = args[frontier.deferred.late(production_id, words[args], nodes.task.all[args[:, 0]]) == 0]
                if len(args):
                    yield kind, batch_on(nodes, frontier.grammar, production_id, args).in_palette(production, palette)


def _cheapest(frontier: Frontier) -> np.ndarray:
    """The cheapest values of each type of every task, the inputs among them: int64 (n,)."""
    cheap = np.flatnonzero(frontier.nodes.cost.all <= _CHEAP)
    cost, type, task = (getattr(frontier.nodes, name).all[cheap] for name in ("cost", "type", "task"))
    return cheap[few_of_each(task * len(TYPE_LIST) + type, cost, _BESIDE)]
