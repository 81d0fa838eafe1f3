"""Keeps some of the values that were just made and releases the rest of their memory."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from .arena import Arena, Column, Mark, spread


def compact(arena: Arena, column: Column, mark: Mark) -> Column:
    """Release the arena down to `mark`, except the values of `column`, which are moved there."""
    return compact_all(arena, [column], mark)[0]


def compact_all(arena: Arena, columns: Sequence[Column], mark: Mark) -> list[Column]:
    """Release the arena down to `mark`, except the values of `columns`, which are moved there one after the other."""
    with arena.device:
        xp, empty = arena.xp, arena.xp.empty(0, np.int32)
        of_cells = [column.type.storage == "cells" for column in columns]
        lengths = [
            xp.full(len(column), is_cells, np.int32) if column.count is None else column.count
            for column, is_cells in zip(columns, of_cells, strict=True)
        ]
        bounds = np.cumsum([0, *map(len, columns)])
        moved = compact_rows(
            arena,
            xp.concatenate([empty, *(column.data for column in columns)]),
            xp.concatenate([empty, *lengths]),
            xp.asarray(np.repeat(np.array(of_cells, dtype=bool), np.diff(bounds))),
            mark,
        )
        return [
            Column(column.type, moved[begin:end], column.count, column.hash)
            for column, (begin, end) in zip(columns, pairwise(bounds.tolist()), strict=True)
        ]


def compact_rows(arena: Arena, data: Any, lengths: Any, of_cells: Any, mark: Mark) -> Any:
    """Release the arena down to `mark`, except these rows' values, moved there one by one; returns the new `data`.

    `data` int32 (n,): a number, or the first slot or place in the pool of a value; `lengths` int32 (n,): how many slots
    or places it has, 0 for a number; `of_cells` bool (n,): whether it lies in slots.
    """
    with arena.device:
        xp, data = arena.xp, data.copy()
        arena.release(mark)
        for in_slots, take, move in (
            (True, arena.take_slots, _move),
            (False, arena.take_numbers, _move_numbers),
        ):
            rows = xp.flatnonzero((of_cells == in_slots) & (lengths > 0))
            if len(rows):
                of, places, starts = spread(xp, lengths[rows])
                sources = data[rows][of] + places
                data[rows] = move(arena, sources, take(len(sources)))[starts]
        return data


def _move_numbers(arena: Arena, sources: Any, first: int) -> Any:
    """Copy places of the pool to `first` and behind it, which may overlap; returns their new places, int64 (n,)."""
    arena.numbers[first : first + len(sources)] = arena.numbers[sources]
    return first + arena.xp.arange(len(sources))


def _move(arena: Arena, sources: Any, first: int) -> Any:
    """Copy slots, at least one, to `first` and behind it, which may overlap; returns their new places, int64 (n,).

    Runs of slots stay runs, but their order may change, as threads may have made them in any order: ascending slots are
    moved in place, where copying all would take as much memory as the values do.
    """
    n, xp = len(sources), arena.xp
    place = first + xp.arange(n)
    if arena.mover is not None:
        order = np.argsort(sources, kind="stable")
        ascending = sources[order]
        if ascending[0] >= first and (ascending[1:] > ascending[:-1]).all():
            arena.mover(arena.cells, arena.heads, ascending, first)
            place[order] = first + np.arange(n)
            return place
    for array in (arena.cells, arena.heads):
        array[first : first + n] = array[sources]  # indexing with an array copies, so the slots may overlap
    return place
