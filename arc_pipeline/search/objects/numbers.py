"""The numbers of the objects of source lists beyond those that the frontier measured: ranks, how many share them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from ...dsl import OPS, Choice
from ...dsl.types import COLOR, COUNT, NUMBER, TABLE, Type, list_of
from ..frontier.aligned import Calls, Literals, calls
from ..frontier.joins import few_of_each
from .sources import OBJECTS, Begun

_BY_NUMBERS = {list_of(NUMBER): (COLOR, COUNT), list_of(COLOR): (COLOR,), list_of(COUNT): (COUNT,)}  # what each takes
_ASKED = 16  # lists of numbers of a type that an operation is tried on
_MEASURES = 160
_ALIKE = 2  # measures that may split the demonstrations' objects in the same way
_LARGEST_KEY = 255  # of a table
_SPLIT = 10  # groups at most


def _of_lists() -> list[tuple[str, dict[str, Any]]]:
    """The operations that make a number for each element of whole lists, with each choice of their options."""
    found = []
    for name, op in sorted(OPS.items()):
        asked = [p.type for p in op.parameters if isinstance(p.type, Type)]
        of_lists = op.result.is_list and bool(asked) and all(kind.is_list and kind != TABLE for kind in asked)
        options = [p for p in op.parameters if isinstance(p.type, Choice)]
        # Of two lists of numbers either may be the objects'.
        if op.result.storage == "number" and of_lists and sum(kind.storage == "number" for kind in asked) < 2:
            for way in product(*(p.literals for p in options)):
                found.append((name, dict(zip((p.name for p in options), way, strict=True))))
    return found


OF_LISTS = _of_lists()


def more_measures(begun: Begun, sources: np.ndarray) -> Iterator[Calls]:
    """The calls of all operations on whole lists with source lists, nodes int64 (n,). One that takes a list of numbers
    is called with each of the source list's own."""
    beside = {
        kind: [begun.view_of(one).beside(one, list_of(kind))[:_ASKED] for one in sources.tolist()]
        for kind in (COLOR, COUNT)
    }
    with_numbers = {
        asked: _paired(sources, [np.concatenate(own) for own in zip(*(beside[kind] for kind in taken), strict=True)])
        for asked, taken in _BY_NUMBERS.items()
    }
    for name, words in OF_LISTS:
        asked = [parameter.type for parameter in OPS[name].parameters]
        of, others = next((with_numbers[kind] for kind in asked if kind in with_numbers), (sources, sources))
        if OBJECTS in asked:
            of, others = (part[begun.are(of, OBJECTS)] for part in (of, others))
        given = [
            Literals(np.full(len(of), parameter.encode(words[parameter.name])))
            if parameter.name in words
            else (others if kind in _BY_NUMBERS else of)
            for parameter, kind in zip(OPS[name].parameters, asked, strict=True)
        ]
        yield calls(begun.nodes, name, *given)


def _paired(sources: np.ndarray, lists: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Each source list with each of its own lists of numbers: nodes, int64 (n,) both."""
    return np.repeat(sources, list(map(len, lists))), np.concatenate([sources[:0], *lists])


def splitting(values: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Which lists of numbers, (n, objects), split the objects `train`, bool (objects,), into 2 to _SPLIT groups and are
    fit to be keys of a table, at most _ALIKE for each split: int64 (m,), ascending."""
    first = (values[:, train, None] == values[:, None, train]).argmax(axis=2)  # the place of the first equal number
    groups = (first == np.arange(first.shape[1])).sum(axis=1)
    writable = ((values[:, train] >= 0) & (values[:, train] <= _LARGEST_KEY)).all(axis=1)
    few = np.flatnonzero((groups > 1) & (groups <= _SPLIT) & writable)
    split = np.unique(first[few], axis=0, return_inverse=True)[1].ravel()
    return np.sort(few[few_of_each(split, few, _ALIKE)])[:_MEASURES]
