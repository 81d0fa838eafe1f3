"""Places: masks of one cell in a frame. Where a mask has several ones, the first in reading order is meant.

Corners and centres of pieces (by their bounding boxes), the cells next to a place, the colour at it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..op import op
from ..types import Color, Grid, Mask, Object, State
from ..values import TRANSPARENT, VOID, Piece, at, origin_of

SIDES = "010 101 010"
CORNERS = "101 000 101"
ALL = "111 101 111"


def place_of(mask: Any) -> tuple[int, int] | None:
    """The row and column, in its frame, of a mask's first one in reading order; None where there is none."""
    ones = np.argwhere(mask)
    return None if not len(ones) else (int(ones[0, 0]) + origin_of(mask)[0], int(ones[0, 1]) + origin_of(mask)[1])


def _place(row: int, column: int) -> Piece:
    return at([[1]], (row, column))


def _around(location: Any, pattern: str) -> Any:
    place = place_of(location)
    if place is None:
        return VOID
    return at([[int(cell) for cell in row] for row in pattern.split()], (place[0] - 1, place[1] - 1))


@op(cost=4, kernel="mark_place(out, patch.y, patch.x);")
def ulcorner(patch: State) -> Mask:
    """The upper left corner of the bounding box: (1, 1).

    >>> ulcorner('.3 33 @2,1')
    '1 @2,1'
    """
    return _place(*origin_of(patch))


@op(cost=4, kernel="mark_place(out, patch.y, patch.x + patch.w - 1);")
def urcorner(patch: State) -> Mask:
    """The upper right corner of the bounding box: (1, 1).

    >>> urcorner('.3 33 @2,1')
    '1 @2,2'
    """
    return _place(origin_of(patch)[0], origin_of(patch)[1] + patch.shape[1] - 1)


@op(cost=4, kernel="mark_place(out, patch.y + patch.h - 1, patch.x);")
def llcorner(patch: State) -> Mask:
    """The lower left corner of the bounding box: (1, 1).

    >>> llcorner('.3 33 @2,1')
    '1 @3,1'
    """
    return _place(origin_of(patch)[0] + patch.shape[0] - 1, origin_of(patch)[1])


@op(cost=4, kernel="mark_place(out, patch.y + patch.h - 1, patch.x + patch.w - 1);")
def lrcorner(patch: State) -> Mask:
    """The lower right corner of the bounding box: (1, 1).

    >>> lrcorner('.3 33 @2,1')
    '1 @3,2'
    """
    return _place(origin_of(patch)[0] + patch.shape[0] - 1, origin_of(patch)[1] + patch.shape[1] - 1)


@op(cost=4, kernel="mark_place(out, patch.y + patch.h / 2, patch.x + patch.w / 2);")
def center(patch: State) -> Mask:
    """The middle of the bounding box, of two middle rows or columns the second: (1, 1).

    >>> center('.3.. 3333 .3.. @4,1')
    '1 @5,3'
    """
    return _place(origin_of(patch)[0] + patch.shape[0] // 2, origin_of(patch)[1] + patch.shape[1] // 2)


@op(
    cost=4,
    kernel="""
    const Place place = find_place(mask);
    if (place.found) mark_place(out, place.row, place.column);
    """,
)
def first_cell(mask: Mask) -> Mask:
    """The place of the mask's first one in reading order: (1, 1). Void without ones.

    >>> first_cell('000 011 010 @2,1')
    '1 @3,2'
    """
    place = place_of(mask)
    return VOID if place is None else _place(*place)


@op(
    cost=4,
    kernel="""
    int n = 0, rows = 0, columns = 0;
    FOR_CELLS(patch, i, j) {
        if (patch(i, j) == TRANSPARENT) continue;
        n++;
        rows += i;
        columns += j;
    }
    n = TOTAL(n);
    rows = TOTAL(rows);
    columns = TOTAL(columns);
    if (n) mark_place(out, patch.y + rows / n, patch.x + columns / n);
    """,
)
def centerofmass(patch: Object) -> Mask:
    """The mean row and column of the object's cells, rounded down: (1, 1). Void if it has no cell.

    >>> centerofmass('333 ..3 ..3 ..3 @1,1')
    '1 @2,2'
    """
    cells = np.argwhere(patch != TRANSPARENT)
    if not len(cells):
        return VOID
    row, column = (cells.sum(axis=0) // len(cells)).tolist()
    return _place(origin_of(patch)[0] + row, origin_of(patch)[1] + column)


@op(cost=4, kernel="mark_around(out, location, true, false);")
def dneighbors(location: Mask) -> Mask:
    """The four cells at the sides of a place, inside the frame or not: (3, 3). Void without a place.

    >>> dneighbors('1 @2,3')
    '010 101 010 @1,2'
    """
    return _around(location, SIDES)


@op(cost=4, kernel="mark_around(out, location, false, true);")
def ineighbors(location: Mask) -> Mask:
    """The four cells at the corners of a place, inside the frame or not: (3, 3). Void without a place.

    >>> ineighbors('1 @2,3')
    '101 000 101 @1,2'
    """
    return _around(location, CORNERS)


@op(cost=4, kernel="mark_around(out, location, true, true);")
def neighbors(location: Mask) -> Mask:
    """The eight cells round a place, inside the frame or not: (3, 3). Void without a place.

    >>> neighbors('1 @2,3')
    '111 101 111 @1,2'
    """
    return _around(location, ALL)


@op(
    cost=4,
    kernel="""
    const Place place = find_place(location);
    if (place.found && grid.has(place.row, place.column)) out = grid(place.row, place.column);
    """,
)
def index(grid: Grid, location: Mask) -> Color:
    """The colour at a place. Void outside the grid and without a place.

    >>> index('112 132 222', '1 @1,1')
    3
    """
    place = place_of(location)
    if place is None or not (0 <= place[0] < grid.shape[0] and 0 <= place[1] < grid.shape[1]):
        return VOID
    return int(grid[place])
