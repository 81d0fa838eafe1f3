"""Where cells lie in the parts of a divided grid and what those hold, as fields; separators become 0.

What divides a grid is told in parts.py. A grid that is not divided gives void.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..op import op
from ..types import Array, Field, Grid
from ..values import VOID
from .line_fields import Order
from .parts import layout_of


def windows_of(grid: Array) -> list[tuple[slice, slice]]:
    """The windows of the parts in reading order; none where the grid is not divided."""
    layout = layout_of(grid)
    return [] if layout is None else [window for row in layout[1] for window in row]


def by_part(grid: Array, measure: Callable[[Array], Any]) -> Any:
    """Each part becomes measure(part), a number or an array, at most 255; separators 0."""
    made = np.zeros(grid.shape, int)
    for window in windows_of(grid):
        made[window] = np.minimum(measure(grid[window]), 255)
    return made if windows_of(grid) else VOID


@op(
    cost=2,
    kernel="""
    SHARED(int, colors, 2 * MAX_SIDE);
    const Layout layout = find_layout(grid, colors);
    begin_parts(grid, layout, out);
    if (out.h) each_cell_of_parts(grid, layout, [&](int i, int j, int k) { out(i, j) = k + 1; });
    """,
)
def part_index(grid: Grid) -> Field:
    """The number of each cell's part in reading order, from 1: (h, w) -> (h, w).

    >>> part_index('10500 02500 55555 30504 00540')
    '11022 11022 00000 33044 33044'
    """
    numbers = iter(range(1, 226))
    return by_part(grid, lambda _: next(numbers))


@op(
    cost=2,
    kernel="""
    SHARED(int, colors, 2 * MAX_SIDE);
    const Layout layout = find_layout(grid, colors);
    begin_parts(grid, layout, out);
    if (out.h) each_part(grid, layout, [&](int, const Box& box) {
        const int h = box.bottom - box.top + 1, w = box.right - box.left + 1;
        FOR_LANES(k, h * w) out(box.top + k / w, box.left + k % w) = least(k + 1, 255);
    });
    """,
)
def part_place(grid: Grid) -> Field:
    """The number of each cell among those of its part, row by row from 1, at most 255: (h, w) -> (h, w).

    >>> part_place('10500 02500 55555 30504 00540')
    '12012 34034 00000 12012 34034'
    """
    return by_part(grid, lambda part: np.arange(1, part.size + 1).reshape(part.shape))


@op(
    cost=2,
    kernel="""
    SHARED(int, colors, 2 * MAX_SIDE);
    SHARED(int, cells, MOST_PARTS);
    const Layout layout = find_layout(grid, colors);
    begin_parts(grid, layout, out);
    count_in_parts(grid, layout, cells);
    if (out.h) each_cell_of_parts(grid, layout, [&](int i, int j, int k) { out(i, j) = least(cells[k], 255); });
    """,
)
def part_count(grid: Grid) -> Field:
    """How many cells of each cell's part are not 0, at most 255: (h, w) -> (h, w).

    >>> part_count('10500 02500 55555 30504 00540')
    '22000 22000 00000 11022 11022'
    """
    return by_part(grid, np.count_nonzero)


@op(
    cost=2,
    kernel="""
    SHARED(int, colors, 2 * MAX_SIDE);
    SHARED(int, cells, MOST_PARTS);
    const Layout layout = find_layout(grid, colors);
    begin_parts(grid, layout, out);
    count_in_parts(grid, layout, cells);
    rank_numbers(MOST_PARTS, first == 0, cells);
    if (out.h) each_cell_of_parts(grid, layout, [&](int i, int j, int k) { out(i, j) = cells[k]; });
    """,
)
def part_rank(grid: Grid, first: Order) -> Field:
    """The rank of each cell's part by its cells that are not 0, 1 for those with most (or fewest), ties share.

    (h, w) -> (h, w); a part without such cells is 0.

    >>> part_rank('10500 02500 55555 30544 00504', 'largest')
    '22000 22000 00000 33011 33011'
    """
    counts = {np.count_nonzero(grid[window]) for window in windows_of(grid)} - {0}
    order = sorted(counts, reverse=first == "largest")
    return by_part(grid, lambda part: order.index(np.count_nonzero(part)) + 1 if part.any() else 0)


@op(
    cost=2,
    kernel="""
    SHARED(int, colors, 2 * MAX_SIDE);
    paint_majorities(grid, find_layout(grid, colors), out);
    """,
)
def part_majority(grid: Grid) -> Grid:
    """Each part all in its most common colour that is not 0, the smallest number of several; separators stay.

    (h, w) -> (h, w)

    >>> part_majority('11500 12500 55555 33504 03544')
    '11500 11500 55555 33544 33544'
    """
    made = np.array(grid)
    for window in windows_of(grid):
        counts = np.bincount(grid[window].ravel(), minlength=10)
        made[window] = counts[1:].argmax() + 1 if grid[window].any() else 0
    return made if windows_of(grid) else VOID


@op(
    cost=2,
    kernel="""
    SHARED(int, colors, 2 * MAX_SIDE);
    overlay_parts(grid, find_layout(grid, colors), out);
    """,
)
def part_overlay(grid: Grid) -> Grid:
    """Every part shows at each place the first colour but 0 that a part has there; separators stay: (h, w) -> (h, w).

    Parts are taken in reading order.

    >>> part_overlay('10500 02500 55555 30504 00540')
    '14514 42542 55555 14514 42542'
    """
    first = np.zeros(grid.shape, int)
    for window in windows_of(grid):
        h, w = grid[window].shape
        first[:h, :w] = np.where(first[:h, :w] == 0, grid[window], first[:h, :w])
    made = np.array(grid)
    for window in windows_of(grid):
        h, w = grid[window].shape
        made[window] = first[:h, :w]
    return made if windows_of(grid) else VOID
