"""Straight strokes from places, as masks that `fill` puts into a grid: between two, from one on, right across.

A place is a mask of one cell (the first of several in reading order). Strokes go on over whatever lies there. They end
after 30 cells, which lie outside every grid that they begin in.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from ..op import op
from ..types import Axis, Choice, Mask
from ..values import MAX_SIDE, VOID, at, origin_of
from .places import place_of

WAYS = {
    "up": (-1, 0),
    "down": (1, 0),
    "left": (0, -1),
    "right": (0, 1),
    "up left": (-1, -1),
    "up right": (-1, 1),
    "down left": (1, -1),
    "down right": (1, 1),
}
Way = Annotated[str, Choice(tuple(WAYS))]


@op(
    cost=4,
    kernel="""
    const Place from = find_place(a), to = find_place(b);
    const int down = to.row - from.row, right = to.column - from.column;
    const bool straight = down == 0 || right == 0 || down == right || down == -right;
    if (from.found && to.found && straight) draw_stroke(out, from, down, right);
    """,
)
def connect(a: Mask, b: Mask) -> Mask:
    """The straight or diagonal stroke from one place to another, both included: the box that they span.

    Void where they lie neither in line nor on a diagonal, or more than 30 cells apart.

    >>> connect('1 @1,4', '1 @4,1')
    '0001 0010 0100 1000 @1,1'
    """
    first, last = place_of(a), place_of(b)
    if first is None or last is None:
        return VOID
    down, right = last[0] - first[0], last[1] - first[1]
    if not (down == 0 or right == 0 or abs(down) == abs(right)) or max(abs(down), abs(right)) >= MAX_SIDE:
        return VOID
    return _stroke(first, down, right)


@op(
    cost=4,
    kernel="""
    const int downs[8] = {-1, 1, 0, 0, -1, -1, 1, 1}, rights[8] = {0, 0, -1, 1, -1, 1, -1, 1};
    const Place from = find_place(start);
    const int reach = MAX_SIDE - 1;
    if (from.found) draw_stroke(out, from, downs[direction] * reach, rights[direction] * reach);
    """,
)
def shoot(start: Mask, direction: Way) -> Mask:
    """The stroke from a place on, it included, through whatever lies there: 30 cells.

    >>> shoot('1 @2,1', 'right')
    '111111111111111111111111111111 @2,1'
    >>> fill('0000 0000 0000', 3, shoot('1 @2,1', 'up right'))
    '0003 0030 0300'
    """
    place = place_of(start)
    if place is None:
        return VOID
    down, right = WAYS[direction]
    return _stroke(place, down * (MAX_SIDE - 1), right * (MAX_SIDE - 1))


@op(
    cost=4,
    kernel="""
    const Place place = find_place(location);
    if (place.found) draw_stroke(out, Place{true, place.row, 0}, 0, MAX_SIDE - 1);
    """,
)
def hfrontier(location: Mask) -> Mask:
    """The row through a place, from column 0 on: (1, 30).

    >>> hfrontier('1 @1,2')
    '111111111111111111111111111111 @1,0'
    >>> fill('000 000 000', 3, hfrontier('1 @1,2'))
    '000 333 000'
    """
    place = place_of(location)
    return VOID if place is None else _stroke((place[0], 0), 0, MAX_SIDE - 1)


@op(
    cost=4,
    kernel="""
    const Place place = find_place(location);
    if (place.found) draw_stroke(out, Place{true, 0, place.column}, MAX_SIDE - 1, 0);
    """,
)
def vfrontier(location: Mask) -> Mask:
    """The column through a place, from row 0 on: (30, 1).

    >>> vfrontier('1 @1,2')
    '1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 @0,2'
    >>> fill('000 000 000', 3, vfrontier('1 @1,2'))
    '003 003 003'
    """
    place = place_of(location)
    return VOID if place is None else _stroke((0, place[1]), MAX_SIDE - 1, 0)


def _stroke(start: tuple[int, int], down: int, right: int) -> np.ndarray:
    """From a place so many rows and columns on (the same number of both, or none of one), as a mask of its box."""
    cells = np.zeros((abs(down) + 1, abs(right) + 1))
    steps = np.arange(max(abs(down), abs(right)) + 1)
    top, left = min(0, down), min(0, right)
    cells[np.sign(down) * steps - top, np.sign(right) * steps - left] = 1
    return at(cells, (start[0] + top, start[1] + left))


@op(
    cost=4,
    kernel="""
    RESIZE(out, mask.h, mask.w);
    MOVE(out, mask.y, mask.x);
    const int lines = axis == 0 ? mask.h : mask.w, n = axis == 0 ? mask.w : mask.h;
    const View made = out;
    FOR_LANES(line, lines) {
        const auto place = [&](int k) { return axis == 0 ? line * mask.w + k : k * mask.w + line; };
        int ones = 0, before = 0;
        for (int k = 0; k < n; k++) ones += mask.p[place(k)];
        for (int k = 0; k < n; k++) {
            const bool one = mask.p[place(k)];
            made.p[place(k)] = !one && before % 2 && before < ones;
            before += one;
        }
    }
    """,
)
def between(mask: Mask, axis: Axis) -> Mask:
    """The cells between the first and the second one of each row (or column), the third and the fourth, and so on.

    Nothing follows on a last one that has no other. (h, w) -> (h, w)

    >>> between('1001000 0101001 0000000', 'rows')
    '0110000 0010000 0000000'
    """
    before = np.cumsum(mask, axis=1 if axis == "rows" else 0, dtype=int)
    ones = mask.sum(axis=1, keepdims=True) if axis == "rows" else mask.sum(axis=0, keepdims=True)
    return at((mask == 0) & (before % 2 == 1) & (before < ones), origin_of(mask))
