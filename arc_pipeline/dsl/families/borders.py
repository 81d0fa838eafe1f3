"""Frames and lines at and between cells; all cells moved in a direction."""

from typing import Annotated

import numpy as np

from ..op import op
from ..types import Cells, Choice, Color, Count, Direction, Grid
from ..values import MAX_SIDE, VOID, at, origin_of

Place = Annotated[str, Choice(("upper left", "upper right", "lower left", "lower right", "center"))]

STEPS = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


@op(
    cost=1,
    kernel="""
    COPY(out, grid);
    SYNC();
    FOR_LANES(j, out.w) out(0, j) = out(out.h - 1, j) = (uint8_t)color;
    FOR_LANES(i, out.h - 2) out(i + 1, 0) = out(i + 1, out.w - 1) = (uint8_t)color;
    """,
)
def border(grid: Grid, color: Color) -> Grid:
    """The outermost ring of cells painted.

    >>> border('1200 0120 0012 2001', 5)
    '5555 5125 5015 5555'
    """
    made = grid.copy()
    made[[0, -1]] = color
    made[:, [0, -1]] = color
    return made


@op(
    cost=2,
    literals={"thickness": (1,)},
    kernel="""
    const bool fits = thickness >= 0 && thickness <= MAX_SIDE;
    if (fits) RESIZE(out, grid.h + 2 * thickness, grid.w + 2 * thickness);
    FOR_CELLS(out, i, j) out(i, j) = (uint8_t)grid.get(i - thickness, j - thickness, color);
    """,
)
def pad(grid: Grid, color: Color, thickness: Count) -> Grid:
    """A frame put around: (h, w) -> (h + 2 * thickness, w + 2 * thickness). Void for a negative thickness and over 30.

    >>> pad('12 34', 5, 1)
    '5555 5125 5345 5555'
    """
    return np.pad(grid, thickness, constant_values=color) if 0 <= thickness <= MAX_SIDE else VOID


@op(
    cost=3,
    literals={"color": (0,)},
    kernel="""
    RESIZE(out, grid.h + (side < 2), grid.w + (side >= 2));
    FOR_CELLS(out, i, j) out(i, j) = (uint8_t)grid.get(i - (side == 0), j - (side == 2), color);
    """,
)
def pad_side(grid: Grid, side: Direction, color: Color) -> Grid:
    """One row or column more, of one colour, at one side.

    >>> pad_side('12 34', 'up', 5)
    '55 12 34'
    """
    before_after = {
        "up": ((1, 0), (0, 0)),
        "down": ((0, 1), (0, 0)),
        "left": ((0, 0), (1, 0)),
        "right": ((0, 0), (0, 1)),
    }
    return np.pad(grid, before_after[side], constant_values=color)


@op(
    cost=2,
    kernel="""
    RESIZE(out, grid.h + 2, grid.w + 2);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) {
        const bool corner = (i == 0 || i == out.h - 1) && (j == 0 || j == out.w - 1);
        const int from_i = least(most(i - 1, 0), grid.h - 1), from_j = least(most(j - 1, 0), grid.w - 1);
        out(i, j) = corner && corners == 1 ? 0 : grid(from_i, from_j);
    }
    """,
)
def extend_edges(grid: Cells, corners: Annotated[str, Choice(("repeated", "empty"))]) -> Cells:
    """A ring of cells around that repeats the nearest ones; its four corners repeat them or are 0.

    >>> extend_edges('123 456', 'repeated')
    '11233 11233 44566 44566'
    >>> extend_edges('123 456', 'empty')
    '01230 11233 44566 04560'
    """
    made = np.pad(grid, 1, mode="edge")
    if corners == "empty":
        made[np.ix_((0, -1), (0, -1))] = 0
    return at(made, origin_of(grid))


