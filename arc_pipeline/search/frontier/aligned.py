"""Values that belong to a source list, whose elements they describe, change or are chosen from, and calls for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends.arena import spread
from ...dsl import OPS
from .batch import Batch, by_types
from .evaluated import Evaluated
from .grammar import HOLE
from .nodes import IS_LIST, IS_NUMBER, Nodes


def source_of(nodes: Nodes, args: np.ndarray) -> np.ndarray:
    """The source list of the first list among arguments, -1 where there is no list: int (n, holes) nodes, -1 for none
    -> int64 (n,)."""
    lists = (args >= 0) & IS_LIST[nodes.type.all[args]]
    first = args[np.arange(len(args)), np.argmax(lists, axis=1)]
    return np.where(lists.any(axis=1), nodes.source.all[first], -1)


def sources(nodes: Nodes, evaluated: Evaluated, new: np.ndarray) -> np.ndarray:
    """The source lists of those calls, bool (n,), that become the next nodes, -1 for what is no list: int64 (new,). A
    list of numbers is aligned with the list that it was made of, as is the result of mapping a call over a list; any
    other list is its own source."""
    source, kind = source_of(nodes, evaluated.args[new]), evaluated.type[new]
    makers, of = np.unique(evaluated.production_id[new], return_inverse=True)
    makes_lists = np.array([nodes.grammar[one].op.result.is_list for one in makers.tolist()], dtype=bool)[of]
    own = (source < 0) | (makes_lists & ~IS_NUMBER[kind])
    return np.where(IS_LIST[kind], np.where(own, len(nodes) + np.arange(len(kind)), source), -1)


def sources_of_leaves(source: np.ndarray) -> np.ndarray:
    """The source lists of leaves, given those that they had: the first leaf with the same one, -1 for none. int (n,)
    -> int64 (n,)."""
    _, first, of = np.unique(source, return_index=True, return_inverse=True)
    return np.where(source < 0, -1, first[of])


def lengths(nodes: Nodes, lists: np.ndarray, samples: np.ndarray) -> Any:
    """How long lists are on each of the samples of their tasks, of which there are `samples` (n,): int64 (n,) nodes ->
    (sum of samples,), on the device."""
    of, place, _ = spread(np, samples)
    return nodes.at(nodes.count, nodes.first_row.all[lists][of] + place)


@dataclass(frozen=True)
class Literals:
    """Literal arguments: `numbers` int (n,), as parameters encode them."""

    numbers: np.ndarray


def calls(nodes: Nodes, name: str, *arguments: np.ndarray | int | Literals | str | None) -> Iterator[Batch]:
    """Calls of an operation. An argument is an array of nodes, int64 (n,), as at least one must be, one node for all
    calls, literals, the word of an option, or None if it is absent, as the last ones may be."""
    op, holes, columns = OPS[name], list[np.ndarray](), list[np.ndarray]()
    way: list[Any] = [None] * len(op.parameters)
    n = next(len(given) for given in arguments if isinstance(given, np.ndarray))
    for k, (parameter, given) in enumerate(zip(op.parameters, arguments, strict=False)):
        if isinstance(given, Literals | str):
            way[k] = "literal"
            columns.append(given.numbers if isinstance(given, Literals) else np.full(n, parameter.encode(given)))
        elif given is not None:
            way[k] = HOLE
            holes.append(np.broadcast_to(given, n))
    numbers = np.stack(columns, axis=1) if columns else np.empty((n, 0), np.int64)
    yield from aligned_calls(nodes, *nodes.opened(op, tuple(way), numbers), np.stack(holes, axis=1))


def aligned_calls(nodes: Nodes, production_id: int, choice: np.ndarray, args: np.ndarray) -> Iterator[Batch]:
    """Calls of a production with nodes of one task each, int64 (n, holes), and choices of its literals, int64 (n,). The
    cost of the source list is counted once."""
    source, cost = source_of(nodes, args), nodes.cost.all.astype(np.int64)
    shared = np.where(source >= 0, cost[source], 0)
    again = np.where(nodes.source.all[args] == source[:, None], shared[:, None], 0)
    costs = nodes.grammar[production_id].op.cost + shared + (cost[args] - again).sum(axis=1)
    task = nodes.task.all[args[:, 0]].astype(np.int64)
    for types, rows in by_types(nodes, args):
        yield Batch(production_id, types, choice[rows], args[rows], task[rows], costs[rows])
