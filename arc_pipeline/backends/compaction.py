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
        _move(arena, slots, first["cells"])
        arena.numbers[first["number"] : first["number"] + len(numbers)] = arena.numbers[numbers]
        kept = []
        for column, (source, starts), storage in zip(columns, places, storages, strict=True):
            data = column.data if starts is None else (starts + first[storage]).astype(np.int32)
            first[storage] += len(source)
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


def _move(arena: Arena, sources: Any, first: int) -> None:
    """Copy these slots to the slot `first` and those behind it, which may be among them."""
    n = len(sources)
    if arena.mover is not None and n and sources[0] >= first and (sources[1:] > sources[:-1]).all():
        arena.mover(arena.cells, arena.heads, sources, first)
        return
    for array in (arena.cells, arena.heads):
        array[first : first + n] = array[sources]  # indexing with an array copies, so that places may overlap
