"""Keep some of the values just made and give the rest of their memory back."""

from __future__ import annotations

import numpy as np

from .arena import Arena, Column, Mark, spread


def compact(arena: Arena, column: Column, mark: Mark) -> Column:
    """Release the arena down to `mark`, but for the values of `column`, which must lie above it and are moved there."""
    xp = arena.xp
    arena.release(mark)
    if column.count is None:
        if column.type.storage == "number":
            return column
        first = _move_slots(arena, column.data)
        return Column(column.type, xp.arange(first, first + len(column), dtype=np.int32), None, column.hash)
    rows, places, starts = spread(xp, column.count)
    source = column.data[rows] + places
    if column.type.storage == "cells":
        first = _move_slots(arena, source)
    else:
        first = arena.take_numbers(len(source))
        arena.numbers[first : first + len(source)] = arena.numbers[source]
    return Column(column.type, (starts + first).astype(np.int32), column.count, column.hash)


def _move_slots(arena: Arena, source: object) -> int:
    # Indexing with an array copies, so that source and target may overlap.
    cells, heads = arena.cells[source], arena.heads[source]
    first = arena.take_slots(len(cells))
    arena.cells[first : first + len(cells)], arena.heads[first : first + len(cells)] = cells, heads
    return first
