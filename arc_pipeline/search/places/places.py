"""Ways to compute a place: the row or column at which the output lies in a grid on every demonstration.

A row or column is the edge of a piece, that plus or minus one, either counted from the beginning or from the end of the
room; or a fixed number from either end; or the middle of the room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ...programs import Ref
from .. import currency
from ..frontier.joins import first_of_equal
from ..taskview.edges import Edges
from ..taskview.view import TaskView

_OFFSETS = (0, 1, -1)  # from an edge
_FIXED = 4  # the fixed numbers are those below it
_DIFFERENT = 3  # places that an edge must tell apart: too many edges tell fewer

BEGIN, END, MIDDLE, EDGE, BACK = range(5)


def equal_windows(wholes: np.ndarray, part: np.ndarray) -> np.ndarray:
    """The places where a part lies in wholes: uint8 (n, H, W) and (h, w) -> bool (n, H - h + 1, W - w + 1)."""
    windows = sliding_window_view(wholes, part.shape, axis=(1, 2))
    first, *others = sorted(range(len(part)), key=lambda i: -len(set(part[i].tolist())))  # the most telling row
    found = np.ones(windows.shape[:3], dtype=bool)
    for j, color in enumerate(part[first].tolist()):
        found &= windows[..., first, j] == color
    for i in others:
        left = np.nonzero(found)
        found[left] = (windows[(*left, i)] == part[i]).all(axis=1)
    return found


@dataclass(frozen=True)
class Told:
    """Ways to compute a row or column, the simplest first.

    `kind` (n,): BEGIN or END (a fixed number from there), MIDDLE of the room, EDGE, or BACK (an edge from the end of
    the room); `edge` (n,): index into `edges`, -1 for none; `number` (n,): the fixed number, or what is added to the
    edge; `values` int64 (n, samples): the rows or columns; `room` int64 (samples,): the highest possible ones.
    """

    edges: Edges
    kind: np.ndarray
    edge: np.ndarray
    number: np.ndarray
    values: np.ndarray
    room: np.ndarray

    @classmethod
    def by(cls, edges: Edges, room: np.ndarray, demonstrations: int) -> Told:
        """All ways by these edges and this room, int64 (samples,), that stay within the room on the demonstrations; of
        ways with equal values the simplest."""
        fixed, offsets = np.arange(_FIXED), np.array(_OFFSETS)
        along = edges.values[:, None] + offsets[:, None]
        both = np.stack([along, room - along], axis=1).reshape(-1, len(room))
        ends = [np.repeat(fixed[:, None], len(room), axis=1), room - fixed[:, None], (room // 2)[None]]
        values = np.concatenate([*ends, both])
        number = np.concatenate([fixed, fixed, [0], np.tile(offsets, 2 * len(edges.nodes))])
        ways = np.tile(np.repeat([EDGE, BACK], len(offsets)), len(edges.nodes))
        kind = np.concatenate([np.repeat([BEGIN, END, MIDDLE], [_FIXED, _FIXED, 1]), ways])
        edge = np.concatenate([np.full(2 * _FIXED + 1, -1), np.repeat(np.arange(len(edges.nodes)), 2 * len(offsets))])
        inside = np.flatnonzero(((values >= 0) & (values <= room))[:, :demonstrations].all(axis=1))
        first = inside[first_of_equal(values[inside])]
        return cls(edges, kind[first], edge[first], number[first], values[first], room)

    def tells_little(self, k: int, demonstrations: int) -> bool:
        """Whether way `k` goes by an edge and takes fewer than _DIFFERENT values on the demonstrations, counted from
        the beginning or from the end."""
        told = self.values[k, :demonstrations]
        different = min(len(np.unique(told)), len(np.unique(self.room[:demonstrations] - told)))
        return int(self.kind[k]) in (EDGE, BACK) and different < _DIFFERENT

    def add_to(self, view: TaskView, k: int, room: Callable[[], Ref]) -> Any:
        """Add the calls that compute the row or column by way `k`; `room` adds those that compute the room."""
        kind, number = int(self.kind[k]), int(self.number[k])
        if kind == BEGIN:
            return number
        if kind == MIDDLE:
            return view.call("halve", room())
        if kind == END:
            return _plus(view, room(), -number)
        told = _plus(view, self.edges.add_to(view, int(self.edge[k])), number)
        return told if kind == EDGE else view.call("subtract", room(), told)


def _plus(view: TaskView, told: Ref, number: int) -> Ref:
    """A count plus a number, which may be negative."""
    return view.call("add" if number > 0 else "subtract", told, abs(number)) if number else told


def places(rows: Told, columns: Told, where: Sequence[np.ndarray]) -> Iterator[tuple[int, int]]:
    """Pairs of a way to compute the row and one to compute the column that give a right place on every demonstration,
    where `where` has one bool (down, across) for each; the simplest pairs first."""
    right = np.ones((len(rows.kind), len(columns.kind)), dtype=bool)
    for d, there in enumerate(where):
        right &= there[rows.values[:, d][:, None], columns.values[:, d]]
    row, column = np.nonzero(right)
    order = np.argsort((row + 1) * (column + 1), kind="stable")
    yield from zip(row[order].tolist(), column[order].tolist(), strict=True)


def chance_of(tried: int, where: Sequence[np.ndarray], rows: Told, columns: Told, row: int, column: int) -> float:
    """The probability that a way to compute the row and one to compute the column are right by chance; `tried`: the
    number of pieces tried so far."""
    bits = 0.0
    for axis, (told, k) in enumerate(((rows, row), (columns, column))):
        along = [np.atleast_1d(there.any(axis=1 - axis)) for there in where]
        told_by_axis = sum(float(np.log2(len(lines) / max(1, int(lines.sum())))) for lines in along)
        # A way that tells two places apart gets at most one bit from each demonstration.
        bits += min(told_by_axis, len(where)) if told.tells_little(k, len(where)) else told_by_axis
    return currency.chance(tried * (row + 1) * (column + 1), bits)
