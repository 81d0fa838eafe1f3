"""Where a cell lies: fields of positions, of a state's shape and origin, that depend on nothing but that shape."""

from typing import Annotated

import numpy as np

from ..op import op
from ..types import Array, Choice, Count, Direction, Field, Mask, State
from ..values import MAX_SIDE, VOID, at, origin_of
from .crop import Corner

Diagonal = Annotated[str, Choice(("main", "counter"))]


def places(state: Array) -> tuple[Array, Array]:
    """Row and column of each cell, both int (h, w)."""
    h, w = state.shape
    return np.repeat(np.arange(h), w).reshape(h, w), np.tile(np.arange(w), (h, 1))


def is_inside(state: Array, i: int, j: int) -> bool:
    return 0 <= i < state.shape[0] and 0 <= j < state.shape[1]


@op(
    cost=2,
    role="order",
    kernel="""
    RESIZE(out, state.h, state.w);
    MOVE(out, state.y, state.x);
    FOR_CELLS(out, i, j) out(i, j) = i;
    """,
)
def row(state: State) -> Field:
    """Number of each cell's row, 0 at the top: (h, w) -> (h, w).

    >>> row('100 020 003 400')
    '000 111 222 333'
    """
    return at(places(state)[0], origin_of(state))


@op(
    cost=2,
    role="order",
    kernel="""
    RESIZE(out, state.h, state.w);
    MOVE(out, state.y, state.x);
    FOR_CELLS(out, i, j) out(i, j) = j;
    """,
)
def column(state: State) -> Field:
    """Number of each cell's column, 0 at the left: (h, w) -> (h, w).

    >>> column('1000 0200 0030')
    '0123 0123 0123'
    """
    return at(places(state)[1], origin_of(state))


@op(
    cost=3,
    role="order",
    literals={"direction": ("down", "right")},
    kernel="""
    RESIZE(out, state.h, state.w);
    MOVE(out, state.y, state.x);
    const int h = out.h, w = out.w;
    if (direction < 2) FOR_CELLS(out, i, j) out(i, j) = direction == 0 ? i : h - 1 - i;
    else FOR_CELLS(out, i, j) out(i, j) = direction == 2 ? j : w - 1 - j;
    """,
)
def steps_to_border(state: State, direction: Direction) -> Field:
    """How many steps each cell is from the border in that direction, 0 at the border: (h, w) -> (h, w).

    >>> steps_to_border('1000 0200 0030', 'right')
    '3210 3210 3210'
    """
    rows, columns = places(state)
    h, w = state.shape
    steps = {"up": rows, "down": h - 1 - rows, "left": columns, "right": w - 1 - columns}
    return at(steps[direction], origin_of(state))


