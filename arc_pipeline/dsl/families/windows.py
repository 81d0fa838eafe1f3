"""Cutting a grid into windows that know where they lie, and putting grids in their places.

What is made of each piece by itself becomes one grid again: in the places of the pieces, or in the order of these.
"""

import numpy as np

from ..op import op
from ..types import Count, Grid, Grids, Objects
from ..values import VOID, at, origin_of
from .paint import painted
from .parts import layout_of


@op(
    cost=4,
    kernel="""
    SHARED(int, colors, 2 * MAX_SIDE);
    list_windows(call, grid, find_layout(grid, colors), out);
    """,
)
def windows(grid: Grid) -> Objects:
    """The parts between separating lines, in reading order, each where it lies. Void where there are not two.

    >>> windows('10500 02500 55555 30504 00540')
    ['10 02', '00 00 @0,3', '30 00 @3,0', '04 40 @3,3']
    """
    layout = layout_of(grid)
    if layout is None:
        return VOID
    return [at(grid[window], (window[0].start, window[1].start)) for row in layout[1] for window in row]


@op(
    cost=4,
    literals={"rows": (), "columns": ()},
    kernel="""
    const bool divides = rows >= 1 && columns >= 1 && grid.h % most(rows, 1) == 0 && grid.w % most(columns, 1) == 0;
    const int h = divides ? grid.h / rows : 1, w = divides ? grid.w / columns : 1;
    LIST(out, divides ? rows * columns : -1);
    for (int k = 0; k < out.count; k++) {
        const int top = k / columns * h, left = k % columns * w;
        const View block = ELEMENT(out, k, h, w, top, left);
        FOR_CELLS(block, i, j) block(i, j) = grid(top + i, left + j);
    }
    """,
)
def blocks(grid: Grid, rows: Count, columns: Count) -> Objects:
    """The grid cut into so many rows and columns of equal blocks, in reading order, each where it lies.

    Void where its sides do not divide.

    >>> blocks('1122 1022', 1, 2)
    ['11 10', '22 22 @0,2']
    """
    if rows < 1 or columns < 1 or grid.shape[0] % rows or grid.shape[1] % columns:
        return VOID
    h, w = grid.shape[0] // rows, grid.shape[1] // columns
    corners = [(i * h, j * w) for i in range(rows) for j in range(columns)]
    return [at(grid[top : top + h, left : left + w], (top, left)) for top, left in corners]


@op(
    cost=4,
    may_be_empty=("places", "pieces"),
    kernel="""
    if (fit_places(places, pieces)) COPY(out, grid);
    for (int k = 0; k < pieces.count && is_live(out); k++) {
        SYNC();
        View piece = pieces[k];
        MOVE(piece, places[k].y, places[k].x);
        put(out, piece, -1, NONE, NONE);
    }
    """,
)
def put_back(grid: Grid, places: Objects, pieces: Grids) -> Grid:
    """The grid with each piece laid where its place is, one after the other; what sticks out is clipped.

    Void unless there are as many pieces as places and each has its place's shape.

    >>> put_back('0000 0000', ['22', '3 3 @0,3'], ['14', '5 6'])
    '1405 0006'
    """
    if len(pieces) != len(places):
        return VOID
    for place, piece in zip(places, pieces, strict=True):
        if (place is None) != (piece is None) or (piece is not None and piece.shape != place.shape):
            return VOID
        if piece is not None:
            grid = painted(grid, place, np.ones(place.shape, bool), piece)
    return grid


@op(
    cost=4,
    kernel="""
    SHARED(int, rows, EDGES);
    SHARED(int, columns, EDGES);
    lay_pieces(places, pieces, rows, columns, out);
    """,
)
def assemble(places: Objects, pieces: Grids) -> Grid:
    """The pieces, all of one shape, side by side and one below another, as their places lie; 0 where there is none.

    As many rows of pieces as the places have different upper edges, as many columns as left edges. Void over 30, or
    unless there is one piece of the same shape for each place.

    >>> assemble(['11', '22 @0,3', '33 @2,3'], ['12', '34', '56'])
    '1234 0056'
    """
    if len(places) != len(pieces) or any(p is None for p in (*places, *pieces)):
        return VOID
    h, w = pieces[0].shape
    tops, lefts = (sorted(set(edges)) for edges in zip(*map(origin_of, places), strict=True))
    if any(piece.shape != (h, w) for piece in pieces):
        return VOID
    canvas = np.zeros((len(tops) * h, len(lefts) * w), np.uint8)
    for place, piece in zip(places, pieces, strict=True):
        top, left = origin_of(place)
        row, column = tops.index(top) * h, lefts.index(left) * w
        canvas[row : row + h, column : column + w] = piece
    return canvas
