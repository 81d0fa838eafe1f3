"""Moving pieces: to another place in their frame, and within a grid, where the most common colour takes their place."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Array, Cells, Choice, Count, Counts, Direction, Grid, Object, Objects, State
from ..values import TRANSPARENT, VOID, at, origin_of
from .draw_objects import draw
from .objects import most_common

Side = Annotated[str, Choice(("corner", "center", "up", "down", "left", "right"))]
PLACES = ("upper right", "lower left", "lower right", "above", "below", "before", "behind", "color")
Place = Annotated[str, Choice(PLACES)]

STEPS = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


@op(
    cost=2,
    kernel="""
    COPY(out, piece);
    MOVE(out, 0, 0);
    """,
)
def normalize(piece: Cells) -> Cells:
    """The piece moved to the upper left corner of its frame.

    >>> normalize('33 .3 @2,1')
    '33 .3'
    """
    return at(piece, (0, 0))


@op(
    cost=2,
    literals={"down": (-1, 0, 1), "right": (-1, 0, 1)},
    kernel="""
    COPY(out, obj);
    MOVE(out, obj.y + bounded(down), obj.x + bounded(right));
    """,
)
def shift(obj: Object, down: Count, right: Count) -> Object:
    """The object moved by so many rows and columns; negative ones are up and left.

    >>> shift('33 .3 @1,1', 1, 2)
    '33 .3 @2,3'
    """
    row, column = origin_of(obj)
    return at(obj, (row + down, column + right))


@op(
    cost=3,
    kernel="""
    COPY(out, obj);
    int y = obj.y, x = obj.x;
    if (side == 0) { y = target.y; x = target.x; }
    if (side == 1) { y = target.y + ((target.h - obj.h) >> 1); x = target.x + ((target.w - obj.w) >> 1); }
    if (side == 2) y = target.y - obj.h;
    if (side == 3) y = target.y + target.h;
    if (side == 4) x = target.x - obj.w;
    if (side == 5) x = target.x + target.w;
    MOVE(out, y, x);
    """,
)
def align(obj: Object, target: State, side: Side) -> Object:
    """The object moved onto the target's upper left corner or middle, or straight to where it touches its box.

    >>> align('3', '555 5.5 555 @2,2', 'center')
    '3 @3,3'
    >>> align('33 .3 @0,2', '555 5.5 @4,1', 'up')
    '33 .3 @2,2'
    """
    (y, x), (h, w), (top, left) = origin_of(obj), obj.shape, origin_of(target)
    height, width = target.shape
    places = {
        "corner": (top, left),
        "center": (top + (height - h) // 2, left + (width - w) // 2),
        "up": (top - h, x),
        "down": (top + height, x),
        "left": (y, left - w),
        "right": (y, left + width),
    }
    return at(obj, places[side])


@op(
    cost=5,
    kernel="""
    int mark = 1 << 20, own = 1 << 20;
    FOR_CELLS(target, i, j) if (target(i, j) != TRANSPARENT) mark = least(mark, i * 32 + j);
    mark = SMALLEST(mark);
    const int color = mark < 1 << 20 ? target(mark / 32, mark % 32) : TRANSPARENT;
    FOR_CELLS(obj, i, j) if (obj(i, j) == color && color != TRANSPARENT) own = least(own, i * 32 + j);
    own = SMALLEST(own);
    const int right = target.x + target.w - obj.w, bottom = target.y + target.h - obj.h;
    int y = target.y + ((target.h - obj.h) >> 1), x = target.x + ((target.w - obj.w) >> 1);
    if (place == 0) { y = target.y; x = right; }
    if (place == 1) { y = bottom; x = target.x; }
    if (place == 2) { y = bottom; x = right; }
    if (place == 3) y = target.y - obj.h;
    if (place == 4) y = target.y + target.h;
    if (place == 5) x = target.x - obj.w;
    if (place == 6) x = target.x + target.w;
    if (place == 7) { y = target.y + mark / 32 - own / 32; x = target.x + mark % 32 - own % 32; }
    if (place != 7 || own < 1 << 20) COPY(out, obj);
    MOVE(out, y, x);
    """,
)
def put(obj: Object, target: Object, place: Place) -> Object:
    """The object moved into another corner of the target's box, to the middle of one of its sides, or onto its colour.

    color: the first cell of the object that has the colour of the target's first cell comes to lie on that one, in
    reading order. Void where there is none.

    >>> put('3', '555 5.5 555 @2,2', 'above')
    '3 @1,3'
    >>> put('353', '5 @2,2', 'color')
    '353 @2,1'
    """
    (top, left), (height, width), (h, w) = origin_of(target), target.shape, obj.shape
    middle_row, middle_column = top + (height - h) // 2, left + (width - w) // 2
    places = {
        "upper right": (top, left + width - w),
        "lower left": (top + height - h, left),
        "lower right": (top + height - h, left + width - w),
        "above": (top - h, middle_column),
        "below": (top + height, middle_column),
        "before": (middle_row, left - w),
        "behind": (middle_row, left + width),
    }
    if place != "color":
        return at(obj, places[place])
    marks = np.argwhere(target != TRANSPARENT)
    own = np.argwhere(obj == target[tuple(marks[0])]) if len(marks) else marks
    return at(obj, tuple((marks[0] - own[0] + (top, left)).tolist())) if len(own) else VOID


@op(
    cost=4,
    literals={"down": (), "right": ()},
    kernel="""
    const int background = most_common(grid, 10);
    COPY(out, grid);
    SYNC();
    draw_piece(out, obj, TRANSPARENT, obj.y, obj.x, background);
    draw_piece(out, obj, TRANSPARENT, obj.y + bounded(down), obj.x + bounded(right), -1);
    """,
)
def move(grid: Grid, obj: Object, down: Count, right: Count) -> Grid:
    """The grid with the object moved by so many rows and columns; where it was is the grid's most common colour.

    >>> move('00000 33000 03000 00005', '33 .3 @1,0', -1, 2)
    '00330 00030 00000 00005'
    """
    canvas, (row, column) = grid.copy(), origin_of(obj)
    draw(canvas, obj, obj != TRANSPARENT, most_common(grid))
    draw(canvas, at(obj, (row + down, column + right)), obj != TRANSPARENT)
    return canvas


@op(
    cost=3,
    may_be_empty=("objs", "steps"),
    kernel="""
    const int background = most_common(grid, 10);
    if (objs.count == steps.count) COPY(out, grid);
    SYNC();
    for (int k = 0; k < objs.count && is_live(out); k++) {
        const View obj = objs[k];
        if (steps[k] != NONE) draw_piece(out, obj, TRANSPARENT, obj.y, obj.x, background);
    }
    for (int k = 0; k < objs.count && is_live(out); k++) {
        const View obj = objs[k];
        if (steps[k] == NONE) continue;
        draw_piece(out, obj, TRANSPARENT, obj.y + down(direction, steps[k]), obj.x + right(direction, steps[k]), -1);
    }
    """,
)
def move_each(grid: Grid, objs: Objects, direction: Direction, steps: Counts) -> Grid:
    """The grid with all objects moved, each by its own number of steps; where they were is the most common colour.

    Void objects and steps are left out. Void if the lists are of different lengths.

    >>> move_each('1100 0100 0002 0000', ['11 .1', '2 @2,3'], 'down', [2, 1])
    '0000 0000 1100 0102'
    """
    return _moved(grid, objs, direction, steps)


def _moved(grid: Array, objs: list[Array], direction: str, steps: list[int]) -> Any:
    if len(objs) != len(steps):
        return VOID
    canvas, (down, right) = grid.copy(), STEPS[direction]
    moves = [(obj, n) for obj, n in zip(objs, steps, strict=True) if obj is not None and n is not None]
    for obj, _ in moves:
        draw(canvas, obj, obj != TRANSPARENT, most_common(grid))
    for obj, n in moves:
        row, column = origin_of(obj)
        draw(canvas, at(obj, (row + n * down, column + n * right)), obj != TRANSPARENT)
    return canvas