@op(
    cost=1,
    literals={"count": (1, 2)},
    kernel="""
    const int n = most(-MAX_SIDE, least(MAX_SIDE, count));
    const int down = step_down(direction) * n, right = step_right(direction) * n;
    RESIZE(out, grid.h, grid.w);
    MOVE(out, grid.y, grid.x);
    FOR_CELLS(out, i, j) out(i, j) = (uint8_t)grid.get(i - down, j - right, 0);
    """,
)
def shiftcells(grid: Cells, direction: Direction, count: Count) -> Cells:
    """All cells moved by `count` (backwards if negative) in a frame that stays; 0 where none comes from.

    >>> shiftcells('1230 0450 0006', 'right', 2)
    '0012 0004 0000'
    """
    h, w = grid.shape
    far = max(-MAX_SIDE, min(MAX_SIDE, count))
    top, left = (MAX_SIDE - step * far for step in STEPS[direction])
    return at(np.pad(grid, MAX_SIDE)[top : top + h, left : left + w], origin_of(grid))


@op(
    cost=2,
    literals={"count": (1, 2)},
    kernel="""
    const int down = wrapped(step_down(direction) * (count % grid.h), grid.h);
    const int right = wrapped(step_right(direction) * (count % grid.w), grid.w);
    RESIZE(out, grid.h, grid.w);
    MOVE(out, grid.y, grid.x);
    FOR_LANES(i, out.h) {
        const uint8_t* from = &grid(i >= down ? i - down : i - down + grid.h, 0);
        for (int j = 0; j < right; j++) out(i, j) = from[grid.w - right + j];
        for (int j = right; j < grid.w; j++) out(i, j) = from[j - right];
    }
    """,
)
def roll(grid: Cells, direction: Direction, count: Count) -> Cells:
    """All cells moved by `count` (backwards if negative); what leaves at one side comes in at the other.

    >>> roll('1234 5000 0600', 'right', 1)
    '4123 0500 0060'
    """
    down, right = STEPS[direction]
    made = np.roll(grid, (down * (count % len(grid)), right * (count % grid.shape[1])), (0, 1))
    return at(made, origin_of(grid))


@op(
    cost=3,
    literals={"size": (1, 2)},
    kernel="""
    if (size >= 1) {
        const int step = least(size, MAX_SIDE) + 1;
        RESIZE(out, grid.h + (grid.h - 1) / size, grid.w + (grid.w - 1) / size);
        FOR_CELLS(out, i, j) {
            const bool line = i % step == step - 1 || j % step == step - 1;
            out(i, j) = line ? (uint8_t)color : grid(i - i / step, j - j / step);
        }
    }
    """,
)
def gridlines(grid: Grid, color: Color, size: Count) -> Grid:
    """Lines of a colour put between blocks of size x size cells, counted from the upper left. Void for size below 1.

    >>> gridlines('1122 1122 3344 3344', 5, 2)
    '11522 11522 55555 33544 33544'
    """
    if size < 1:
        return VOID
    places = [np.arange(size, n, size) for n in grid.shape]
    made = np.insert(grid, places[0], color, axis=0)
    return np.insert(made, places[1], color, axis=1)


@op(
    cost=2,
    literals={"factor": (2, 3), "place": ("upper left", "center")},
    kernel="""
    const int k = factor < 1 ? 0 : least(factor, MAX_SIDE + 1), h = grid.h * k, w = grid.w * k;
    RESIZE(out, h, w);
    const int top = place == 4 ? (h - grid.h) / 2 : place > 1 ? h - grid.h : 0;
    const int left = place == 4 ? (w - grid.w) / 2 : place & 1 ? w - grid.w : 0;
    const View made = out;
    FOR_CELLS(made, i, j) made(i, j) = (uint8_t)grid.get(i - top, j - left, 0);
    """,
)
def extend(grid: Grid, factor: Count, place: Place) -> Grid:
    """Room of colour 0 around the grid, which lies in a corner or the middle: (h, w) -> (h * factor, w * factor).

    Void for a factor below 1.

    >>> extend('12 34', 2, 'center')
    '0000 0120 0340 0000'
    """
    if not 1 <= factor <= MAX_SIDE:
        return VOID
    room = [n * (factor - 1) for n in grid.shape]
    before = {
        "upper left": (0, 0),
        "upper right": (0, room[1]),
        "lower left": (room[0], 0),
        "lower right": (room[0], room[1]),
        "center": (room[0] // 2, room[1] // 2),
    }[place]
    return np.pad(grid, [(before[k], room[k] - before[k]) for k in range(2)])