@op(
    cost=2,
    role="position",
    literals={"parts": (2, 3)},
    kernel="""
    const bool legal = parts >= 1 && parts <= MAX_SIDE;
    RESIZE(out, legal ? state.h : 0, state.w);
    MOVE(out, state.y, state.x);
    const int h = out.h, w = out.w;
    FOR_CELLS(out, i, j) out(i, j) = least(i * parts / h * parts + j * parts / w, 255);
    """,
)
def zone(state: State, parts: Count) -> Field:
    """Which part each cell lies in when height and width are cut into `parts` each, 0 first, row by row.

    (h, w) -> (h, w), at most 255; parts outside 1..30 give void.

    >>> zone('100002 030000 000000 000400', 2)
    '000111 000111 222333 222333'
    """
    if not 1 <= parts <= MAX_SIDE:
        return VOID
    rows, columns = places(state)
    h, w = state.shape
    return at(np.minimum(rows * parts // h * parts + columns * parts // w, 255), origin_of(state))


@op(
    cost=1,
    role="order",
    kernel="""
    RESIZE(out, state.h, state.w);
    MOVE(out, state.y, state.x);
    const int h = out.h, w = out.w;
    FOR_CELLS(out, i, j) out(i, j) = least(least(i, h - 1 - i), least(j, w - 1 - j));
    """,
)
def ring(state: State) -> Field:
    """Steps to the nearest border, 0 on the border itself: (h, w) -> (h, w).

    >>> ring('00000 02000 00030 00000 00000')
    '00000 01110 01210 01110 00000'
    """
    rows, columns = places(state)
    h, w = state.shape
    return at(np.minimum(np.minimum(rows, h - 1 - rows), np.minimum(columns, w - 1 - columns)), origin_of(state))


@op(
    cost=2,
    role="order",
    kernel="""
    RESIZE(out, state.h, state.w);
    MOVE(out, state.y, state.x);
    const int h = out.h, w = out.w;
    FOR_CELLS(out, i, j) out(i, j) = most(least(i, h - 1 - i), least(j, w - 1 - j));
    """,
)
def corner_ring(state: State) -> Field:
    """Steps to the nearest corner, a diagonal step being one, 0 in the corners: (h, w) -> (h, w).

    >>> corner_ring('00000 02000 00030 00000 00000')
    '01210 11211 22222 11211 01210'
    """
    rows, columns = places(state)
    h, w = state.shape
    return at(np.maximum(np.minimum(rows, h - 1 - rows), np.minimum(columns, w - 1 - columns)), origin_of(state))


@op(
    cost=2,
    role="position",
    kernel="""
    RESIZE(out, state.h, state.w);
    MOVE(out, state.y, state.x);
    const int h = out.h - 1, w = out.w - 1;
    FOR_CELLS(out, i, j) {
        const int down = (2 * i >= h) + (2 * i > h), across = (2 * j >= w) + (2 * j > w);
        out(i, j) = 3 * down + across;
    }
    """,
)
def quadrant(state: State) -> Field:
    """0, 2, 6, 8 in the four quarters row by row; 1, 3, 5, 7 in the middle lines between them and 4 in the centre.

    (h, w) -> (h, w); only an odd side has a middle line.

    >>> quadrant('00000 02000 00030 00000 00000')
    '00122 00122 33455 66788 66788'
    """
    rows, columns = places(state)
    h, w = state.shape
    return at(3 * (1 + np.sign(2 * rows - (h - 1))) + 1 + np.sign(2 * columns - (w - 1)), origin_of(state))


@op(
    cost=2,
    role="order",
    kernel="""
    RESIZE(out, state.h, state.w);
    MOVE(out, state.y, state.x);
    const int w = out.w;
    FOR_CELLS(out, i, j) {
        const int steps = i - (diagonal == 0 ? j : w - 1 - j);
        out(i, j) = steps < 0 ? -steps : steps;
    }
    """,
)
def diagonal_distance(state: State, diagonal: Diagonal) -> Field:
    """Rows between a cell and the diagonal from the upper left ("main") or upper right corner: (h, w) -> (h, w).

    >>> diagonal_distance('1000 0200 0030 0004', 'main')
    '0123 1012 2101 3210'
    """
    rows, columns = places(state)
    goal = columns if diagonal == "main" else state.shape[1] - 1 - columns
    return at(np.abs(rows - goal), origin_of(state))


@op(
    cost=3,
    role="order",
    kernel="""
    RESIZE(out, state.h, state.w);
    MOVE(out, state.y, state.x);
    const int h = out.h, w = out.w;
    FOR_CELLS(out, i, j) out(i, j) = (corner < 2 ? i : h - 1 - i) + (corner & 1 ? w - 1 - j : j);
    """,
)
def steps_to_corner(state: State, corner: Corner) -> Field:
    """Rows plus columns between a cell and a corner, so that diagonals have numbers: (h, w) -> (h, w).

    >>> steps_to_corner('1000 0200 0030', 'upper right')
    '3210 4321 5432'
    """
    rows, columns = places(state)
    h, w = state.shape
    down = rows if corner in ("upper left", "upper right") else h - 1 - rows
    across = columns if corner in ("upper left", "lower left") else w - 1 - columns
    return at(down + across, origin_of(state))


@op(
    cost=3,
    role="index",
    kernel="""
    RESIZE(out, state.h, state.w);
    MOVE(out, state.y, state.x);
    const int h = out.h, w = out.w;
    FOR_CELLS(out, i, j) {
        const int column = along == 2 && i % 2 ? w - 1 - j : j;
        out(i, j) = (uint8_t)least(along == 1 ? j * h + i : i * w + column, 255);
    }
    """,
)
def cell_number(state: State, along: Annotated[str, Choice(("rows", "columns", "rows there and back"))]) -> Field:
    """How many cells come before a cell, row by row or column by column, at most 255: (h, w) -> (h, w).

    there and back: every second row from the right.

    >>> cell_number('100 020 003', 'columns')
    '036 147 258'
    >>> cell_number('100 020 003', 'rows there and back')
    '012 543 678'
    """
    rows, columns = places(state)
    h, w = state.shape
    if along == "rows there and back":
        columns = np.where(rows % 2, w - 1 - columns, columns)
    return at(np.minimum(columns * h + rows if along == "columns" else rows * w + columns, 255), origin_of(state))


@op(
    cost=2,
    role="position",
    kernel="""
    RESIZE(out, state.h, state.w);
    MOVE(out, state.y, state.x);
    FOR_LANES(k, out.size()) out.p[k] = 0;
    SYNC();
    ONCE {
        const int down[4] = {0, 1, 0, -1}, across[4] = {1, 0, -1, 0};
        int i = 0, j = 0, way = 0;
        for (int turns = 0; turns < 2;) {
            out(i, j) = 1;
            const int i1 = i + down[way], j1 = j + across[way], i2 = i1 + down[way], j2 = j1 + across[way];
            if (out.has(i1, j1) && !out(i1, j1) && !out.get(i2, j2, 0)) { i = i1; j = j1; turns = 0; }
            else { way = (way + 1) & 3; turns++; }
        }
    }
    """,
)
def spiral(state: State) -> Mask:
    """A path from the upper left corner, clockwise inwards, one cell apart from itself: (h, w) -> (h, w).

    >>> spiral('0000000 0000000 0000000 0000000 0000000 0000000 0000000')
    '1111111 0000001 1111101 1000101 1011101 1000001 1111111'
    """
    path = np.zeros(state.shape, int)
    ways = [(0, 1), (1, 0), (0, -1), (-1, 0)]
    (i, j), turns = (0, 0), 0
    while turns < 2:
        path[i, j] = 1
        di, dj = ways[0]
        ahead = (i + di, j + dj)
        blocked = any(is_inside(path, *place) and path[place] for place in (ahead, (i + 2 * di, j + 2 * dj)))
        if is_inside(path, *ahead) and not blocked:
            (i, j), turns = ahead, 0
        else:
            ways, turns = [*ways[1:], ways[0]], turns + 1
    return at(path, origin_of(state))
