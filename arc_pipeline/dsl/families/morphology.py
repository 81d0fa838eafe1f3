"""Neighbours' values taken over: masks grow and shrink, colours spread into what is free, lone cells give way."""

import numpy as np

from ..op import op
from ..types import Cells, Connectivity, Grid
from .neighbours import Around, by_cell


@op(
    cost=2,
    kernel="""
    fold_around(cells, connectivity == 8, [](int a, int b) { return a > b ? a : b; }, out);
    """,
)
def dilate(cells: Cells, connectivity: Connectivity = 4) -> Cells:
    """Each cell takes the largest value of itself and its neighbours: a mask grows by one cell. (h, w) -> (h, w).

    >>> dilate('00000 01100 01000 00000')
    '01100 11110 11100 01000'
    """
    return by_cell(cells, lambda mine, near: max(mine, *near, 0), connectivity)


@op(
    cost=2,
    kernel="""
    fold_around(cells, connectivity == 8, [](int a, int b) { return a < b ? a : b; }, out);
    """,
)
def erode(cells: Cells, connectivity: Connectivity = 4) -> Cells:
    """Each cell takes the smallest value of itself and its neighbours, 0 at the border: a mask shrinks by one cell.

    (h, w) -> (h, w)

    >>> erode('01110 11111 01110')
    '00000 01110 00000'
    """
    return by_cell(cells, lambda mine, near: min(mine, *near) if len(near) == connectivity else 0, connectivity)


@op(
    cost=2,
    kernel="""
    SHARED(uint8_t, memory, PADDED_SIDE * PADDED_SIDE);
    const Padded padded = pad(grid, 0, memory);
    RESIZE(out, grid.h, grid.w);
    FOR_CELLS(out, i, j)
        out(i, j) = grid(i, j) ? grid(i, j) : most(0, commonest_around(padded.at(i, j), around, 1));
    """,
)
def grow(grid: Grid, around: Around) -> Grid:
    """Each cell of colour 0 takes the most common colour but 0 of its neighbours, the smallest number of several.

    (h, w) -> (h, w)

    >>> grow('1000 0000 0022', 'sides')
    '1100 1022 0222'
    """
    return by_cell(grid, lambda mine, near: mine or (max(range(1, 10), key=near.count) if any(near) else 0), around)


@op(
    cost=2,
    kernel="""
    SHARED(uint8_t, memory, PADDED_SIDE * PADDED_SIDE);
    const Padded padded = pad(grid, 10, memory);
    RESIZE(out, grid.h, grid.w);
    FOR_CELLS(out, i, j) {
        const uint8_t* const p = padded.at(i, j);
        bool alone = true;
        const auto look = [&](int n) { alone &= n != *p; };
        each_side(p, look);
        if (connectivity == 8) each_corner(p, look);
        const int common = alone ? commonest_around(p, 2, 0) : -1;
        out(i, j) = common < 0 ? *p : common;
    }
    """,
)
def denoise(grid: Grid, connectivity: Connectivity = 4) -> Grid:
    """Each cell that has no neighbour of its colour takes the most common colour of the eight round it.

    (h, w) -> (h, w); of several the smallest number; a grid of one cell stays.

    >>> denoise('0030 4440 4240 4440')
    '0000 4440 4440 4440'
    """
    alone = by_cell(grid, lambda mine, near: mine not in near, connectivity)
    common = by_cell(grid, lambda mine, near: max(range(10), key=near.count) if near else mine, 8)
    return np.where(alone, common, grid)
