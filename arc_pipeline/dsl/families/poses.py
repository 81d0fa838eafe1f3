"""Poses: the eight ways in which a grid can lie, and the one in which something lies at its top.

A pose is a number: 1 turns the grid upside down, 2 exchanges left and right, and 4 mirrors the result at the diagonal
from the upper left; 0 leaves it as it is.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from ..op import op
from ..types import Array, Cells, Choice, Count, Mask, Object, State
from ..values import VOID, at, origin_of

Towards = Annotated[str, Choice(("side", "corner", "both"))]


@op(
    cost=4,
    literals={"pose": ()},
    kernel="""
    const bool legal = pose >= 0 && pose < 8, across = pose & 4;
    RESIZE(out, legal ? (across ? grid.w : grid.h) : 0, across ? grid.h : grid.w);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) {
        const int row = across ? j : i, column = across ? i : j;
        out(i, j) = grid(pose & 1 ? grid.h - 1 - row : row, pose & 2 ? grid.w - 1 - column : column);
    }
    """,
)
def posed(grid: Cells, pose: Count) -> Cells:
    """The grid in a pose: (h, w) -> (h, w), or (w, h) for poses that mirror at the diagonal. Void for any other number.

    >>> posed('123 456', 6)
    '36 25 14'
    """
    if not 0 <= pose < 8:
        return VOID
    turned = grid[:: -1 if pose & 1 else 1, :: -1 if pose & 2 else 1]
    return at(turned.T if pose & 4 else turned, origin_of(grid))


@op(
    cost=4,
    literals={"pose": ()},
    kernel="""
    const bool legal = pose >= 0 && pose < 8, across = pose & 4;
    RESIZE(out, legal ? (across ? grid.w : grid.h) : 0, across ? grid.h : grid.w);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) {
        const int row = pose & 1 ? out.h - 1 - i : i, column = pose & 2 ? out.w - 1 - j : j;
        out(i, j) = across ? grid(column, row) : grid(row, column);
    }
    """,
)
def unposed(grid: Cells, pose: Count) -> Cells:
    """Undo `posed` with the same pose. Void for a number that is no pose.

    >>> unposed('36 25 14', 6)
    '123 456'
    """
    if not 0 <= pose < 8:
        return VOID
    turned = grid.T if pose & 4 else grid
    return at(turned[:: -1 if pose & 1 else 1, :: -1 if pose & 2 else 1], origin_of(grid))


@op(
    cost=4,
    literals={"pose": ()},
    kernel="""
    const bool legal = pose >= 0 && pose < 8, across = pose & 4;
    int down = obj.y - target.y, right = obj.x - target.x;
    if (pose & 1) down = target.h - down - obj.h;
    if (pose & 2) right = target.w - right - obj.w;
    RESIZE(out, legal ? (across ? obj.w : obj.h) : 0, across ? obj.h : obj.w);
    MOVE(out, target.y + (across ? right : down), target.x + (across ? down : right));
    FOR_CELLS(out, i, j) {
        const int row = across ? j : i, column = across ? i : j;
        out(i, j) = obj(pose & 1 ? obj.h - 1 - row : row, pose & 2 ? obj.w - 1 - column : column);
    }
    """,
)
def posed_at(obj: Object, target: State, pose: Count) -> Object:
    """The object turned or mirrored about another piece, as if that one's box and all around it came into the pose.

    The box keeps its upper left corner; poses 1 and 2 mirror at its middle row and column. Void for a number that is no
    pose.

    >>> posed_at('12 @0,0', '333 @0,3', 2)
    '21 @0,7'
    >>> posed_at('12 @0,0', '3 3 3 @2,0', 1)
    '12 @6,0'
    """
    if not 0 <= pose < 8:
        return VOID
    (top, left), (h, w) = origin_of(target), obj.shape
    down, right = np.subtract(origin_of(obj), (top, left)).tolist()
    if pose & 1:
        down = target.shape[0] - down - h
    if pose & 2:
        right = target.shape[1] - right - w
    if pose & 4:
        down, right = right, down
    turned = obj[:: -1 if pose & 1 else 1, :: -1 if pose & 2 else 1]
    return at(turned.T if pose & 4 else turned, (top + down, left + right))


@op(
    cost=4,
    kernel="""
    int64_t cells = 0, rows = 0, columns = 0;
    FOR_CELLS(mask, i, j) {
        if (!mask(i, j)) continue;
        cells++;
        rows += i;
        columns += j;
    }
    cells = TOTAL(cells);
    rows = TOTAL(rows);
    columns = TOTAL(columns);
    const int64_t down = 2 * rows + cells * (2 * (mask.y - frame.y) - frame.h + 1);
    const int64_t right = 2 * columns + cells * (2 * (mask.x - frame.x) - frame.w + 1);
    const bool across = towards != 1 && (right < 0 ? -right : right) > (down < 0 ? -down : down);
    const int flips = (down > 0) | (right > 0) << 1;
    out = cells ? (towards == 0 ? flips & (across ? 2 : 1) : flips) | across << 2 : NONE;
    """,
)
def pose_of(mask: Mask, frame: State, towards: Towards = "side") -> Count:
    """The pose in which the mask's cells lie towards the top of the frame's box, on average: "side"; or towards its
    upper left "corner", never mirrored at the diagonal; or "both", rather towards the top. Void for an empty mask.

    >>> pose_of('000 001 000', '000 000 000')
    6
    >>> pose_of('000 000 001', '000 000 000', 'corner')
    3
    """
    cells = np.argwhere(mask)
    if not len(cells):
        return VOID
    down, right = _twice_from_center(cells, mask, frame).tolist()
    across = towards != "corner" and abs(right) > abs(down)
    flips = (down > 0) | (right > 0) << 1
    return (flips & (2 if across else 1) if towards == "side" else flips) | across << 2


def _twice_from_center(cells: Array, mask: Array, frame: Array) -> Array:
    """Twice the rows and columns of all cells from the centre of the frame's box, added up: int64 (2,)."""
    begin = np.subtract(origin_of(mask), origin_of(frame))
    return np.sum(2 * (cells + begin) - np.subtract(frame.shape, 1), axis=0)
