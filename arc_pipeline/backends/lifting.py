"""Calls that are mapped over lists: the elements of their arguments, and the lists that are made of the results.

What several calls need is made at once: for a few rows, as in a search of one task, arithmetic costs by the operation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from ..dsl.op import Op
from ..dsl.types import Type
from .arena import EMPTY, Arena, Column, spread, to_host
from .hashing import hash_runs

Argument = Column | int | None  # a column, an encoded literal, or an optional argument that is absent


class Asked(NamedTuple):
    """A call that is asked for: an operation, an argument for each of its parameters, and the number of rows."""

    op: Op
    arguments: Sequence[Argument]
    rows: int


@dataclass
class Call:
    """A call while it is run. `result`: the type of its result; `lifted`: the arguments that it is mapped over, lists;
    `column`: its result, or, as long as it is taken apart, that of its elements, of which the first lies in the slot
    or place `first`."""

    op: Op
    arguments: list[Argument]
    rows: int
    result: Type
    lifted: tuple[int, ...]
    column: Column = field(init=False)
    first: int = 0

    @property
    def made(self) -> Type:
        """The type of what its kernel makes for each row."""
        if not self.lifted:
            return self.result
        assert self.result.item is not None
        return self.result.item


@dataclass(frozen=True)
class Elements:
    """The elements of all rows of some calls. `counts` int64 (rows,): how many each row has, 0 where lists differ in
    length; `empty` bool (rows,): where all lists are empty ones and none is void; `places` int64 (elements,): the place
    of each in its list; `starts` int64 (rows,): where those of each row begin. On the host: `rows`, `bounds`: the first
    row and element of each call, and their numbers."""

    counts: Any
    empty: Any
    places: Any
    starts: Any
    rows: list[int]
    bounds: list[int]


def take_apart(arena: Arena, calls: Sequence[Call]) -> Elements | None:
    """The elements of calls that are mapped over lists, which become calls with a row for each element; None for no
    calls."""
    if not calls:
        return None
    xp = arena.xp
    lengths, are_empty = zip(*(_lengths(xp, call) for call in calls), strict=True)
    counts, empty = xp.concatenate(lengths).astype(np.int64), xp.concatenate(are_empty)
    owner, places, starts = spread(xp, counts)
    rows = np.cumsum([0, *(call.rows for call in calls)]).tolist()
    ends = xp.concatenate([starts, xp.full(1, len(owner), dtype=np.int64)])
    bounds = to_host(ends[xp.asarray(np.array(rows))]).tolist()
    places32 = places.astype(np.int32)
    for k, call in enumerate(calls):
        own = slice(bounds[k], bounds[k + 1])
        of = owner[own] - rows[k] if rows[k] else owner[own]
        for place, argument in enumerate(call.arguments):
            if place in call.lifted:
                assert isinstance(argument, Column)
                call.arguments[place] = _elements(arena, argument, of, places32[own])
            elif isinstance(argument, Column) and len(argument) > 1:
                call.arguments[place] = argument.take(of)
        call.rows = bounds[k + 1] - bounds[k]
    return Elements(counts, empty, places, starts, rows, bounds)


def put_together(xp: Any, calls: Sequence[Call], elements: Elements | None) -> None:
    """Make lists of the results of calls that were taken apart, whose hashes lie one after the other in memory."""
    if elements is None:
        return
    hashes = xp.concatenate([call.column.hash for call in calls])
    hashed = hash_runs(xp, hashes, elements.places, elements.starts, elements.counts, elements.empty)
    counts = elements.counts.astype(np.int32)
    for k, call in enumerate(calls):
        own = slice(elements.rows[k], elements.rows[k + 1])
        starts = xp.where(counts[own] > 0, elements.starts[own] + (call.first - elements.bounds[k]), 0)
        data = xp.where(elements.empty[own], EMPTY, starts).astype(np.int32)
        call.column = Column(call.result, data, counts[own], hashed[own])
        call.rows = own.stop - own.start


def _lengths(xp: Any, call: Call) -> tuple[Any, Any]:
    """How many elements a call has in each of its rows, (rows,): none where the lists differ in length; and where it
    has none as all lists are empty ones, bool (rows,)."""
    lists = [call.arguments[place] for place in call.lifted]
    counts, empty = None, None
    for column in lists:
        assert isinstance(column, Column)
        of_all = len(column) == call.rows
        first, count = (each if of_all else each[xp.zeros(call.rows, np.int64)] for each in (column.data, column.count))
        counts = count if counts is None else xp.where(counts == count, counts, 0)
        empty = first == EMPTY if empty is None else empty & (first == EMPTY)
    return counts, empty


def _elements(arena: Arena, argument: Column, of: Any, places: Any) -> Column:
    """The elements of a column of lists, by the rows of each and their places in the lists, (elements,) both."""
    assert argument.type.item is not None
    first = argument.data[of] if len(argument) > 1 else argument.data
    index = first + places
    return Column(argument.type.item, index if argument.type.storage == "cells" else arena.numbers[index], None, None)
