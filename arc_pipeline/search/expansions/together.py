"""All pieces of a list assembled into one grid, in the order of a number or in their own, for tasks that change shapes.

Growth makes few of them, as a list, a measure of its elements, its order and the assembled grid together cost too much.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...dsl.types import GRID, OBJECT, Type, list_of
from ...measure import Deadline
from ..frontier.batch import Batch, batch_on
from ..frontier.elements import on_samples
from ..frontier.frontier import Frontier
from ..frontier.grammar import by_numbers, with_role
from ..frontier.joins import few_of_each, joined
from ..frontier.nodes import TYPE_CODE
from .choices import reshaped

AFTER = ("choices",)  # which adds lists
_KINDS = (list_of(OBJECT), list_of(GRID))
_LISTS = 160  # lists per type and task whose pieces are assembled
_REARRANGED = 4  # lists per type and task from which others are made by aligned numbers
_MEASURES = 8  # lists of numbers, per type of numbers, with each of these lists
_PIECES = 20  # the most elements of a list in a sample
_CHEAP = 3  # the most that such a list may cost, and the numbers aligned with it


def grow(frontier: Frontier, deadline: Deadline) -> bool:
    """Add lists that are sorted, filtered or changed by aligned numbers, and the cell features that are all pieces of a
    list assembled. Returns False if time or memory ran out."""
    before = len(frontier.nodes)
    done = frontier.keep(_rearranged(frontier), "all", deadline)
    return done and frontier.keep(_together(frontier, before), "features", deadline)


def _rearranged(frontier: Frontier) -> Iterator[Batch]:
    """Calls on a list and numbers aligned with it that sort, filter, scale or recolour it: the type stays the same."""
    nodes = frontier.nodes
    for kind in _KINDS:
        lists = _of_kind(frontier, kind)
        lists = lists[(nodes.cost.all[lists] <= _CHEAP) & _is_short(frontier, lists)]
        lists = _first(frontier, lists, _REARRANGED)
        for production_id, numbers in by_numbers(frontier.grammar, kind, kind):
            yield batch_on(nodes, frontier.grammar, production_id, _aligned(frontier, lists, numbers))


def _aligned(frontier: Frontier, lists: np.ndarray, kind: Type) -> np.ndarray:
    """Each of these lists with the _MEASURES cheapest lists of type `kind` aligned with it: int64 (n, 2)."""
    nodes = frontier.nodes
    aligned = np.flatnonzero((nodes.type.all == TYPE_CODE[kind]) & (nodes.cost.all <= _CHEAP))
    aligned = aligned[few_of_each(nodes.source.all[aligned], nodes.cost.all[aligned], _MEASURES)]
    return joined(lists, aligned, nodes.source.all)


def _together(frontier: Frontier, before: int) -> Iterator[Batch]:
    """Calls that assemble all pieces of a list, for the first lists of each task and all from node `before` on."""
    nodes = frontier.nodes
    for kind in _KINDS:
        lists = _of_kind(frontier, kind)
        lists = lists[_is_short(frontier, lists)]
        lists = np.union1d(_first(frontier, lists[lists < before], _LISTS), lists[lists >= before])
        for production_id, production in with_role(frontier.grammar, "assembly"):
            if ((kind,), GRID) in production.types:
                batch = batch_on(nodes, frontier.grammar, production_id, lists[:, None])
                yield batch.in_palette(production, frontier.samples.palette)


def _of_kind(frontier: Frontier, kind: Type) -> np.ndarray:
    """The lists of type `kind` in tasks whose outputs have other shapes than their inputs: int64 (n,) nodes."""
    nodes = frontier.nodes
    return np.flatnonzero((nodes.type.all == TYPE_CODE[kind]) & reshaped(frontier)[nodes.task.all])


def _first(frontier: Frontier, lists: np.ndarray, most: int) -> np.ndarray:
    """At most `most` lists of each task: first those cut from the input itself, then the cheapest, then those that are
    not aligned with another list."""
    nodes = frontier.nodes
    source = nodes.source.all[lists]
    later = nodes.production_id.all[nodes.args.all[source, 0]] >= 0
    rank = np.argsort(np.lexsort((source != lists, nodes.cost.all[lists], later)))
    return lists[few_of_each(nodes.task.all[lists], rank, most)]


def _is_short(frontier: Frontier, lists: np.ndarray) -> np.ndarray:
    """Which lists have at most _PIECES elements in every sample, and more than one in some sample: bool (n,)."""
    there = on_samples(frontier, lists)
    return there.on_all(there.count <= _PIECES) & ~there.on_all(there.count <= 1)
