"""From a list of pieces to one grid in which their places do not count, or count only by their order.

Void elements, and those whose colour or length is void, are left out. Lists of different lengths give void.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..op import op
from ..types import Array, Axis, Colors, Counts, Field, Grid, Numbers, Objects
from ..values import TRANSPARENT, VOID, origin_of


def _concatenated(pieces: list[Array], axis: int) -> Any:
    present = [np.where(piece == TRANSPARENT, 0, piece) for piece in pieces if piece is not None]
    if not present:
        return VOID
    across = max(piece.shape[1 - axis] for piece in present)
    room = [
        [(0, 0), (0, across - piece.shape[1])] if axis == 0 else [(0, across - piece.shape[0]), (0, 0)]
        for piece in present
    ]
    return np.concatenate([np.pad(piece, pad) for piece, pad in zip(present, room, strict=True)], axis)


def _arranged(objs: list[Array], numbers: list[int]) -> Any:
    present = [origin_of(obj) for obj in objs if obj is not None]
    if len(objs) != len(numbers) or not present:
        return VOID
    rows, columns = (sorted(set(edges)) for edges in zip(*present, strict=True))
    canvas = np.zeros((len(rows), len(columns)), int)
    for obj, number in zip(objs, numbers, strict=True):
        if obj is not None and number is not None:
            top, left = origin_of(obj)
            canvas[rows.index(top), columns.index(left)] = min(max(number, 0), 255)
    return canvas


@op(cost=2, role="assembly", kernel="concatenate(out, pieces, false);")
def hstack(pieces: Objects) -> Grid:
    """All pieces side by side, in order, upper edges in line; 0 elsewhere. Void over 30.

    >>> hstack(['11 11', '222', '3 3 3'])
    '112223 110003 000003'
    """
    return _concatenated(pieces, 1)


@op(cost=2, role="assembly", kernel="concatenate(out, pieces, true);")
def vstack(pieces: Objects) -> Grid:
    """All pieces one below the other, in order, left edges in line; 0 elsewhere. Void over 30.

    >>> vstack(['11 11', '222', '3'])
    '110 110 222 300'
    """
    return _concatenated(pieces, 0)


@op(
    cost=3,
    role="layout",
    kernel="""
    SHARED(int, rows, EDGES);
    SHARED(int, columns, EDGES);
    arrange_numbers(out, objs, colors, rows, columns);
    """,
)
def arrange(objs: Objects, colors: Colors) -> Grid:
    """One cell for each object, in its colour of the list, at its place among the others; 0 where there is none.

    As many rows as the objects have different upper edges, as many columns as left edges. Void over 30.

    >>> arrange(['11 11', '22 @0,4', '3 3 @4,4'], [1, 2, 3])
    '12 03'
    """
    return _arranged(objs, colors)


@op(
    cost=3,
    role="layout",
    kernel="""
    SHARED(int, rows, EDGES);
    SHARED(int, columns, EDGES);
    arrange_numbers(out, objs, numbers, rows, columns);
    """,
)
def arrange_numbers(objs: Objects, numbers: Numbers) -> Field:
    """One cell for each object, its number, 0 to 255, at its place among the others; 0 where there is none.

    Rows and columns as in `arrange`.

    >>> arrange_numbers(['11 11', '22 @0,4', '3 3 @4,4'], [4, 2, 2])
    '42 02'
    """
    return _arranged(objs, numbers)


@op(
    cost=3,
    kernel="""
    int bars = 0, longest = 0;
    for (int k = 0; k < colors.count && colors.count == lengths.count; k++) {
        bars += colors[k] != NONE && lengths[k] != NONE;
        longest = most(longest, colors[k] != NONE ? lengths[k] : 0);
    }
    RESIZE(out, axis == 0 ? bars : longest, axis == 0 ? longest : bars);
    for (int k = 0, bar = 0; k < colors.count && is_live(out); k++) {
        if (colors[k] == NONE || lengths[k] == NONE) continue;
        FOR_LANES(step, longest) {
            const int row = axis == 0 ? bar : longest - 1 - step, column = axis == 0 ? step : bar;
            out(row, column) = (uint8_t)(step < lengths[k] ? colors[k] : 0);
        }
        bar++;
    }
    """,
)
def bars(colors: Colors, lengths: Counts, axis: Axis) -> Grid:
    """A bar chart: for each colour a row of so many cells from the left (or a column from the bottom), 0 elsewhere.

    As long as the longest bar. Void over 30, or if no bar has a cell.

    >>> bars([2, 3, 4], [3, 1, 5], 'rows')
    '22200 30000 44444'
    >>> bars([2, 3, 4], [3, 1, 5], 'columns')
    '004 004 204 204 234'
    """
    if len(colors) != len(lengths):
        return VOID
    pairs = [(c, n) for c, n in zip(colors, lengths, strict=True) if c is not None and n is not None]
    longest = max([n for _, n in pairs], default=0)
    if longest < 1 or longest > 30:
        return VOID
    chart = np.array([[color if step < length else 0 for step in range(longest)] for color, length in pairs])
    return chart if axis == "rows" else chart.T[::-1]
