"""Values that belong to a source list, whose elements they describe, change or are chosen from, and calls for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ...dsl import OPS
from .evaluated import Evaluated
from .grammar import HOLE
from .nodes import IS_LIST, IS_NUMBER, Nodes
from .portions import Portion, padded


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
    made, found = np.flatnonzero(new), np.full(int(new.sum()), -1)
    lists = np.flatnonzero(IS_LIST[evaluated.type[made]])
    made = made[lists]
    source, production_id = source_of(nodes, evaluated.args[made]), evaluated.production_id[made]
    makers, of = np.unique(production_id, return_inverse=True)
    makes_lists = np.array([nodes.grammar[one].op.result.is_list for one in makers.tolist()], dtype=bool)[of]
    own = (source < 0) | (makes_lists & ~IS_NUMBER[evaluated.type[made]])
    found[lists] = np.where(own, len(nodes) + lists, source)
    return found


def sources_of_leaves(source: np.ndarray) -> np.ndarray:
    """The source lists of leaves, given those that they had: the first leaf with the same one, -1 for none. int (n,)
    -> int64 (n,)."""
    _, first, of = np.unique(source, return_index=True, return_inverse=True)
    return np.where(source < 0, -1, first[of])


@dataclass(frozen=True)
class Literals:
    """Literal arguments: `numbers` int (n,), as parameters encode them."""

    numbers: np.ndarray


class Calls(NamedTuple):
    """Calls of one production. `choice` int64 (n,): the rows of literals among the production's; `args` int64
    (n, holes): nodes of any types, of one task for each call."""

    production_id: int
    choice: np.ndarray
    args: np.ndarray


def priced(nodes: Nodes, found: Iterable[Calls]) -> Portion:
    """These calls with their costs, as `portion_of` has them."""
    some, none = list(found), np.empty(0, np.int64)
    production_id = np.repeat([one.production_id for one in some], [len(one.args) for one in some]).astype(np.int64)
    choice = np.concatenate([none, *(one.choice for one in some)])
    return portion_of(nodes, production_id, choice, padded([one.args for one in some]))


def portion_of(nodes: Nodes, production_id: np.ndarray, choice: np.ndarray, args: np.ndarray) -> Portion:
    """Calls of any productions, int64 (n,), on nodes, int64 (n, MAX_HOLES), -1 where there is no hole, with their
    costs. That of a source list that several arguments belong to is counted once."""
    makers, of = np.unique(production_id, return_inverse=True)
    cost = np.array([nodes.grammar[one].op.cost for one in makers.tolist()], dtype=np.int64)[of]
    source, task = source_of(nodes, args), nodes.task.all[args[:, 0]].astype(np.int64)
    shared = np.where(source >= 0, nodes.cost.all[source], 0)
    paid = nodes.cost.all[args] - np.where(nodes.source.all[args] == source[:, None], shared[:, None], 0)
    return Portion(production_id, choice, args, task, cost + shared + np.where(args >= 0, paid, 0).sum(axis=1))


def calls(nodes: Nodes, name: str, *arguments: np.ndarray | int | Literals | str | None) -> Calls:
    """Calls of an operation, whether or not growth makes such calls. An argument is an array of nodes, int64 (n,), as
    at least one must be, one node for all calls, literals, the word of an option, or None if it is absent, as the last
    ones may be. TypeError if a required one is."""
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
    needed = [parameter.required or parameter.default is not None for parameter in op.parameters]
    if lacking := [p.name for p, one, need in zip(op.parameters, way, needed, strict=True) if need and one is None]:
        raise TypeError(f"calls of {name} lack {', '.join(lacking)}")
    numbers = np.stack(columns, axis=1) if columns else np.empty((n, 0), np.int64)
    return Calls(*nodes.opened(op, tuple(way), numbers), np.stack(holes, axis=1))
