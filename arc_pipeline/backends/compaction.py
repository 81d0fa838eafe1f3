"""Keep some of the values just made and give the rest of their memory back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .arena import Arena, Column, Mark, spread


def compact(arena: Arena, column: Column, mark: Mark) -> Column:
    """Release the arena down to `mark`, but for the values of `column`, which are moved there."""
    return compact_all(arena, [column], mark)[0]


def compact_all(arena: Arena, columns: Sequence[Column], mark: Mark) -> list[Column]:
    """Release the arena down to `mark`, but for the values of `columns`, which are moved there one after the other."""
    with arena.device:
        xp, empty = arena.xp, arena.xp.empty(0, np.int64)
        places = [_places(xp, column) for column in columns]
        storages = [column.type.storage for column in columns]
        sources = {
            storage: xp.concatenate([empty, *(p[0] for p, s in zip(places, storages, strict=True) if s == storage)])
            for storage in ("cells", "number")
        }
        slots, numbers = sources["cells"], sources["number"]
        arena.release(mark)
        first = {"cells": arena.take_slots(len(slots)), "number": arena.take_numbers(len(numbers))}
        moved = _move(arena, slots, first["cells"])
        arena.numbers[first["number"] : first["number"] + len(numbers)] = arena.numbers[numbers]
        # Where each value came to lie, and one place more, where a list without elements may begin.
        lie = {"cells": moved, "number": first["number"] + xp.arange(len(numbers) + 1)}
        begun, kept = dict.fromkeys(lie, 0), []
        for column, (source, starts), storage in zip(columns, places, storages, strict=True):
            data = column.data if starts is None else lie[storage][starts + begun[storage]].astype(np.int32)
            begun[storage] += len(source)
            kept.append(Column(column.type, data, column.count, column.hash))
        return kept


def _places(xp: Any, column: Column) -> tuple[Any, Any]:
    """Where the values of a column lie, int64 (n,), and where each row's begin among them; numbers lie nowhere."""
    if column.count is not None:
        rows, places, starts = spread(xp, column.count)
        return column.data[rows] + places, starts
    if column.type.storage == "number":
        return xp.empty(0, np.int64), None
    return column.data.astype(np.int64), xp.arange(len(column), dtype=np.int64)


def _move(arena: Arena, sources: Any, first: int) -> Any:
    """Copy these slots to the slot `first` and those behind it, which may be among them; returns where each lies then,
    and the next free one: int64 (n + 1,).

    Runs of slots stay runs. They may change their order, as threads may have made them in any: what ascends is moved in
    place, where a copy of all would take as much memory as the values do.
    """
    n, xp = len(sources), arena.xp
    place = first + xp.arange(n + 1)
    if arena.mover is not None and n:
        order = np.argsort(sources, kind="stable")
        ascending = sources[order]
        if ascending[0] >= first and (ascending[1:] > ascending[:-1]).all():
            arena.mover(arena.cells, arena.heads, ascending, first)
            place[order] = first + np.arange(n)
            return place
    for array in (arena.cells, arena.heads):
        array[first : first + n] = array[sources]  # indexing with an array copies, so that places may overlap
    return place
