"""Cells that have the same value in a state, taken together: what colour they have, how many they are, which rank."""

import numpy as np

from ..op import op
from ..types import Field, Grid, State
from ..values import VOID, at, origin_of
from .line_fields import Order


@op(
    cost=2,
    kernel="""
    if (grid.h == by.h && grid.w == by.w) color_groups(grid, by, out);
    """,
)
def group_color(grid: Grid, by: State) -> Grid:
    """Each cell in the most common colour but 0 among the cells that have its value in `by`; 0 if there is none.

    (h, w), (h, w) -> (h, w); of several colours the smallest number. Different shapes give void.

    >>> group_color('120 100 033', '112 112 333')
    '110 110 333'
    """
    if grid.shape != by.shape:
        return VOID
    made = np.zeros(grid.shape, int)
    for value in np.unique(by):
        counts = np.bincount(grid[by == value], minlength=10)
        made[by == value] = counts[1:].argmax() + 1 if counts[1:].any() else 0
    return made


@op(
    cost=3,
    kernel="""
    if (grid.h == by.h && grid.w == by.w) count_groups(grid, by, out);
    """,
)
def group_count(grid: Grid, by: State) -> Field:
    """For each cell the number of cells, not 0, that have its value in `by`, at most 255: (h, w), (h, w) -> (h, w).

    Different shapes give void.

    >>> group_count('120 100 033', '112 112 333')
    '330 330 222'
    """
    if grid.shape != by.shape:
        return VOID
    made = np.zeros(grid.shape, int)
    for value in np.unique(by):
        made[by == value] = min(np.count_nonzero(grid[by == value]), 255)
    return made


@op(
    cost=2,
    kernel="""
    rank_values(state, first == 0, out);
    MOVE(out, state.y, state.x);
    """,
)
def ranked(state: State, first: Order) -> Field:
    """Values but 0 replaced by their ranks among the different ones, 1 for the largest (or smallest); 0 stays.

    (h, w) -> (h, w)

    >>> ranked('0252 2900 0095', 'largest')
    '0323 3100 0012'
    """
    order = sorted(set(state[state > 0].tolist()), reverse=first == "largest")
    ranks = [order.index(value) + 1 if value else 0 for value in state.ravel().tolist()]
    return at(np.reshape(ranks, state.shape), origin_of(state))
