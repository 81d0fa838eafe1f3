"""How far each cell is from others, and which one is nearest."""

import numpy as np

from ..op import op
from ..types import Array, Connectivity, Field, Grid, State
from ..values import at, origin_of


def steps_between(first: Array, second: Array, connectivity: int) -> Array:
    """Steps between places (n, 2) and (m, 2): to the sides, or also to the corners. Int (n, m)."""
    apart = np.abs(first[:, None] - second[None])
    return apart.sum(2) if connectivity == 4 else apart.max(2)


@op(
    cost=2,
    kernel="""
    peel_layers(grid, connectivity == 8, out);
    """,
)
def depth(grid: Grid, connectivity: Connectivity = 4) -> Field:
    """Steps from each cell that is not 0 to the nearest that is, or to the outside of the grid; 0 for cells of 0.

    (h, w) -> (h, w)

    >>> depth('333300 333300 333300 333330 000000')
    '111100 122100 122100 111110 000000'
    """
    padded = np.pad(grid, 1)
    apart = steps_between(np.argwhere(padded >= 0), np.argwhere(padded == 0), connectivity).min(1)
    return apart.reshape(padded.shape)[1:-1, 1:-1]


@op(
    cost=2,
    kernel="""
    spread_steps(state, connectivity == 8, out);
    MOVE(out, state.y, state.x);
    """,
)
def distance_field(state: State, connectivity: Connectivity = 4) -> Field:
    """Steps from each cell to the nearest that is not 0, whatever lies between; 255 if there is none.

    (h, w) -> (h, w)

    >>> distance_field('30000 00000 00000 00030')
    '01234 12323 23212 32101'
    """
    if not np.any(state):
        return at(np.full(state.shape, 255), origin_of(state))
    apart = steps_between(np.argwhere(np.ones(state.shape)), np.argwhere(state), connectivity).min(1)
    return at(apart.reshape(state.shape), origin_of(state))


@op(
    cost=2,
    kernel="""
    SHARED(int, nearest, MAX_CELLS);
    find_nearest(grid, nearest);
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, out.size()) out.p[k] = nearest[k] < 1 << 20 ? grid.p[nearest[k] & 1023] : 0;
    """,
)
def nearest_color(grid: Grid) -> Grid:
    """Each cell in the colour of the nearest one that is not 0, by steps to the sides; the first of several.

    (h, w) -> (h, w); a grid of 0 stays.

    >>> nearest_color('20000 00000 00003 00000')
    '22223 22233 22333 22333'
    """
    coloured = np.argwhere(grid)
    if len(coloured) == 0:
        return grid
    nearest = steps_between(np.argwhere(grid >= 0), coloured, 4).argmin(1)
    return grid[tuple(coloured[nearest].T)].reshape(grid.shape)
