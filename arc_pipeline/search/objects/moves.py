"""The objects of source lists shifted to where the outputs show them: all alike, or by lists of numbers beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ...backends.arena import NONE
from ...dsl import OPS
from ...dsl.types import COUNT, list_of
from .shifts import Shown
from .table import Batch, Literals, Table

_CONSTANT = 16  # shifts that are the same for all objects
_BY_NUMBERS = 24  # pairs of lists
_LISTS = 48  # of numbers


def moves(table: Table, shown: Mapping[int, Shown]) -> Iterator[Batch]:
    """The calls that shift most objects of source lists to where they are shown."""
    signed = {source: _by_numbers(table, source, one) for source, one in shown.items()}
    negative = {
        source: np.unique(numbers[numbers < 0]) for source, pairs in signed.items() for numbers in [np.stack(pairs)]
    }
    made = table.run(Batch.of("invert", np.full(len(rows), source), -rows) for source, rows in negative.items())
    inverted = dict(zip(made.args[:, 0].tolist(), table.keep(made).tolist(), strict=True))
    for source, one in shown.items():
        down, right = _constant(one)
        of = np.full(len(down), source)
        yield Batch.of("shift", of, of, Literals(down), Literals(right))
        down, right = (
            np.array([inverted.get(-row, 0) if row < 0 else row for row in rows.tolist()], dtype=np.int64)
            for rows in signed[source]
        )
        for stays_down, stays_right in ((False, False), (True, False), (False, True)):
            own = ((down == 0) == stays_down) & ((right == 0) == stays_right)
            of, none = np.full(int(own.sum()), source), Literals(np.zeros(int(own.sum()), np.int64))
            yield Batch.of("shift", of, of, none if stays_down else down[own], none if stays_right else right[own])


def _constant(shown: Shown) -> tuple[np.ndarray, np.ndarray]:
    """The rows and columns by which most objects are shifted: int64 (n,) each."""
    often = shown.at.sum(axis=0)
    often[tuple(shown.middle)] = 0
    best = np.argsort(-often.ravel(), kind="stable")[:_CONSTANT]
    best = best[often.ravel()[best] > 1]
    down, right = np.unravel_index(best, often.shape)
    return down - shown.middle[0], right - shown.middle[1]


def _by_numbers(table: Table, source: int, shown: Shown) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of lists of numbers, or of one and nothing, that shift most objects to where they are shown: rows,
    negative for their numbers' negatives, 0 for nothing; int64 (n,) each."""
    chosen, objects, middle = table.of(source, list_of(COUNT)), len(shown.at), shown.middle
    values = table.numbers(table.rows.take(chosen), source)[:, :objects]
    usable = ((values != NONE) & (abs(values) <= middle.min())).all(axis=1) & (values != 0).any(axis=1)
    few = np.flatnonzero(usable)[:_LISTS]
    chosen, values = chosen[few], values[few]
    index = np.concatenate([[0], chosen, -chosen])
    steps = np.concatenate([np.zeros((1, objects), np.int64), values, -values])
    rows, columns = steps + middle[0], steps + middle[1]
    count = np.stack([shown.at[np.arange(objects), row, columns].sum(axis=1) for row in rows])
    moved = np.stack([((row != middle[0]) | (columns != middle[1])).sum(axis=1) for row in rows])
    cost = np.concatenate([[0], table.rows.cost[chosen], table.rows.cost[chosen] + OPS["invert"].cost])
    score = np.where((count > objects / 2) & (moved > objects / 2), 64 * count - cost[:, None] - cost[None], 0).ravel()
    best = np.argsort(-score, kind="stable")[:_BY_NUMBERS]
    best = best[score[best] > 0]
    return index[best // len(index)], index[best % len(index)]
