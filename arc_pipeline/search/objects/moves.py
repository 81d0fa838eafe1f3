"""The objects of source lists shifted to where the outputs show them: all by one shift, or each by its own numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ...backends.arena import NONE
from ...dsl.types import COUNT, list_of
from .shifts import Shown
from .table import THE_INPUT, Batch, Literals, Table

_CONSTANT = 16  # shifts that are the same for all objects
_BY_NUMBERS = 24  # pairs of lists of numbers
_LISTS = 48  # lists of numbers


def moves(table: Table, shown: Mapping[int, Shown]) -> Iterator[Batch]:
    """The calls that shift most objects of source lists to where they are shown."""
    numbers = {source: _steps(table, source, one) for source, one in shown.items()}
    made = table.run(Batch.of("invert", np.full(len(own), source), own) for source, own in numbers.items())
    inverted = table.keep(made)
    for source, one in shown.items():
        down, right = _constant(one)
        of = np.full(len(down), source)
        yield Batch.of("shift", of, of, Literals(down), Literals(right))
        down, right = _by_numbers(table, source, one, np.append(numbers[source], inverted[made.source == source]))
        for stays_down, stays_right in ((False, False), (True, False), (False, True)):
            own = ((down == THE_INPUT) == stays_down) & ((right == THE_INPUT) == stays_right)
            of, none = np.full(int(own.sum()), source), Literals(np.zeros(int(own.sum()), np.int64))
            yield Batch.of("shift", of, of, none if stays_down else down[own], none if stays_right else right[own])


def _constant(shown: Shown) -> tuple[np.ndarray, np.ndarray]:
    """The shifts at which most objects are shown, two objects or more: rows and columns, int64 (n,) each."""
    often = shown.at.sum(axis=0)
    often[tuple(shown.middle)] = 0
    best = np.argsort(-often.ravel(), kind="stable")[:_CONSTANT]
    best = best[often.ravel()[best] > 1]
    down, right = np.unravel_index(best, often.shape)
    return down - shown.middle[0], right - shown.middle[1]


def _steps(table: Table, source: int, shown: Shown) -> np.ndarray:
    """The first lists of numbers that can be shifts: known for all objects, none larger than a grid, not all 0. Rows,
    int64 (n,)."""
    rows = table.of(source, list_of(COUNT))
    values = table.numbers(table.rows.take(rows), source)[:, : len(shown.at)]
    usable = ((values != NONE) & (abs(values) <= shown.middle.min())).all(axis=1) & (values != 0).any(axis=1)
    return rows[usable][:_LISTS]


def _by_numbers(table: Table, source: int, shown: Shown, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of lists of numbers, or of one list and nothing, that shift more than half of the objects to where they
    are shown, the best first: int64 (n,) for the shifts down and to the right, some of the rows, or THE_INPUT for
    nothing."""
    objects, middle, found = len(shown.at), shown.middle, table.rows.take(rows)
    steps = np.pad(table.numbers(found, source)[:, :objects], ((1, 0), (0, 0)))
    rows, cost = np.append(THE_INPUT, rows), np.append(0, found.cost)
    down, right = steps + middle[0], steps + middle[1]
    count = np.stack([shown.at[np.arange(objects), row, right].sum(axis=1) for row in down])
    moved = np.stack([((row != middle[0]) | (right != middle[1])).sum(axis=1) for row in down])
    score = np.where((count > objects / 2) & (moved > objects / 2), 64 * count - cost[:, None] - cost, 0).ravel()
    best = np.argsort(-score, kind="stable")[:_BY_NUMBERS]
    best = best[score[best] > 0]
    return rows[best // len(rows)], rows[best % len(rows)]
