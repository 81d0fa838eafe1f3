"""The cells that moved objects pass on their way, and copies of them that go on by the same step.

Only moves that end where the outputs show the objects are looked at: made by mapped calls, or to meet other pieces.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...backends.arena import spread
from .shifts import Shown
from .table import THE_INPUT, Batch, Table

_CALLS = (("trail", "straight"), ("trail", "any"), ("echo",))
_ENDS = 24  # lists of moved objects
_ELEMENTS = 4_000  # made of one source list


def trajectories(table: Table, source: int, shown: Shown, moved: np.ndarray) -> Iterator[Batch]:
    """The calls that draw the trajectories of a source list's objects to where the elements of some of the lists
    `moved` lie: rows, int64 (n,), of any source lists. `shown`: where the outputs show the objects."""
    ends = moved[table.rows.source[moved] == source]
    ends = ends[(table.boxes(table.rows.take(ends), source)[..., :2] == shown.boxes[:, :2]).all(axis=(1, 2))]
    elements = max(1, len(shown.boxes) * len(_CALLS))
    ends = ends[shown.most(table, source, table.rows.take(ends), 2, min(_ENDS, _ELEMENTS // elements))]
    for name, *words in _CALLS:
        own = ends if words else ends[_go_on(table, source, shown, ends)]
        of = np.full(len(own), source)
        yield Batch.of(name, of, np.full(len(own), THE_INPUT), of, own, *words)


def _go_on(table: Table, source: int, shown: Shown, ends: np.ndarray) -> np.ndarray:
    """Which of the lists `ends` have elements that would be in the grid after one more step: bool (n,)."""
    sample = spread(np, table.rows.count[source])[0]
    shapes = table.backend.arena.boxes(table.rows.data[THE_INPUT])[sample, :2]
    before, after = shown.boxes, table.boxes(table.rows.take(ends), source)
    corner = 2 * after[..., 2:] - before[:, 2:]
    inside = (corner < shapes) & (corner + before[:, :2] > 0) & (after[..., :1] > 0)
    return np.asarray((inside.all(axis=2) & (after[..., 2:] != before[:, 2:]).any(axis=2)).any(axis=1))
