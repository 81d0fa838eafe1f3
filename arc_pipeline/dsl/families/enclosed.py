"""Regions of background shut in by other cells, and what shuts them in or lies in them. Background is colour 0."""

import numpy as np

from ..op import op
from ..types import Array, Connectivity, Field, Grid, Mask
from .neighbours import neighbors_at
from .objects import label_cells


def shut_in(grid: Array, connectivity: int) -> list[Array]:
    """The regions of colour 0 that do not touch the border, each bool (h, w)."""
    labels = label_cells(np.where(grid == 0, 0, -1), connectivity)
    border = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    return [labels == number for number in range(1, labels.max() + 1) if number not in border]


@op(
    cost=1,
    kernel="""
    SHARED(uint32_t, background, MAX_SIDE);
    SHARED(uint32_t, outside, MAX_SIDE);
    find_enclosed(grid, connectivity == 8, background, outside);
    RESIZE(out, grid.h, grid.w);
    FOR_CELLS(out, i, j) out(i, j) = (background[i] & ~outside[i]) >> j & 1;
    """,
)
def enclosed(grid: Grid, connectivity: Connectivity = 4) -> Mask:
    """The cells of colour 0 that no path through cells of colour 0 joins to the border: (h, w) -> (h, w).

    `connectivity` is that of the path.

    >>> enclosed('333000 300300 330330 030030 033330')
    '000000 011000 001000 001100 000000'
    """
    return sum(shut_in(grid, connectivity), np.zeros(grid.shape, int))


@op(
    cost=1,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(int, sizes, MAX_CELLS);
    label_enclosed(grid, connectivity == 8, label, sizes);
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, out.size()) out.p[k] = label[k] ? least(sizes[label[k] - 1], 255) : 0;
    """,
)
def enclosed_size(grid: Grid, connectivity: Connectivity = 4) -> Field:
    """The size of the enclosed region each cell lies in, at most 255; 0 elsewhere: (h, w) -> (h, w).

    >>> enclosed_size('33330 30030 30030 33333 00303 00333')
    '00000 04400 04400 00000 00010 00000'
    """
    sizes = np.zeros(grid.shape, int)
    for region in shut_in(grid, connectivity):
        sizes[region] = min(region.sum(), 255)
    return sizes


@op(
    cost=1,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(int, colors, MAX_CELLS);
    const int count = label_components(
        grid.h, grid.w, connectivity == 8, [&](int i, int j) { return grid(i, j) == 0 ? 0 : -1; }, label);
    collect_walls(grid, label, count, colors);
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, out.size()) {
        const int color = label[k] ? only_bit(colors[label[k] - 1]) : 0;
        out.p[k] = color < 10 ? color : 0;
    }
    """,
)
def enclosing_color(grid: Grid, connectivity: Connectivity = 4) -> Grid:
    """Each enclosed region in the colour of the cells at its sides, 0 if they have several; 0 elsewhere.

    (h, w) -> (h, w)

    >>> enclosing_color('333222323 303202302 333222333')
    '000000000 030020000 000000000'
    """
    made = np.zeros(grid.shape, int)
    for region in shut_in(grid, connectivity):
        walls = {color for i, j in np.argwhere(region) for color in neighbors_at(grid, i, j, "sides")} - {0}
        made[region] = min(walls) if len(walls) == 1 else 0
    return made


@op(
    cost=2,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(int, colors, MAX_CELLS);
    label_rooms(grid, connectivity == 8, label, colors);
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, out.size()) {
        const int color = label[k] ? only_bit(colors[label[k] - 1]) : 0;
        out.p[k] = color ? color : grid.p[k];
    }
    """,
)
def flood(grid: Grid, connectivity: Connectivity = 4) -> Grid:
    """Rooms with markers of one colour are filled with it; walls are of the most common colour that is not 0.

    (h, w) -> (h, w); of several such colours the smallest number is that of the walls.

    >>> flood('555555 502050 555555 510503 502500 555555')
    '555555 522250 555555 510533 502533 555555'
    """
    counts = np.bincount(grid.ravel(), minlength=10)
    wall = counts[1:].argmax() + 1
    rooms = label_cells(np.where(grid == wall, -1, 0), connectivity)
    made = np.array(grid)
    for number in range(1, rooms.max() + 1):
        markers = set(grid[rooms == number].tolist()) - {0}
        if len(markers) == 1:
            made[rooms == number] = markers.pop()
    return made
