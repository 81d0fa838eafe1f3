"""The numbers of the objects of source lists: what the frontier measured, their ranks, how many objects share them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from ...backends.arena import NONE, to_host
from ...dsl import OPS, Choice
from ...dsl.types import COLOR, COUNT, NUMBER, OBJECT, STATE, TABLE, Type, list_of
from ..frontier.joins import place_among_equals
from ..frontier.nodes import TYPE_CODE, TYPE_LIST
from .sources import OBJECTS
from .table import Batch, Literals, Rows, Table

NUMBERS = tuple(kind for kind in TYPE_LIST if kind.is_list and kind.storage == "number" and kind != TABLE)
_BY_NUMBERS = (list_of(NUMBER), list_of(COUNT))
_ASKED = 16  # lists of numbers of a type that an operation is tried on
_MEASURES = 160
_ALIKE = 2  # measures that may split the demonstrations' objects in the same way
_LARGEST_KEY = 255  # of a table
_SPLIT = 10  # groups at most


def _of_lists() -> list[tuple[str, dict[str, Any]]]:
    """The operations that make a number for each element of whole lists, and those that make a number of two pieces,
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


def measured(table: Table) -> None:
    """Add to a table the lists of numbers that the frontier measured on its source lists."""
    view, held = table.view, table.view.frontier.nodes
    nodes = view.of_type(*NUMBERS)
    which, place = np.nonzero(held.source.all[nodes][:, None] == table.rows.args[table.sources, 0])
    found = table.nodes(nodes[which], table.sources[place])
    aligned = (found.count == table.rows.count[found.source]).all(axis=1)
    table.keep(_known(table, found.take(np.flatnonzero(aligned))))


def measure_more(table: Table, sources: np.ndarray, targets: np.ndarray) -> None:
    """Add to a table what operations on whole lists make of some source lists, rows int64 (n,), and of their numbers,
    and what operations on two pieces make of each object and a target, rows int64 (m,)."""
    made = table.run(_calls(table, sources, targets))
    made = made.take(np.argsort(made.cost, kind="stable"))
    table.keep(_known(table, made))


def _known(table: Table, found: Rows) -> Rows:
    """The lists in which more than half of the numbers are not void."""
    (lists, places), arena = table.each(found), table.backend.arena
    values = to_host(arena.numbers[arena.xp.asarray(places)])
    known = np.bincount(lists, values != NONE, minlength=len(found))
    return found.take(np.flatnonzero(known > found.count.sum(axis=1) / 2))


def _calls(table: Table, sources: np.ndarray, targets: np.ndarray) -> Iterator[Batch]:
    """The calls of all operations in OF_LISTS on source lists; those that take a list of numbers or a second piece are
    called with each of the source list's own lists of numbers or targets."""
    rows = table.rows
    numbers = [np.concatenate([table.of(one, list_of(kind))[:_ASKED] for kind in (COLOR, COUNT)]) for one in sources]
    with_numbers = np.repeat(sources, list(map(len, numbers))), np.concatenate([sources[:0], *numbers])
    at, own = np.nonzero(rows.source[targets] == sources[:, None])
    with_targets = sources[at], targets[own]
    for name, literals in OF_LISTS:
        parameters = OPS[name].parameters
        asked = [parameter.type for parameter in parameters]
        values = [k for k, kind in enumerate(asked) if isinstance(kind, Type)]
        if not any(isinstance(kind, Type) and kind.is_list for kind in asked):
            (of, others), beside = with_targets, values[1]
        else:
            beside = next((k for k in values if asked[k] in _BY_NUMBERS), -1)
            of, others = with_numbers if beside >= 0 else (sources, sources)
        if OBJECTS in asked:
            of, others = (part[rows.type[of] == TYPE_CODE[OBJECTS]] for part in (of, others))
        arguments = [
            Literals(np.full(len(of), parameter.encode(literals[parameter.name])))
            if isinstance(parameter.type, Choice)
            else (others if k == beside else of)
            for k, parameter in enumerate(parameters)
        ]
        yield Batch(OPS[name], of, tuple(arguments))


def splitting(values: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Which lists of numbers, (n, objects), split the objects `train`, bool (objects,), into 2 to _SPLIT groups and are
    fit to be keys of a table, at most _ALIKE for each split: int64 (m,), ascending."""
    first = _first_places(values[:, train])
    groups = (first == np.arange(first.shape[1])).sum(axis=1)
    writable = ((values[:, train] >= 0) & (values[:, train] <= _LARGEST_KEY)).all(axis=1)
    few = np.flatnonzero((groups > 1) & (groups <= _SPLIT) & writable)
    _, split = np.unique(first[few], axis=0, return_inverse=True)
    order = np.argsort(split.ravel(), kind="stable")
    split = split.ravel()[order]
    before = place_among_equals(split)
    return np.sort(few[order[before < _ALIKE]])[:_MEASURES]


def _first_places(values: np.ndarray) -> np.ndarray:
    """For each entry the place of the first equal entry in its row: (n, objects) -> (n, objects)."""
    return np.argmax(values[:, :, None] == values[:, None, :], axis=2)
